// Keeps what is typed in a form of the admin when the session has ended, or the network is down.
(() => {
  "use strict";

  const { check, home, ended, signIn, offline } = document.currentScript.dataset;

  // Returns the CSRF token; "" without a session, and null without an answer.
  const askForToken = () => {
    const request = new XMLHttpRequest();
    // Synchronous: submitting again later would lose which button was pressed.
    request.open("GET", check, false);
    request.setRequestHeader("Accept", "application/json");
    try {
      request.send();
    } catch {
      return null;
    }
    try {
      return JSON.parse(request.responseText).token || "";
    } catch {
      return request.status >= 500 ? null : "";
    }
  };

  const showMessage = (form, text, withLink) => {
    form.querySelector("[data-session-message]")?.remove();
    const message = document.createElement("div");
    message.className = "help-block help-critical";
    message.dataset.sessionMessage = "";
    message.setAttribute("role", "alert");
    message.tabIndex = -1;
    message.append(text);
    if (withLink) {
      const link = document.createElement("a");
      link.href = home;
      link.target = "_blank";
      link.textContent = signIn;
      message.append(" ", link, ".");
    }
    form.prepend(message);
    message.focus();
  };

  // Forms in which something is typed or chosen: pages, snippets, settings, choosers, our own.
  const TYPED = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
  const isFilledIn = (form) =>
    form.method === "post" && form.querySelector("[name=csrfmiddlewaretoken]") && form.querySelector(TYPED);

  window.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!isFilledIn(form)) return;
      const token = askForToken();
      if (token) {
        form.querySelector("[data-session-message]")?.remove();
        for (const field of form.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      showMessage(form, token === null ? offline : ended, token !== null);
      // Wagtail disables the button that was pressed until the next page comes.
      setTimeout(() => {
        for (const button of document.querySelectorAll("[data-w-progress-loading-value=true]")) {
          button.dataset.wProgressLoadingValue = "false";
        }
      }, 100);
    },
    true,
  );
})();
