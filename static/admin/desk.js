// Fetches the parts of the dashboard that it does not wait for.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-desk-src]")) {
    fetch(place.dataset.deskSrc, { credentials: "same-origin" })
      .then((response) => (response.ok ? response.text() : Promise.reject(response)))
      .then((html) => {
        place.innerHTML = html;
      })
      // The link to the page of its own stays.
      .catch(() => {});
  }
});
