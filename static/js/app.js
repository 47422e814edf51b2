// Addresses come from the script tag because collected files have hashed names.
const { govukFrontend, mojFrontend } = document.querySelector("script[data-govuk-frontend]").dataset;

const govuk = await import(new URL(govukFrontend, document.baseURI).href);
govuk.initAll();
document.addEventListener("app:shown", ({ detail }) => govuk.initAll({ scope: detail }));

if (document.querySelector("[data-module^='moj-']")) {
  const moj = await import(new URL(mojFrontend, document.baseURI).href);
  moj.initAll();
}
