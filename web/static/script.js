// The pages work without this file. With it they update by themselves, search
// as one types, move by keyboard and show read-outs over charts.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Replaces every part marked data-live by its newer self.
  async function refresh(address, parts = "[data-live]") {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of all(parts)) {
      const fresh = page.getElementById(old.id);
      if (!fresh || fresh.innerHTML === old.innerHTML) continue;
      const known = new Set(all("[data-id]", old).map((e) => e.dataset.id));
      if (known.size) for (const e of all("[data-id]", fresh)) if (!known.has(e.dataset.id)) e.classList.add("fresh");
      old.replaceWith(document.importNode(fresh, true));
    }
  }

  // Live updates.
  const live = $("#live");
  let waiting = 0;
  function listen() {
    const source = new EventSource("/events");
    source.addEventListener("open", () => say("on"));
    source.addEventListener("error", () => {
      say("off");
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    });
    source.addEventListener("change", () => {
      if (waiting || document.hidden) { waiting = 1; return; }
      waiting = 1;
      setTimeout(async () => { waiting = 0; try { await refresh(location.href); } catch { say("off"); } }, 300);
    });
  }
  function say(state) {
    if (!live) return;
    live.textContent = live.dataset[state];
    live.classList.toggle("lost", state === "off");
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && waiting) { waiting = 0; refresh(location.href).catch(() => say("off")); }
  });
  if (live) listen();

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
      try { await refresh(address, "#results"); } catch { say("off"); }
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
  $("#help-button")?.addEventListener("click", () => help?.showModal());

  // Read-outs over charts.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const show = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) { tip.hidden = true; return; }
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(innerWidth - tip.offsetWidth - 4, box.left + box.width / 2 - tip.offsetWidth / 2)) + "px";
    tip.style.top = Math.max(4, box.top - tip.offsetHeight - 6) + "px";
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, show);
})();
