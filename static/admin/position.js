// Fields for latitude and longitude in the admin: one pasted position or map link fills both.
(() => {
  "use strict";

  const FIELDS = 'input[name$="latitude"], input[name$="longitude"]';
  const NUMBER = String.raw`-?\d{1,3}\.\d+`;
  // OpenStreetMap's marker and view, Google's place, view and search, and geo URIs.
  const LINKS = [
    `[?&]mlat=(${NUMBER})&mlon=(${NUMBER})`,
    `#map=[\\d.]+/(${NUMBER})/(${NUMBER})`,
    `!3d(${NUMBER})!4d(${NUMBER})`,
    `/@(${NUMBER}),(${NUMBER})`,
    `[?&](?:q|query|ll)=(${NUMBER})(?:,|%2C)\\+?(${NUMBER})`,
    `^geo:(${NUMBER}),(${NUMBER})`,
  ].map((pattern) => new RegExp(pattern, "i"));
  // Without a space between them, two numbers have decimal points.
  const PAIRS = [
    /^(-?\d{1,3}\.\d+)\s*°?\s*N?\s*[,;]\s*(-?\d{1,3}\.\d+)\s*°?\s*[EØ]?$/i,
    /^(-?\d{1,3}[.,]\d+)\s*°?\s*N?[,;]?\s+(-?\d{1,3}[.,]\d+)\s*°?\s*[EØ]?$/i,
  ];

  // The fields keep six decimals: a tenth of a metre.
  const inDegrees = (text) => String(Number(Number(text.replace(",", ".")).toFixed(6)));

  // Return latitude and longitude in the text; undefined if it has no such position.
  const positionIn = (text) => {
    const isLink = /^(?:https?:|geo:)/i.test(text);
    for (const pattern of isLink ? LINKS : PAIRS) {
      const found = pattern.exec(text)?.slice(1).map(inDegrees);
      if (found && Math.abs(found[0]) <= 90 && Math.abs(found[1]) <= 180) return found;
    }
  };

  const fieldsOf = ({ name, form }) =>
    ["latitude", "longitude"].map(
      (end) => form?.elements[name.replace(/(?:latitude|longitude)$/, end)],
    );

  // Fill both fields if the text is a position.
  const fill = (field, text) => {
    const position = positionIn(text.trim());
    const fields = fieldsOf(field);
    if (!position || !fields.every(Boolean)) return false;
    fields.forEach((each, index) => {
      each.value = position[index];
      // Wagtail notes unsaved changes by it.
      each.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return true;
  };

  // A field for numbers would refuse a link, and in some browsers a decimal comma.
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches(FIELDS) || target.type !== "number") return;
    target.type = "text";
  });
  document.addEventListener("paste", (event) => {
    if (!event.target.matches(FIELDS)) return;
    if (fill(event.target, event.clipboardData.getData("text"))) event.preventDefault();
  });
  document.addEventListener(
    "change",
    ({ target }) => {
      if (!target.matches(FIELDS) || fill(target, target.value)) return;
      const typed = target.value.trim();
      if (/^-?\d{1,3}[.,]\d+$/.test(typed)) target.value = inDegrees(typed);
    },
    true,
  );
})();
