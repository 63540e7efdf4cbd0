// Offers the browser's own translation of texts in other languages, where there is one. It runs on
// the device: nothing is fetched from or sent to another site by this page.
const template = document.querySelector("#translation");
const targetLanguage = template?.dataset.language;

const languageOf = async (prose) => {
  // The server guesses by words. A detector that is on the device already knows more languages.
  const detector = globalThis.LanguageDetector;
  try {
    if ((await detector?.availability()) === "available") {
      const [best] = await (await detector.create()).detect(prose.innerText);
      if (best?.confidence > 0.7 && best.detectedLanguage !== "und") return best.detectedLanguage;
    }
  } catch {
    // The guess of the server has to do.
  }
  return prose.lang;
};

const offer = async (prose) => {
  const sourceLanguage = await languageOf(prose);
  if (sourceLanguage === targetLanguage) return;
  const pair = { sourceLanguage, targetLanguage };
  if ((await Translator.availability(pair)) === "unavailable") return;

  const tools = template.content.cloneNode(true).firstElementChild;
  const [result, { firstElementChild: button }, status] = tools.children;
  const shown = result.querySelector(".prose");
  const label = button.textContent;
  const title = prose.closest(".post")?.matches("#post-1") && document.querySelector(`h1[lang="${prose.lang}"]`);

  const translate = async () => {
    status.textContent = status.dataset.waiting;
    const translator = await Translator.create(pair);
    const blocks = [...prose.querySelectorAll("p, li")].filter((block) => !block.querySelector("p, li"));
    const copies = [];
    for (const block of [...(title ? [title] : []), ...blocks]) {
      const copy = document.createElement("p");
      for (const line of block.innerText.split("\n")) {
        copy.append(line.trim() ? await translator.translate(line) : "", document.createElement("br"));
      }
      copy.lastChild.remove();
      copies.push(copy);
    }
    shown.replaceChildren(...copies);
  };
  button.addEventListener("click", async () => {
    if (button.ariaDisabled) return;
    if (!result.hidden) {
      result.hidden = true;
      button.textContent = label;
      status.textContent = "";
      return;
    }
    button.ariaDisabled = "true";
    try {
      await translate();
      result.hidden = false;
      button.textContent = button.dataset.remove;
      status.textContent = status.dataset.done;
    } catch {
      status.textContent = status.dataset.failed;
    }
    button.ariaDisabled = null;
  });
  prose.after(tools);
};

if (template && "Translator" in globalThis) {
  for (const prose of document.querySelectorAll(".post .prose[lang]")) {
    if (prose.lang !== targetLanguage) offer(prose).catch(() => {});
  }
}
