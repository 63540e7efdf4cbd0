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
