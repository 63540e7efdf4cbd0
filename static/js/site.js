// Nothing here is needed: every page works without it.

import "./share.js";
import "./video.js";
import "./kit.js";
import "./map.js";

// A form that came back with errors: take the reader, and the screen reader, to what is wrong.
document.querySelector("[data-focus]")?.focus();

// A second tap on a slow line must not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Back must lead to the form, and not to "Confirm resubmission" of the try that had errors.
  if (document.querySelector("[data-focus]")) history.replaceState(null, "", location.href);
  setTimeout(() => delete form.dataset.sent, 8000);
});

// Back from the history: the form may be sent again. A page that was made for a signed-in reader is
// loaded anew, since they may have signed out; unless something is typed in it.
addEventListener("pageshow", ({ persisted }) => {
  for (const form of document.forms) delete form.dataset.sent;
  const typed = [...document.querySelectorAll("main input, main textarea")];
  if (persisted && document.querySelector("[data-sign-out]") && !typed.some((field) => field.value !== field.defaultValue)) {
    document.documentElement.hidden = true;
    location.reload();
  }
});

// Ask before a text is lost: a pull at the top of a telephone's screen loads the page anew.
const isTyped = (field) => field.value !== field.defaultValue && !field.form?.dataset.sent;
const ask = (event) => [...document.querySelectorAll("main textarea")].some(isTyped) && event.preventDefault();
document.addEventListener("input", ({ target }) => target.matches("main textarea") && addEventListener("beforeunload", ask));
