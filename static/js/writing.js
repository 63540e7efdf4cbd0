// Buttons for the marks of a text, suggestions of names, and answers to one post. Nothing here is
// needed: the marks can be typed, “Preview” and “Reply” are a button and a link that lead on.
const template = document.querySelector("#writing-tools");
const enhance = (area) => {
  const tools = template.content.cloneNode(true);
  const [bar, list, status, answered] = tools.children;
  const form = area.form;

  // As if it were typed, so that the browser can undo it.
  const put = (text, start, end) => {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // --- Marks
  const around = (mark) => {
    const { selectionStart: start, selectionEnd: end, value } = area;
    const [, before, words, after] = value.slice(start, end).match(/^(\s*)([^]*?)(\s*)$/);
    put(before + mark + words + mark + after, start, end);
    const first = start + before.length + mark.length;
    area.setSelectionRange(first, first + words.length);
  };
  const beforeLines = (mark) => {
    const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const next = area.value.indexOf("\n", Math.max(area.selectionEnd - 1, start));
    const end = next < 0 ? area.value.length : next;
    put(area.value.slice(start, end).split("\n").map((line) => mark + line).join("\n"), start, end);
  };
  bar.addEventListener("click", ({ target }) => {
    const { around: mark, before } = target.closest("button")?.dataset ?? {};
    if (mark) around(mark);
    if (before) beforeLines(before);
  });

  // --- Names: after an “@” and letters
  const url = template.dataset.mentions;
  let typed, timer, chosen = -1;
  const close = () => {
    list.hidden = true;
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = (index + list.children.length) % list.children.length;
    for (const [at, option] of [...list.children].entries()) option.ariaSelected = String(at === chosen);
    area.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const take = (option) => {
    const start = typed.start;
    close();
    put(`@${option.textContent} `, start, area.selectionEnd);
  };
  const suggest = async () => {
    const before = area.value.slice(0, area.selectionEnd);
    const match = before.match(/(?:^|[^\p{L}\p{N}@.])@(\p{L}[\p{L}\p{N}’'-]*(?: \p{L}*)?)$/u);
    if (!match) return close();
    typed = { words: match[1], start: before.length - match[1].length - 1 };
    const wanted = typed;
    const response = await fetch(`${url}?q=${encodeURIComponent(typed.words)}`).catch(() => null);
    // Not signed in any more, too often, or something else was typed meanwhile.
    if (!response?.ok || response.redirected || wanted !== typed || document.activeElement !== area) return;
    const { names } = await response.json();
    list.replaceChildren(...names.map((name, index) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${index}`, role: "option", textContent: name });
      return option;
    }));
    status.textContent = names.length ? `${status.dataset.some} ${names.join(", ")}` : status.dataset.none;
    close();
    list.hidden = !names.length;
  };
  if (url) {
    list.id = `${area.id}-names`;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", list.id);
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(suggest, 200);
    });
    area.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (event.target.role === "option") take(event.target);
    });
  }
  area.addEventListener("keydown", (event) => {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && (key === "b" || key === "i")) around(key === "b" ? "**" : "*");
    else if (list.hidden) return;
    else if (key === "ArrowDown") choose(chosen + 1);
    else if (key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (key === "Escape") close();
    else if ((key === "Enter" || key === "Tab") && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });

  // --- An answer to one post, with the words that are selected in it
  const replyTo = form.elements.reply_to;
  const [link, instead] = answered.children;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("a[href*='?reply_to=']");
    const post = button?.closest("article");
    if (!post || !replyTo || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const selection = getSelection();
    const prose = post.querySelector(".prose");
    const isInside = prose.contains(selection.anchorNode) && prose.contains(selection.focusNode);
    const words = isInside ? selection.toString().trim() : "";
    replyTo.value = new URL(button.href).searchParams.get("reply_to");
    link.href = `#${post.id}`;
    const name = post.querySelector(".post__author").textContent.trim().split("\n")[0];
    link.textContent = link.dataset.words.replace("{name}", name);
    answered.hidden = false;
    const quoted = words && words.split("\n").map((line) => `> ${line}`.trim()).join("\n");
    const before = area.value.trimEnd();
    if (quoted) put(`${before}${before && "\n\n"}${quoted}\n\n`, 0, area.value.length);
    area.focus();
    area.scrollIntoView({ block: "center" });
  });
  instead.addEventListener("click", () => {
    replyTo.value = "";
    answered.hidden = true;
    area.focus();
  });

  // --- Preview, on the same page
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name !== "preview") return;
    event.preventDefault();
    // Nothing is sent, so site.js must not wait before the form can be.
    event.stopPropagation();
    const data = new FormData(form, event.submitter);
    const response = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
    const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
    const shown = page?.querySelector("#preview");
    // Errors, the end of the session: the page says so.
    if (!shown) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "preview", value: "1" });
      form.append(hidden);
      form.submit();
      return;
    }
    document.querySelector("#preview")?.remove();
    form.before(shown);
    shown.focus();
    shown.scrollIntoView({ block: "nearest" });
  });

  area.before(answered, bar);
  area.after(list, status);
};

// --- Large pictures are sent smaller; one that the browser cannot read is sent as it is
const pending = new Set();
const shrink = async (input) => {
  const [file] = input.files;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, 2560 / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width * scale, picture.height * scale];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  // Against fingerprinting, some browsers give noise instead of this white.
  if (context.getImageData(0, 0, 1, 1).data.some((value) => value < 255)) return;
  context.drawImage(picture, 0, 0, width, height);
  const type = "image/jpeg";
  const blob = await canvas.convertToBlob({ type, quality: 0.85 });
  // Another may have been chosen meanwhile.
  if (blob.size > file.size || input.files[0] !== file) return;
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], file.name, { type }));
  input.files = transfer.files;
};
document.addEventListener("change", ({ target }) => {
  if (!(target.files?.[0]?.size > 2e6)) return;
  const work = shrink(target).catch(() => {}).finally(() => pending.delete(work));
  pending.add(work);
});
addEventListener("submit", async (event) => {
  if (!pending.size) return;
  event.preventDefault();
  event.stopPropagation();
  const { target, submitter } = event;
  await Promise.all(pending);
  target.requestSubmit(submitter);
}, true);

if (template) for (const area of document.querySelectorAll("main textarea[name=body]")) enhance(area);
