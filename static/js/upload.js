// Sends a form with files and shows how far it is. Without this script the browser sends it itself.
const SAID_EVERY = 25; // per cent: a reader hears four steps, not a hundred

function enhance(form) {
  const bar = form.querySelector("[data-upload-progress]");
  const meter = bar.querySelector("progress");
  const status = form.querySelector("[data-upload-status]");
  const button = form.querySelector("button[type=submit]");

  function say(words) {
    if (status.textContent !== words) status.textContent = words;
  }

  function stop(words) {
    bar.hidden = true;
    button.disabled = false;
    say(words);
    form.dispatchEvent(new Event("app:not-sent"));
  }

  function shown(page) {
    const fresh = new DOMParser().parseFromString(page, "text/html");
    const main = fresh.querySelector("main");
    if (!main) return false;
    document.title = fresh.title;
    document.querySelector("main").replaceWith(main);
    main.querySelectorAll("form[data-upload]").forEach(enhance);
    document.dispatchEvent(new CustomEvent("app:shown", { detail: main }));
    const summary = main.querySelector(".govuk-error-summary");
    (summary || main).setAttribute("tabindex", "-1");
    (summary || main).focus();
    return true;
  }

  function answered(request, sentTo) {
    if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
      document.location.assign(JSON.parse(request.responseText).to);
    } else if (request.status === 413) {
      stop("Not sent: the files are too large together.");
    } else if (request.status === 403) {
      // The page that says so stands for a form one can go back to. This one was never left.
      stop("Not sent: this page has expired, or you may no longer do this. Copy what you typed, then reload the page.");
    } else if (request.status === 200 && request.responseURL !== sentTo) {
      document.location.assign(request.responseURL); // signed out, with the words kept
    } else if (request.status !== 200 || !shown(request.responseText)) {
      stop("Not sent: something went wrong. What you typed is still on this page.");
    }
  }

  form.addEventListener("submit", (event) => {
    const data = new FormData(form, event.submitter);
    const files = [...data.values()].filter((value) => value instanceof File && value.size);
    if (!files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    let said = 0;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const done = Math.floor((100 * loaded) / total);
      meter.value = done;
      if (done >= 100) say("Sent. The files are being checked.");
      else if (done >= said + SAID_EVERY) say(`${(said = done - (done % SAID_EVERY))} per cent sent`);
    });
    const to = new URL(form.getAttribute("action") || "", document.location);
    to.hash = "";
    request.addEventListener("load", () => answered(request, to.href));
    request.addEventListener("error", () => stop("Not sent: no connection. Press the button again."));
    request.open("POST", to.href);
    request.setRequestHeader("X-Upload", "1");
    button.disabled = true;
    bar.hidden = false;
    say("Sending");
    request.send(data);
  });
}

document.querySelectorAll("form[data-upload]").forEach(enhance);
