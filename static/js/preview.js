// Draws the letter anew, beside the form, when its words change; puts fields in where one typed.
const WAIT = 500;

const form = document.querySelector("[data-preview-url]");
const status = document.querySelector("[data-preview-status]");
const pages = document.querySelector("[data-preview-pages]");
let timer = null;
let asking = null;
let last = form ? form.querySelector("textarea") : null;

function say(words) {
  if (status.textContent !== words) status.textContent = words;
}

function show(drawn) {
  drawn.pages.forEach((address, at) => {
    const picture = pages.children[at] || pages.appendChild(document.createElement("img"));
    picture.className = "app-preview__page";
    picture.alt = `Page ${at + 1} of ${drawn.count}`;
    picture.src = address;
  });
  while (pages.children.length > drawn.pages.length) pages.lastChild.remove();
  const more = drawn.count > drawn.pages.length ? `, the first ${drawn.pages.length} shown` : "";
  say(`${drawn.count} page${drawn.count === 1 ? "" : "s"}${more}.`);
}

async function draw() {
  if (asking) asking.abort();
  asking = new AbortController();
  const data = new FormData(form);
  try {
    const answer = await fetch(form.dataset.previewUrl, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      redirect: "manual",
      signal: asking.signal,
      headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") || "" },
    });
    if (!answer.ok) throw new Error(answer.status);
    const drawn = await answer.json();
    if (drawn.problems) say(drawn.problems.join(" "));
    else show(drawn);
  } catch (error) {
    if (error.name !== "AbortError") say("The letter cannot be shown now. Your words are still here.");
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
}

function putIn() {
  const field = `{${document.getElementById("insert").value}}`;
  last.setRangeText(field, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  later();
}

if (form) {
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) last = event.target;
  });
  const insert = form.querySelector("[data-insert]");
  insert.hidden = false;
  insert.querySelector("[data-insert-button]").addEventListener("click", putIn);
}
if (form && status) {
  form.addEventListener("input", later);
  draw();
}
