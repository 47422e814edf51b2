// Keeps what is typed in forms with data-autosave-url, and says so only when it changes.
const WAIT = 1000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function keep(form) {
  const status =
    form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
  let timer = null;
  let waiting = false;
  let submitted = false;
  let turn = 0;
  let sending = null;

  function say(text) {
    if (status && status.textContent !== text) status.textContent = text;
  }

  function body() {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    const path = form.dataset.autosavePath || form.getAttribute("action") || "";
    data.set("path", new URL(path, document.location).pathname);
    return data;
  }

  async function send() {
    clearTimeout(timer);
    if (!waiting || submitted) return;
    waiting = false;
    const mine = ++turn;
    const data = body();
    sending = new AbortController();
    let said;
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        redirect: "manual",
        signal: sending.signal,
        headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") || "" },
      });
      const signedOut = response.type === "opaqueredirect" || [401, 403].includes(response.status);
      if (response.ok) document.dispatchEvent(new Event("app:asked"));
      if (response.ok) said = `Kept ${clock.format(new Date())}`;
      else if (response.status === 413) said = "Not kept: too long. Your words are still on this page.";
      else if (signedOut) said = "Not kept: you are signed out. Your words are still on this page.";
      else said = "Not kept: something went wrong. Your words are still on this page.";
      if (!response.ok) waiting = true;
    } catch {
      said = "Not kept: no connection";
      waiting = true;
    }
    if (mine === turn && !submitted) say(said);
  }

  function changed() {
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }

  function leaving() {
    if (!waiting || submitted) return;
    // A beacon cannot carry the header, so the token travels in the body; long texts
    // pass the browser's limit for both, and then only an ordinary request remains.
    if (navigator.sendBeacon(form.dataset.autosaveUrl, body())) {
      waiting = false;
      clearTimeout(timer);
    } else {
      send();
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(timer);
    // Kept after the save, these words would come back as unsaved.
    sending?.abort();
  });
  form.addEventListener("app:not-sent", () => {
    submitted = false;
    changed();
  });
  window.addEventListener("online", () => send());
  window.addEventListener("pagehide", leaving);
  // A page restored from the back-forward cache is being edited again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) submitted = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leaving();
  });
}

document.querySelectorAll("form[data-autosave-url]").forEach(keep);
// A form that comes back with its errors by upload.js is another form than the one that was left.
document.addEventListener("app:shown", ({ detail }) => {
  detail.querySelectorAll("form[data-autosave-url]").forEach(keep);
});
