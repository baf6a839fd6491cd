// The pages work without this file. With it they update by themselves, search
// as one types, move by keyboard and show read-outs over charts.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // What is marked data-live follows the server. One request is under way at a
  // time, so that no answer overtakes a later one; what is asked for meanwhile
  // is asked for again behind it.
  let due = false, busy = false, pause = 0, request, wake, shown = location.href;
  async function refresh(wait = 0) {
    due = true;
    if (busy) { wake?.(); return; }
    busy = true;
    await sleep(wait);
    while (due && !document.hidden) {
      due = false;
      request = new AbortController();
      try {
        await load(location.href, request.signal);
        pause = 0;
        if (stream?.readyState === EventSource.OPEN) say("fine");
      } catch (error) {
        due = true;
        if (error.name === "AbortError") continue;
        say("lost");
        pause = Math.min(30000, pause * 2 || 1000);
        await Promise.race([sleep(pause), new Promise((done) => { wake = done; })]);
      }
    }
    busy = false;
  }
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  async function load(address, signal) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", signal });
    if (answer.redirected && new URL(answer.url).pathname === "/login") { location.reload(); return; }
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    signal.throwIfAborted();
    const asked = address !== shown;
    shown = address;
    for (const old of all("[data-live]")) {
      const fresh = page.getElementById(old.id);
      if (fresh && fresh.innerHTML !== old.innerHTML) replace(old, document.adoptNode(fresh), asked);
    }
  }

  // Puts a part in the place of its older self, but not under the reader's
  // hands: focus, selection, what is unfolded and how far it is scrolled stay,
  // and a button that is pressed is there still when it is let go.
  let kept = false, pressed = null;
  function replace(old, fresh, asked) {
    const marked = getSelection();
    if (!asked && marked && !marked.isCollapsed && old.contains(marked.anchorNode) || pressed && old.contains(pressed)) { kept = true; return; }
    tip.hidden = true;
    const known = new Set(all("[data-id]", old).map((e) => e.dataset.id));
    if (known.size && !asked) for (const e of all("[data-id]", fresh)) if (!known.has(e.dataset.id)) e.classList.add("fresh");
    for (const e of all("details[open]", old)) { const same = twin(e, "details", old, fresh); if (same) same.open = true; }
    const chosen = $(".chosen", old), held = old.contains(document.activeElement) ? document.activeElement : null;
    if (chosen) twin(chosen, "li", old, fresh)?.classList.add("chosen");
    const focus = held && twin(held, "a[href], button, input, select, textarea, summary, [tabindex]", old, fresh);
    const places = all(".scroll", old).map((e) => [e.scrollLeft, e.scrollTop]);
    old.replaceWith(fresh);
    focus?.focus({ preventScroll: true });
    all(".scroll", fresh).forEach((e, i) => e.scrollTo(...(places[i] ?? [0, 0])));
  }
  // The element of the new part that stands for one of the old: in the row of
  // the same id where there are rows, else at the same place.
  function twin(element, kind, old, fresh) {
    const row = element.closest("[data-id], [id]");
    let from = old, to = fresh;
    if (row && row !== old && old.contains(row)) {
      to = row.dataset.id ? $(`[data-id="${CSS.escape(row.dataset.id)}"]`, fresh) : $("#" + CSS.escape(row.id), fresh);
      if (!to || row === element) return to;
      from = row;
    }
    return all(kind, to)[all(kind, from).indexOf(element)];
  }
  const makeUp = () => { if (kept && !pressed && getSelection().isCollapsed) { kept = false; refresh(); } };
  document.addEventListener("selectionchange", makeUp);
  document.addEventListener("pointerdown", (event) => { pressed = event.target; });
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(() => { pressed = null; makeUp(); }));

  // Live updates.
  const live = $("#live");
  let stream;
  function listen() {
    stream = new EventSource("/events");
    stream.addEventListener("open", () => say("fine"));
    stream.addEventListener("error", () => {
      say("lost");
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    });
    stream.addEventListener("change", () => refresh(300)); // several changes share a request
  }
  function say(state) {
    if (!live) return;
    live.textContent = live.dataset[state];
    live.classList.toggle("lost", state === "lost");
  }
  if (live) {
    listen();
    document.addEventListener("visibilitychange", () => { if (due) refresh(); });
    setInterval(refresh, 60000); // "3 minutes ago" ages
  }

  // What is asked for in passing, a run of a site, does not leave the page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-quiet]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    for (const button of all("button", form)) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") refresh();
      else form.submit(); // the answer says what is wrong
    } catch { say("lost"); refresh(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // Search as one types; the filters live in the address.
  const form = $("form.filters");
  if (form) {
    let timer;
    const search = () => {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value) query.set(name, value);
      const address = new URL(form.action.split("?")[0] + (query.size ? "?" + query : "")).href;
      if (address === location.href) return;
      history.replaceState(null, "", address);
      request?.abort();
      refresh();
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 250); });
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); search(); });
  }

  // Keyboard.
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
        move(items, event.key === "j" ? 1 : -1);
        break;
      case "?": if (help) { if (help.open) help.close(); else help.showModal(); } break;
      default: return;
    }
    event.preventDefault();
  });
  function move(items, by) {
    const at = items.findIndex((e) => e.classList.contains("chosen"));
    items[at]?.classList.remove("chosen");
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    next.classList.add("chosen");
    $("a", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
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
