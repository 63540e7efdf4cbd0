// Fields for latitude and longitude in the admin: find the position of the address, or choose it on a map.
(() => {
  "use strict";

  const settings = JSON.parse(document.getElementById("position-picker").textContent);
  const { tiles, findUrl, middles, texts } = settings;
  const DENMARK = [56, 10.5];
  // The fields that say where it is, by the names that forms and blocks give them.
  const WORDS = ["address", "venue", "title", "name"];
  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  let leaflet;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const loadLeaflet = () => {
    leaflet ??= new Promise((resolve, reject) => {
      const script = element("script", { src: settings.leafletScript });
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(
        element("link", { rel: "stylesheet", href: settings.leafletStyle }),
        script,
      );
    });
    return leaflet;
  };

  const numberIn = (field) => {
    const text = field.value.trim().replace(",", ".");
    return text && Number.isFinite(Number(text)) ? Number(text) : null;
  };

  // Return [latitude, longitude]; null while they are not a position.
  const positionOf = (fields) => {
    const [latitude, longitude] = fields.map(numberIn);
    if (latitude === null || longitude === null) return null;
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
  };

  const fill = (fields, position) => {
    fields.forEach((field, index) => {
      field.value = String(Number(Number(position[index]).toFixed(6)));
    });
    // Wagtail notes unsaved changes by it. Both fields have their values before anybody looks.
    for (const field of fields) field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const sibling = (field, name) =>
    field.form?.elements[field.name.replace(/latitude$/, name)];

  // Where the map begins: the area chosen in the form, or between all areas.
  const startOf = (field) => {
    const chosen = middles[sibling(field, "area")?.value];
    const all = Object.values(middles);
    if (chosen) return [chosen, 13];
    if (!all.length) return [DENMARK, 6];
    return [[0, 1].map((axis) => all.reduce((sum, each) => sum + each[axis], 0) / all.length), 10];
  };

  const finder = (fields) => {
    const button = element("button", {
      type: "button",
      className: "button button-small button-secondary",
      textContent: texts.find,
    });
    const status = element("p", { role: "status" });
    const places = element("ul", { className: "position-picker__places" });
    const use = ({ label, latitude, longitude }, message) => {
      fill(fields, [latitude, longitude]);
      places.replaceChildren();
      status.textContent = [texts.found.replace("%s", label), message].filter(Boolean).join(". ");
    };
    const show = ({ places: found, message }) => {
      status.textContent = message;
      if (found.length === 1) use(found[0], message);
      if (found.length < 2) return;
      status.textContent = [message, texts.choose].filter(Boolean).join(" ");
      places.replaceChildren(
        ...found.map((each) => {
          const choice = element("button", {
            type: "button",
            className: "button button-small button-secondary",
            textContent: each.label,
          });
          choice.addEventListener("click", () => {
            use(each, message);
            button.focus();
          });
          return element("li", {}, choice);
        }),
      );
    };
    button.addEventListener("click", async () => {
      const [latitude] = fields;
      const words = WORDS.map((name) => sibling(latitude, name)?.value?.trim()).filter(Boolean);
      const token = latitude.form.elements.csrfmiddlewaretoken?.value ?? "";
      const body = new URLSearchParams([
        ["csrfmiddlewaretoken", token],
        ...words.map((text) => ["query", text]),
      ]);
      places.replaceChildren();
      status.textContent = texts.looking;
      button.disabled = true;
      try {
        const response = await fetch(findUrl, { method: "POST", body });
        show(await response.json());
      } catch {
        status.textContent = texts.failed;
      }
      button.disabled = false;
      button.focus();
    });
    return [button, status, places];
  };

  const drawMap = (frame, place, fields) => {
    const present = positionOf(fields);
    const [start, zoom] = present ? [present, 16] : startOf(fields[0]);
    const map = L.map(frame, { zoomControl: false, scrollWheelZoom: false }).setView(start, zoom);
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: texts.larger, zoomOutTitle: texts.smaller }).addTo(map);
    L.tileLayer(tiles, { attribution: settings.attribution, maxZoom: 19 }).addTo(map);
    const marker = L.marker(start, {
      draggable: true,
      autoPan: true,
      alt: texts.marker,
      icon: L.divIcon({ className: "position-picker__marker", iconSize: [22, 22], iconAnchor: [11, 26] }),
    });
    const showMarker = () => {
      const position = positionOf(fields);
      if (!position) return marker.remove();
      marker.setLatLng(position).addTo(map);
      marker.getElement().setAttribute("aria-label", texts.marker);
      if (!map.getBounds().contains(position)) map.setView(position, Math.max(map.getZoom(), 14));
    };
    const choose = ({ lat, lng }) => fill(fields, [lat, lng]);
    marker.on("dragend", () => choose(marker.getLatLng()));
    map.on("click", ({ latlng }) => choose(latlng));
    frame.addEventListener(
      "keydown",
      (event) => {
        const step = STEPS[event.key];
        if (!step || event.target !== marker.getElement()) return;
        // Not the map.
        event.stopPropagation();
        event.preventDefault();
        const pixels = event.shiftKey ? 1 : 10;
        const point = map.latLngToContainerPoint(marker.getLatLng()).add(step.map((way) => way * pixels));
        choose(map.containerPointToLatLng(point));
      },
      true,
    );
    place.addEventListener("click", () => {
      choose(map.getCenter());
      marker.getElement().focus();
    });
    for (const field of fields) {
      for (const type of ["input", "change"]) field.addEventListener(type, showMarker);
    }
    new ResizeObserver(() => map.invalidateSize()).observe(frame);
    showMarker();
    place.disabled = false;
  };

  const mapFor = (fields) => {
    const frame = element("div", { className: "position-picker__map" });
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", texts.map);
    const place = element("button", {
      type: "button",
      className: "button button-small button-secondary",
      textContent: texts.place,
      disabled: true,
    });
    // Nothing is loaded for a map in a tab or panel that stays closed.
    const watch = new IntersectionObserver(async (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      try {
        await loadLeaflet();
        drawMap(frame, place, fields);
      } catch {
        frame.remove();
        place.remove();
      }
    });
    watch.observe(frame);
    return [element("p", { className: "help", textContent: texts.help }), frame, place];
  };

  const attach = (latitude) => {
    const longitude = latitude.form?.elements[latitude.name.replace(/latitude$/, "longitude")];
    if (!longitude || latitude.dataset.hasPicker) return;
    latitude.dataset.hasPicker = "";
    const fields = [latitude, longitude];
    const picker = element(
      "div",
      { className: "position-picker" },
      ...(findUrl ? finder(fields) : []),
      ...(tiles ? mapFor(fields) : []),
    );
    let after = longitude;
    while (!after.parentElement.contains(latitude)) after = after.parentElement;
    // Below fields that stand side by side.
    if (after.parentElement.matches(".w-field-row, .field-row")) after = after.parentElement;
    after.after(picker);
  };

  if (!findUrl && !tiles) return;
  const attachAll = (root) => root.querySelectorAll('input[name$="latitude"]').forEach(attach);
  const begin = () => {
    attachAll(document);
    new MutationObserver((mutations) => {
      for (const { addedNodes } of mutations) {
        for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) attachAll(node);
      }
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
