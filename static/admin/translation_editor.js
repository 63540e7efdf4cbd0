// wagtail-localize's translation editor: a pasted line break becomes a space.
// Each line is a text of its own there; the editor removes breaks and so joins two words.
(() => {
  "use strict";

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
