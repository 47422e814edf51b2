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
  }

  function shown(page) {
    const fresh = new DOMParser().parseFromString(page, "text/html");
    const main = fresh.querySelector("main");
    if (!main) return false;
    document.title = fresh.title;
    document.querySelector("main").replaceWith(main);
    main.querySelectorAll("form[data-upload]").forEach(enhance);
    const summary = main.querySelector(".govuk-error-summary");
    (summary || main).setAttribute("tabindex", "-1");
    (summary || main).focus();
    return true;
  }

  function answered(request) {
    if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
      document.location.assign(JSON.parse(request.responseText).to);
    } else if (request.status === 413) {
      stop("Not sent: the files are too large together.");
    } else if (!shown(request.responseText)) {
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
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => stop("Not sent: no connection. Press the button again."));
    request.open("POST", form.getAttribute("action") || document.location.href);
    request.setRequestHeader("X-Upload", "1");
    button.disabled = true;
    bar.hidden = false;
    say("Sending");
    request.send(data);
  });
}

document.querySelectorAll("form[data-upload]").forEach(enhance);
