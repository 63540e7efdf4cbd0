// A map, fetched when somebody asks for it: until then no tile, no style and no script of it is.

for (const place of document.querySelectorAll("[data-map]")) {
  const button = place.querySelector("button");
  // A button that can do nothing is not there.
  button.hidden = false;
  button.addEventListener("click", () => show(place, button));
}

async function show(place, button) {
  const { style, script, tiles, attribution, title, larger, smaller } = place.dataset;
  button.disabled = true;
  try {
    await Promise.all([
      fetched("link", { rel: "stylesheet", href: style }),
      fetched("script", { src: script }),
    ]);
  } catch {
    button.disabled = false;
    place.querySelector("[role=status]").textContent = place.dataset.failed;
    return;
  }
  const frame = document.createElement("div");
  frame.className = "map__frame";
  frame.tabIndex = -1;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  place.replaceChildren(frame);
  const position = [place.dataset.latitude, place.dataset.longitude].map(Number);
  const map = L.map(frame, { zoomControl: false, scrollWheelZoom: false }).setView(position, 16);
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: larger, zoomOutTitle: smaller }).addTo(map);
  L.tileLayer(tiles, { attribution, maxZoom: 19 }).addTo(map);
  L.circleMarker(position, { radius: 11, weight: 4, fillOpacity: 0.5, interactive: false }).addTo(map);
  frame.focus();
}

function fetched(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}
