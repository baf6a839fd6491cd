// The pages work without this file. With it they update by themselves, search
// as one types, move by keyboard and show read-outs over charts.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Replaces every part marked data-live by its newer self, but not under the
  // reader's hands: the focus stays where it was, a selection is not lost.
  async function refresh(address, parts = "[data-live]") {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of all(parts)) {
      const fresh = page.getElementById(old.id);
      if (!fresh || fresh.innerHTML === old.innerHTML) continue;
      const marked = getSelection();
      if (marked && !marked.isCollapsed && old.contains(marked.anchorNode)) continue;
      if (old.querySelector("details[open]")) continue;
      const held = old.contains(document.activeElement) ? place(old, document.activeElement) : -1;
      const known = new Set(all("[data-id]", old).map((e) => e.dataset.id));
      if (known.size) for (const e of all("[data-id]", fresh)) if (!known.has(e.dataset.id)) e.classList.add("fresh");
      old.replaceWith(document.adoptNode(fresh));
      if (held >= 0) all(focusable, fresh)[held]?.focus({ preventScroll: true });
    }
  }
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
  const place = (root, element) => all(focusable, root).indexOf(element);

  // Live updates.
  const live = $("#live");
  let waiting = 0;
  function listen() {
    const source = new EventSource("/events");
    source.addEventListener("open", () => say("fine"));
    source.addEventListener("error", () => {
      say("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    });
    source.addEventListener("change", () => {
      if (waiting || document.hidden) { waiting = 1; return; }
      waiting = 1;
      setTimeout(async () => { waiting = 0; try { await refresh(location.href); } catch { say("lost"); } }, 300);
    });
  }
  function say(state) {
    if (!live) return;
    live.textContent = live.dataset[state];
    live.classList.toggle("lost", state === "lost");
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && waiting) { waiting = 0; refresh(location.href).catch(() => say("lost")); }
  });
  if (live) {
    listen();
    setInterval(() => { if (!document.hidden) refresh(location.href).catch(() => say("lost")); }, 60000); // "3 minutes ago" ages
  }

  // What is asked for in passing, a run of a site, does not leave the page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-quiet]")) return;
    event.preventDefault();
    for (const button of all("button", form)) button.disabled = true;
    try {
      await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      await refresh(location.href);
    } catch { say("lost"); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // Search as one types; the filters live in the address.
  const form = $("form.filters");
  if (form) {
    let timer, last = "";
    const search = async () => {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value) query.set(name, value);
      const address = form.action.split("?")[0] + (query.size ? "?" + query : "");
      if (address === last) return;
      last = address;
      history.replaceState(null, "", address);
      try { await refresh(address, "#results"); } catch { say("lost"); }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 250); });
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); search(); });
  }

  // Keyboard.
  let at = -1;
  const help = $("#help");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && typing) { typing.blur(); return; }
    if (typing || (help && help.open && event.key !== "?")) return;
    const items = all("ul.list > li");
    switch (event.key) {
      case "/": {
        const field = $("input[type=search]");
        if (field) field.focus(); else location.href = "/articles?focus=q";
        break;
      }
      case "j": case "k":
        if (!items.length) return;
        items[at]?.classList.remove("chosen");
        at = Math.max(0, Math.min(items.length - 1, at + (event.key === "j" ? 1 : -1)));
        items[at].classList.add("chosen");
        $("a", items[at])?.focus({ preventScroll: true });
        items[at].scrollIntoView({ block: "nearest" });
        break;
      case "?": if (help) { if (help.open) help.close(); else help.showModal(); } break;
      default: return;
    }
    event.preventDefault();
  });
  const button = $("#help-button");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  }

  // Read-outs over charts.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const show = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) { tip.hidden = true; return; }
    $("title", mark)?.remove(); // one read-out is enough
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(innerWidth - tip.offsetWidth - 4, box.left + box.width / 2 - tip.offsetWidth / 2)) + "px";
    tip.style.top = Math.max(4, box.top - tip.offsetHeight - 6) + "px";
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, show);
})();
