// A note that is never lost: one request in flight, the newest text goes next, nothing is kept in the browser.
// The field is never swapped, disabled or written to. What the page says comes from the field's data- attributes.
(() => {
  const QUIET = 1000, WHILE_TYPING = 5000, LONGEST_WAIT = 15000, GIVE_UP = 10000;
  const wired = new Map();

  function wire(field) {
    if (wired.has(field)) return;
    const words = field.dataset, form = field.form;
    const session = [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");
    let version = words.version, saved = field.value, token = form?.elements.csrfmiddlewaretoken?.value;
    let turn = 0, timer = 0, typingSince = 0, wait = QUIET, busy = false, wanted = false, stopped = false, state = "";
    let flight = Promise.resolve();

    const body = () => new URLSearchParams({
      text: field.value, version, session, turn: ++turn, csrfmiddlewaretoken: token ?? "",
    });
    const plan = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };

    function say(now, text, url, label) {
      const place = document.getElementById(words.status), live = document.getElementById("live");
      if (place) {
        place.dataset.state = now;
        (place.querySelector("[data-text]") ?? place).replaceChildren(text);
        if (url) {
          const link = Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener", textContent: label });
          (place.querySelector("[data-text]") ?? place).append(" ", link);
        }
      }
      // a screen reader hears the first success and every change, not each of a hundred saves
      if (live && now !== state) live.textContent = text;
      state = now;
    }

    function done(text, answer) {
      version = answer.headers.get("X-Version");
      saved = text;
      wait = QUIET;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      say("saved", words.saved.replace("{time}", time));
    }

    function again(now, text, url, label) {
      say(now, text, url, label);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      plan(wait);
    }

    // logging in again renews the token; the same page, fetched anew, holds the one that counts now
    async function renew() {
      const page = await (await fetch(location.href, { signal: AbortSignal.timeout(GIVE_UP) })).text();
      const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
      if (fresh) token = fresh.value;
    }

    async function judge(text, answer) {
      const plain = answer.headers.get("Content-Type")?.startsWith("text/plain") ? (await answer.text()).slice(0, 300) : "";
      if (answer.status === 413 && plain) {
        // asked again it would be too long again: it is sent when it has changed
        say("too-long", plain);
      } else if (answer.status === 409) {
        stopped = true;
        say("conflict", plain || words.conflict, words.conflictUrl, words.conflictLink);
      } else if (answer.status === 401 || answer.redirected) {
        again("signed-out", words.signedOut, words.loginUrl, words.loginLink);
      } else if (answer.ok && answer.headers.has("X-Version")) {
        done(text, answer);
      } else {
        if (answer.status === 403) await renew();
        throw new Error(answer.status);
      }
    }

    async function save() {
      clearTimeout(timer);
      if (stopped || field.value === saved) return;
      if (busy) { wanted = true; return; }
      busy = true;
      wanted = false;
      typingSince = 0;
      flight = send(field.value);
      await flight;
      busy = false;
      if (wanted && state === "saved") save();
    }

    async function send(text) {
      try {
        await judge(text, await fetch(words.autosave, { method: "POST", body: body(), signal: AbortSignal.timeout(GIVE_UP) }));
      } catch {
        again("retry", words.retry);
      }
    }

    field.addEventListener("input", () => {
      typingSince ||= Date.now();
      plan(Math.max(0, Math.min(QUIET, typingSince + WHILE_TYPING - Date.now())));
    });
    field.addEventListener("blur", save);
    addEventListener("online", save);
    addEventListener("focus", save);
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      save();
    });
    document.addEventListener("visibilitychange", () => {
      if (stopped || field.value === saved) return;
      // the beacon gives no answer: if the page lives on, the text is sent again the ordinary way
      if (document.visibilityState === "hidden") navigator.sendBeacon(words.autosave, body());
      plan(QUIET);
    });
    addEventListener("beforeunload", (event) => {
      if (field.value !== saved && (stopped || ["retry", "signed-out", "too-long"].includes(state))) event.preventDefault();
    });
    form?.addEventListener("formdata", ({ formData }) => {
      formData.set("version", version);
      formData.set("session", session);
      if (token) formData.set("csrfmiddlewaretoken", token);
    });
    wired.set(field, {
      unsaved: () => !stopped && field.value !== saved,
      catchUp: async () => { await flight; await save(); },
    });
  }

  // another form of the page (done, log out) takes the reader away: what was typed last is saved first
  const leftBy = (form) => [...wired].filter(([field, one]) => field.isConnected && field.form !== form && one.unsaved()).map(([, one]) => one);
  const waiting = new Set();

  async function saveBefore(form, submitter) {
    if (waiting.has(form)) return;
    waiting.add(form);
    for (let attempt = 0; attempt < 3 && leftBy(form).length; attempt++) await Promise.all(leftBy(form).map((one) => one.catchUp()));
    waiting.delete(form);
    if (!leftBy(form).length) form.requestSubmit(submitter);
  }

  document.addEventListener("submit", (event) => {
    if (event.target.method === "dialog" || !leftBy(event.target).length) return;
    event.preventDefault();
    saveBefore(event.target, event.submitter);
  }, true);

  const find = (root) => root.querySelectorAll?.("textarea[data-autosave]").forEach(wire);
  find(document);
  document.addEventListener("htmx:load", (event) => find(event.target));
})();
