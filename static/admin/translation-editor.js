// Says in the reader's language what wagtail-localize's editor has in English only: its heading.
(() => {
  "use strict";

  const { heading } = document.currentScript.dataset;
  const english = / to .* translation$/;

  // The editor is drawn by a listener that was added before this one.
  document.addEventListener("DOMContentLoaded", () => {
    for (const title of document.querySelectorAll(".js-translation-editor h3")) {
      // React keeps its text node, so only the words of it change.
      if (english.test(title.textContent)) title.firstChild.nodeValue = heading;
    }
  });
})();
