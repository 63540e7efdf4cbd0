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
  const ISO_DAY = String.raw`(?<isoYear>\d{4})-(?<isoMonth>\d{2})-(?<isoDay>\d{2})`;
  const TIME = String.raw`(?:\s*,?\s*(?:kl\b\.?|at\b|T)\s*|\s*,\s*|\s+)(?<hour>\d{1,2})(?:[.:](?<minute>\d{2}))?(?::00)?`;
  const TYPED = new RegExp(`^(?:${DAY}|${ISO_DAY})(?:${TIME})?$`, "i");
  const twoDigits = (number) => String(number).padStart(2, "0");

  // Return the text in the format of hub/formats/typed.py, or as it is if it is no date.
  const inFormat = (text) => {
    const found = TYPED.exec(text.trim())?.groups;
    if (!found) return text;
    const year = Number(found.isoYear ?? found.fullYear ?? found.year.padStart(4, "20"));
    const month = Number(found.isoMonth ?? found.month);
    const day = Number(found.isoDay ?? found.day);
    const date = new Date(year, month - 1, day);
    if (date.getMonth() !== month - 1 || date.getDate() !== day) return text;
    const written = `${twoDigits(day)}.${twoDigits(month)}.${year}`;
    if (found.hour === undefined) return written;
    const [hour, minute] = [Number(found.hour), Number(found.minute ?? 0)];
    return hour < 24 && minute < 60 ? `${written} ${twoDigits(hour)}:${twoDigits(minute)}` : text;
  };

  document.addEventListener(
    "change",
    ({ target }) => {
      if (jQuery(target).data("xdsoft_datetimepicker")) target.value = inFormat(target.value);
    },
    true,
  );
})();
