// Marks the place of an item in the source, when asked and when an item takes the focus.
const shown = document.querySelector("[data-place-shown]");
const name = document.querySelector("[data-place-name]");
let wanted = "";

async function show(link) {
  if (wanted === link.dataset.place) return;
  wanted = link.dataset.place;
  const answer = await fetch(wanted, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok || wanted !== link.dataset.place) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  shown.replaceChildren(...page.body.childNodes);
  if (name) name.textContent = link.dataset.name;
  const beside = shown.closest(".app-desk__beside");
  const mark = shown.querySelector(".app-source__mark, .app-page__mark");
  if (beside && mark) {
    beside.scrollTop += mark.getBoundingClientRect().top - beside.getBoundingClientRect().top - 60;
  }
}

document.querySelectorAll("[data-item]").forEach((item) => {
  const link = item.querySelector("[data-place]");
  if (!link) return;
  item.addEventListener("focusin", () => show(link).catch(() => {}));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(link).catch(() => document.location.assign(link.href));
  });
});
