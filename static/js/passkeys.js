// Passkeys: asks the browser for one, and posts what it says with the form around it.
const bytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
};
const text = (buffer) => {
  const signs = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

function readable(options) {
  const known = (one) => ({ ...one, id: bytes(one.id) });
  const made = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (made.user) made.user = { ...made.user, id: bytes(made.user.id) };
  if (made.excludeCredentials) made.excludeCredentials = made.excludeCredentials.map(known);
  if (made.allowCredentials) made.allowCredentials = made.allowCredentials.map(known);
  return made;
}

function writable(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  };
}

async function optionsOf(form) {
  if (form.dataset.passkeyUrl) {
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("The service did not answer.");
    return (await answer.json()).request_options;
  }
  const said = JSON.parse(document.getElementById("passkey-options").textContent);
  return said.creation_options || said.request_options;
}

async function ask(form) {
  const publicKey = readable(await optionsOf(form));
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey });
  const alone = form.elements.passwordless.checked;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    userVerification: alone ? "required" : "preferred",
  };
  return navigator.credentials.create({ publicKey });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-missing]").forEach((note) => { note.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-passkey-problem]");
      problem.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(writable(await ask(form)));
      } catch (error) {
        problem.textContent = "No passkey was given. Try again, or go on another way.";
        return;
      }
      form.submit();
    });
  });
}
