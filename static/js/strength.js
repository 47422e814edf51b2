// Says how strong a new password is while it is typed. It is reckoned here: nothing is sent.
const WAIT = 700; // milliseconds after the last key, or a reader would hear each of them
const BANDS = [
  [15, "Strong"],
  [10, "Good"],
  [8, "Fair"],
  [6, "Weak"],
  [0, "Very weak"],
]; // from how many guesses, as a power of ten, by the scale of zxcvbn
const AGAIN = "Add words that do not belong together.";

const shown = document.querySelector("[data-strength]");
const field = document.getElementById(shown.dataset.strength);
const meter = shown.querySelector("meter");
const said = shown.querySelector("[data-strength-said]");
const known = shown.dataset.known.split(" ");
let estimator = null;
let waiting = null;

function script(src) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src });
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

async function fetched() {
  await Promise.all([script(shown.dataset.estimator), script(shown.dataset.words)]);
  const { core, "language-common": words } = window.zxcvbnts;
  const { dictionary, adjacencyGraphs: graphs } = words;
  return new core.ZxcvbnFactory({ dictionary, graphs });
}

function show(level, words) {
  meter.value = level;
  if (said.textContent !== words) said.textContent = words;
}

function reckon() {
  const password = field.value;
  const missing = field.minLength - [...password].length;
  if (!password) return show(0, "Nothing typed yet.");
  if (missing > 0) return show(0, `Too short: ${missing} more ${missing === 1 ? "character" : "characters"} needed.`);
  const { guessesLog10 } = estimator.check(password, known);
  const band = BANDS.findIndex(([least]) => guessesLog10 >= least);
  show(BANDS.length - band, band > 1 ? `${BANDS[band][1]}. ${AGAIN}` : `${BANDS[band][1]}.`);
}

async function typed() {
  clearTimeout(waiting);
  try {
    estimator = await (estimator ?? fetched());
  } catch {
    return; // The form itself judges the password: without this page it only says so later.
  }
  shown.hidden = false;
  clearTimeout(waiting);
  waiting = setTimeout(reckon, WAIT);
}

field.addEventListener("input", typed);
