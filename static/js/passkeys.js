// Passkeys, which need a script: allauth's does the work, this one shows and says.

const failed = document.querySelector("[data-passkey-failed]");

// A button that can do nothing is not there.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
}

// The person said no, the time was up, or the device has no passkey for this site.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (!failed) return;
  failed.hidden = false;
  failed.focus();
});
