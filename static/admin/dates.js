// Date fields of Wagtail's admin: accept what people type, and keep what cannot be read.
(() => {
  "use strict";

  const pickers = jQuery.fn.datetimepicker.defaults;
  // On leaving a field, the picker replaces what it cannot read by the present moment.
  pickers.validateOnBlur = false;
  // It opens a tenth of a second after the focus came, even if the focus has gone on by then.
  pickers.onShow = (_time, input) => input[0] === document.activeElement;
  // Scrolling over a field changes its time.
  pickers.scrollInput = false;

  const DAY = String.raw`(?<day>\d{1,2})\s*[./-]\s*(?<month>\d{1,2})(?:\s*[./-]\s*(?<year>\d{4}|\d{2})|\s+(?<fullYear>\d{4}))`;
  // "15. december 2026", also with "tirsdag den" before it.
  const WEEKDAY = String.raw`(?:\p{L}+(?:dag|day)\s*,?\s*)?(?:d\.|den\s|d\s)?\s*`;
  const MONTH = String.raw`(?<name>jan|feb|mar|apr|ma[ijy]|jun|jul|aug|sep|o[kc]t|nov|dec)\p{L}*\.?`;
  const NAMED = String.raw`${WEEKDAY}(?<namedDay>\d{1,2})\.?\s+${MONTH},?\s+(?<namedYear>\d{4})`;
  const MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split(" ");
  const ISO_DAY = String.raw`(?<isoYear>\d{4})-(?<isoMonth>\d{2})-(?<isoDay>\d{2})`;
  const TIME = String.raw`(?:\s*,?\s*(?:kl\b\.?|at\b|T)\s*|\s*,\s*|\s+)(?<hour>\d{1,2})(?:[.:](?<minute>\d{2}))?(?::00)?`;
  const TYPED = new RegExp(`^(?:${DAY}|${NAMED}|${ISO_DAY})(?:${TIME})?$`, "iu");
  const twoDigits = (number) => String(number).padStart(2, "0");

  // Return the text in the format of hub/formats/typed.py, or as it is if it is no date.
  const inFormat = (text) => {
    const found = TYPED.exec(text.trim())?.groups;
    if (!found) return text;
    const year = Number(
      found.isoYear ?? found.fullYear ?? found.namedYear ?? found.year.padStart(4, "20"),
    );
    const name = found.name?.toLowerCase().replace(/^ma[iy]$/, "maj").replace("oct", "okt");
    const month = name ? MONTHS.indexOf(name) + 1 : Number(found.isoMonth ?? found.month);
    const day = Number(found.isoDay ?? found.namedDay ?? found.day);
    const date = new Date(year, month - 1, day);
    if (date.getMonth() !== month - 1 || date.getDate() !== day) return text;
    const written = `${twoDigits(day)}.${twoDigits(month)}.${year}`;
    if (found.hour === undefined) return written;
    const [hour, minute] = [Number(found.hour), Number(found.minute ?? 0)];
    return hour < 24 && minute < 60 ? `${written} ${twoDigits(hour)}:${twoDigits(minute)}` : text;
  };

  // An event that starts on a date and ends at "21.30" ends on that date.
  const withDate = ({ name, value, form }) => {
    if (name !== "ends_at") return value;
    const start = /^\d\d\.\d\d\.\d{4}/.exec(form?.elements.starts_at?.value ?? "");
    const isTime = /^\s*(?:kl\b\.?\s*)?(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)?\s*$/i.test(value);
    return start && isTime ? `${start[0]} ${value.trim()}` : value;
  };

  document.addEventListener(
    "change",
    ({ target }) => {
      if (jQuery(target).data("xdsoft_datetimepicker")) target.value = inFormat(withDate(target));
    },
    true,
  );
})();
