// Shows what was found as soon as the worker has read the text.
const PAUSE = 1500;

async function look() {
  try {
    const answer = await fetch(document.location.href, { credentials: "same-origin" });
    if (answer.ok && !(await answer.text()).includes("data-reading")) {
      document.location.reload();
      return;
    }
  } catch {
    // No connection: look again later.
  }
  setTimeout(look, PAUSE);
}

if (document.querySelector("[data-reading]")) setTimeout(look, PAUSE);
