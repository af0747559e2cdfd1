// Shortcuts, and where the focus goes. Every page works without this file.
(() => {
  const mode = document.body.dataset.shortcuts;
  const typing = (el) => el?.isContentEditable || el?.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  const shown = (el) => el.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  let cameFrom = null, first = "", until = 0;

  // ---------- what a key does ----------
  function go(el) {
    if (!el) return false;
    if (typing(el)) {
      cameFrom = document.activeElement;
      el.focus();
      el.select?.();
    } else el.click();
    if (el.matches("summary") && el.parentElement.open) el.parentElement.querySelector("a")?.focus();
    return true;
  }

  function step(by) {
    const rows = all("[data-row]"), at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    next?.focus();
    return Boolean(next);
  }

  function select() {
    const row = document.activeElement?.matches("[data-row]") && document.activeElement.closest("li, tr");
    return go(row && row.querySelector("input[type=checkbox]"));
  }

  // where the page itself has a place to search, there; else the page that has
  const search = () => go(document.querySelector('[data-shortcut="/"]') ?? document.querySelector("[data-search]"));

  function press(key) {
    const both = Date.now() < until && first ? `${first} ${key}` : "";
    first = "";
    const target = (keys) => all(`[data-shortcut="${CSS.escape(keys)}"]`)[0];
    if (both && go(target(both))) return true;
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
    if (key === "x") return select();
    if (document.querySelector(`[data-shortcut^="${CSS.escape(key)} "]`)) {
      first = key;
      until = Date.now() + 1500;
      return true;
    }
    return key === "/" ? search() : go(target(key));
  }

  // ---------- which key was it ----------
  // with Alt held, event.key is what the layout makes of it; event.code still names the letter
  function letter(event) {
    if (event.ctrlKey || event.metaKey || event.isComposing) return "";
    if (mode === "alt-shift") {
      if (!event.altKey || !event.shiftKey) return "";
      return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.code === "Slash" ? "?" : "";
    }
    return mode === "letters" && !event.altKey && event.key.length === 1 ? event.key.toLowerCase() : "";
  }

  function leave() {
    const menu = document.activeElement?.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (cameFrom && typing(document.activeElement)) {
      cameFrom.focus();
      cameFrom = null;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const { key, target } = event, command = event.ctrlKey || event.metaKey;
    if (key === "Escape") leave();
    else if (command && key === "Enter" && target.form && target.matches("textarea, [data-done-anywhere] *")) {
      const form = document.getElementById(target.dataset.done) ?? target.form;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-default]") ?? form.querySelector("[type=submit]"));
    } else if (command && !event.shiftKey && key.toLowerCase() === "k") {
      if (search()) event.preventDefault();
    } else if (mode === "alt-shift" || !typing(target)) {
      const pressed = letter(event);
      if (pressed && press(pressed)) event.preventDefault();
    }
  });

  // ---------- a line after the other: a number chooses and goes on, Enter agrees; the last one saves ----------
  document.addEventListener("keydown", (event) => {
    const line = event.target;
    if (!line.matches?.("select[data-line]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const lines = [...line.form.querySelectorAll("select[data-line]")], chosen = event.key === "0" ? line.options.length : Number(event.key);
    if (event.key !== "Enter" && !(chosen >= 1 && chosen <= line.options.length)) return;
    event.preventDefault();
    if (event.key !== "Enter") line.selectedIndex = chosen - 1;
    const next = lines[lines.indexOf(line) + 1];
    if (next) next.focus();
    else line.form.requestSubmit(line.form.querySelector("[data-default]"));
  });

  // ---------- what the note marks as asked stands in the question as soon as it is rounded off ----------
  document.addEventListener("change", (event) => {
    const words = event.target.matches?.("[name=outcome]") && event.target.form.querySelector("[data-gathers]");
    const note = words && document.getElementById(words.dataset.gathers);
    if (!note || words.value !== words.dataset.gathered) return;
    const marked = note.value.split("\n").map((line) => line.trim()).filter((line) => /^\?./.test(line)).map((line) => line.slice(1).trim());
    const place = Number(words.dataset.gathersPlace);
    words.dataset.gathered = words.value = place ? marked[place - 1] ?? "" : marked.join("\n");
    words.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---------- a form is sent once, however often its button is pressed ----------
  const sent = new Set();
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  addEventListener("pageshow", () => sent.clear());

  // ---------- said to a screen reader, shown only where it works ----------
  for (const el of document.querySelectorAll("[data-needs-script]")) el.hidden = false;
  for (const el of mode === "off" ? [] : document.querySelectorAll("[data-shortcut]")) {
    const keys = el.dataset.shortcut;
    if (keys.length === 1) el.setAttribute("aria-keyshortcuts", mode === "alt-shift" ? `Alt+Shift+${keys.toUpperCase()}` : keys);
  }
  for (const el of document.querySelectorAll("[data-opens]")) {
    el.addEventListener("click", () => document.getElementById(el.dataset.opens)?.showModal());
  }

  // ---------- where the focus goes ----------
  function settle(root) {
    const news = [...root.querySelectorAll("[data-announce]")].map((el) => el.textContent.trim()).join(" ");
    const live = document.getElementById("live");
    if (news && live) setTimeout(() => { live.textContent = news; }, 300);
    root.querySelector("[data-focus]")?.focus();
  }
  settle(document);
  function unreachable() {
    const place = document.getElementById("problems");
    if (!place) return;
    const notice = Object.assign(document.createElement("p"), { className: "notice notice--error", tabIndex: -1, textContent: place.dataset.unreachable });
    place.replaceChildren(notice);
    notice.focus();
  }
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", (event) => settle(event.detail.target ?? document));
})();
