// Puts a blank where a pasted text has line breaks, in wagtail-localize's editor.
// The editor drops breaks, because each line is translated by itself: “Yes.” and “No.” became “Yes.No.”
(() => {
  "use strict";

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement && field.closest(".js-translation-editor"))) return;
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const line = pasted.trim().replace(/\s*[\r\n]\s*/g, " ");
    field.setRangeText(line, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
})();
