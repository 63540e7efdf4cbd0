// wagtail-localize's translation editor: its English words in the reader's language, the order of its
// parts, a question before it stops, and pasted breaks.
(() => {
  "use strict";

  const { heading, moreActions, stopQuestion } = document.currentScript.dataset;
  const english = / to .* translation$/;

  // The editor is drawn by a listener that was added before this one.
  document.addEventListener("DOMContentLoaded", () => {
    for (const title of document.querySelectorAll(".js-translation-editor h3")) {
      // React keeps its text node, so only the words of it change.
      if (english.test(title.textContent)) title.firstChild.nodeValue = heading;
    }
    for (const label of document.querySelectorAll(".js-translation-editor .w-sr-only")) {
      if (label.textContent === "More actions") label.firstChild.nodeValue = moreActions;
    }
    // The texts come first, then the buttons for those who translate elsewhere.
    for (const download of document.querySelectorAll(".js-translation-editor a[download]")) {
      const tools = download.parentElement.parentElement;
      tools.parentElement.append(tools);
    }
    // The line below the name of a part is a hint and no heading.
    for (const label of document.querySelectorAll(".js-translation-editor li > h4")) {
      const [part, hint] = label.textContent.split("\n");
      if (!hint) continue;
      label.firstChild.nodeValue = part;
      label.hidden = !part;
      const quiet = document.createElement("p");
      quiet.className = "former-translation";
      quiet.textContent = hint;
      label.after(quiet);
    }
  });

  // Before the script of Wagtail's buttons, which sends the form.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest(".js-translation-editor button[data-w-action-url-value]");
      if (!button) return;
      const { links } = JSON.parse(button.closest(".js-translation-editor").dataset.props);
      if (button.dataset.wActionUrlValue !== links.stopTranslationUrl) return;
      if (window.confirm(stopQuestion)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  // Each line is a text of its own. The editor removes breaks, and so joins two words: a space instead.
  document.addEventListener(
    "input",
    ({ target: field }) => {
      if (!field.matches(".js-translation-editor textarea") || !/[\r\n]/.test(field.value)) return;
      const before = field.value.slice(0, field.selectionStart);
      const joined = (text) => text.replace(/\s*[\r\n]\s*/g, " ");
      // Unlike setting `value`, React sees this as typed.
      field.setRangeText(joined(field.value), 0, field.value.length);
      field.selectionStart = field.selectionEnd = joined(before).length;
    },
    true,
  );
})();
