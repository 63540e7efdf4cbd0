// wagtail-localize's translation editor: its English words in the reader's language, and pasted breaks.
(() => {
  "use strict";

  const { heading, moreActions } = document.currentScript.dataset;
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
  });

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
