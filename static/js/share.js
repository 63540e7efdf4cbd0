// Share a page with the device's own dialogue, or copy its address. Without this, readers select it.
for (const box of document.querySelectorAll("[data-share]")) {
  const { title, url } = box.dataset;
  const field = box.querySelector("input");
  const copy = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  box.querySelector("summary").addEventListener("click", async (event) => {
    if (!navigator.share || box.open) return;
    event.preventDefault();
    try {
      await navigator.share({ title, url });
    } catch (error) {
      // Nobody has closed the dialogue: it failed.
      if (error.name !== "AbortError") box.open = true;
    }
  });
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(url);
    } catch {
      document.execCommand("copy");
    }
    status.textContent = status.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
