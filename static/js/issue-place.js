// Mark the place of an issue on a map. Nothing of the map is fetched before the reader asks for it.

const box = document.querySelector("[data-place-map]");
const field = box.closest("form").elements.position;
const [frame, buttons, status] = ["[data-frame]", ".cluster", "[role=status]"].map((each) => box.querySelector(each));
const open = box.querySelector("[data-open]");
let map;
let mark;

open.hidden = false;
open.addEventListener("click", show);
box.querySelector("[data-middle]").addEventListener("click", () => put(map.getCenter()));
box.querySelector("[data-remove]").addEventListener("click", () => {
  mark?.remove();
  mark = undefined;
  field.value = "";
  status.textContent = box.dataset.unmarked;
});

async function show() {
  const { style, script, tiles, attribution, title, larger, smaller } = box.dataset;
  open.disabled = true;
  try {
    await Promise.all([
      fetched("link", { rel: "stylesheet", href: style }),
      fetched("script", { src: script }),
    ]);
  } catch {
    open.disabled = false;
    status.textContent = box.dataset.failed;
    return;
  }
  open.hidden = true;
  buttons.hidden = false;
  status.textContent = "";
  frame.className = "map__frame";
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  const chosen = field.value ? field.value.split(",").map(Number) : null;
  const [middle, zoom] = chosen ? [chosen, 16] : start();
  map = L.map(frame, { zoomControl: false, scrollWheelZoom: false }).setView(middle, zoom);
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: larger, zoomOutTitle: smaller }).addTo(map);
  L.tileLayer(tiles, { attribution, maxZoom: 19 }).addTo(map);
  map.on("click", (event) => put(event.latlng));
  if (chosen) put(L.latLng(chosen));
  frame.focus();
}

// The chosen area, or between all areas.
function start() {
  const middles = JSON.parse(document.getElementById("place-middles").textContent);
  const chosen = middles[field.form.elements.area?.value];
  if (chosen) return [chosen, 14];
  const all = Object.values(middles);
  if (!all.length) return [[56, 10.5], 6];
  return [[0, 1].map((axis) => all.reduce((sum, each) => sum + each[axis], 0) / all.length), 11];
}

function put(position) {
  mark ??= L.circleMarker(position, { radius: 11, weight: 4, fillOpacity: 0.5, interactive: false }).addTo(map);
  mark.setLatLng(position);
  const { lat, lng } = position.wrap();
  field.value = `${lat.toFixed(6)},${lng.toFixed(6)}`;
  status.textContent = box.dataset.marked;
}

function fetched(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}
