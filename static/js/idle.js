// Warns before an idle session ends, and asks the server for more time when told to.
const LATE = 60; // seconds by which the server may have written the last request too early
const WARN = 180; // seconds before the end; a fifth of the time where that is less
const SEEN = "section-55-tracker-seen"; // shared by the windows of one browser

const dialog = document.querySelector("dialog.app-idle");
const part = (name) => dialog.querySelector(`[data-idle-${name}]`);
const seconds = Number(dialog.dataset.idleSeconds);
const late = Math.min(LATE, seconds / 10);
const warning = Math.min(WARN, seconds / 5);
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
let seen = Date.now();
let timer = null;

const end = () => seen + (seconds - late) * 1000;

function look() {
  clearTimeout(timer);
  const left = (end() - Date.now()) / 1000;
  if (left <= 0) return over();
  if (left <= warning && !dialog.open) {
    part("clock").textContent = clock.format(new Date(end()));
    dialog.showModal();
  }
  timer = setTimeout(look, 1000 * (left > warning ? left - warning : left));
}

function active(at) {
  seen = Math.max(seen, at);
  if (dialog.open && end() - Date.now() > warning * 1000) dialog.close();
  look();
}

function here() {
  try {
    localStorage.setItem(SEEN, Date.now());
  } catch {
    // Without storage each window counts for itself.
  }
  active(Date.now());
}

function over() {
  part("heading").textContent = "You are signed out";
  part("before").hidden = part("stay").hidden = true;
  part("after").hidden = part("again").hidden = false;
  if (!dialog.open) dialog.showModal();
  part("again").focus();
}

async function stay() {
  try {
    const { address } = dialog.dataset;
    const answer = await fetch(address, { method: "HEAD", redirect: "manual", cache: "no-store" });
    if (answer.ok) here();
    else over();
  } catch {
    part("clock").textContent = `${clock.format(new Date(end()))}. There is no connection: try again`;
  }
}

part("stay").addEventListener("click", stay);
part("again").addEventListener("click", () => location.reload());
// Escape means to go on.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (!part("stay").hidden) stay();
});
window.addEventListener("storage", (event) => event.key === SEEN && active(Number(event.newValue)));
// A form that loses the focus to the warning is kept, and nobody has answered yet.
document.addEventListener("app:asked", () => dialog.open || here());
document.addEventListener("visibilitychange", look);
here();
