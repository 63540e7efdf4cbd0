// A video, fetched when somebody plays it: until then nothing is loaded from its site.

for (const link of document.querySelectorAll("[data-video]")) {
  link.addEventListener("click", (event) => {
    // A new tab leads to the site of the video, as without script.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.video;
    frame.title = link.dataset.title;
    frame.className = "video__frame";
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(frame);
    frame.focus();
  });
}
