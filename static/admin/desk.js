// Fills the panels of the dashboard, all with one request.
document.addEventListener("DOMContentLoaded", () => {
  const frames = [...document.querySelectorAll("div[data-desk-part]")];
  if (!frames.length) return;
  const url = new URL(frames[0].querySelector("a").href);
  url.hash = "";
  url.search = "?fragment=1";
  fetch(url, { credentials: "same-origin" })
    .then((response) => (response.ok ? response.text() : Promise.reject(response)))
    .then((html) => {
      const parts = new DOMParser().parseFromString(html, "text/html");
      for (const frame of frames) {
        const part = parts.querySelector(`template[data-desk-part="${frame.dataset.deskPart}"]`);
        if (part) frame.replaceChildren(document.importNode(part.content, true));
      }
    })
    // The links to the page of its own stay.
    .catch(() => {});
});
