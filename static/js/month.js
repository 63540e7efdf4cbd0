// The month is a table. Where it looks like one, arrow keys move from day to day.

const table = document.querySelector("[data-month]");
const wide = matchMedia("(min-width: 60rem)");
const days = [...table.querySelectorAll("td")];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

// One day at a time can be reached with the tab key: today, or the first of the month.
let current = days.find((day) => day.matches(".month__today"))
  ?? days.find((day) => !day.matches(".month__outside"));

function prepare() {
  if (wide.matches) table.setAttribute("role", "grid");
  else table.removeAttribute("role");
  for (const day of days) {
    if (wide.matches) day.tabIndex = day === current ? 0 : -1;
    else day.removeAttribute("tabindex");
  }
}

function go(day) {
  current.tabIndex = -1;
  current = day;
  day.tabIndex = 0;
  day.focus();
}

function target(key, day) {
  const at = days.indexOf(day);
  if (key in STEPS) {
    const sign = document.dir === "rtl" && STEPS[key] ** 2 === 1 ? -1 : 1;
    return days[at + sign * STEPS[key]];
  }
  if (key === "Home") return days[at - (at % 7)];
  if (key === "End") return days[at - (at % 7) + 6];
}

table.addEventListener("keydown", (event) => {
  const day = event.target.closest("td");
  if (!wide.matches || !day || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "PageUp" || event.key === "PageDown") {
    const way = event.key === "PageUp" ? "prev" : "next";
    const link = document.querySelector(`.month-nav [rel=${way}]`);
    // The next month is read on with the same keys.
    if (link) location.assign(`${link.href.split("#")[0]}#${table.id}`);
  } else if (event.key === "Enter" && event.target === day) {
    day.querySelector("a")?.focus();
  } else if (event.key === "Escape") {
    go(day);
  } else {
    const next = target(event.key, day);
    if (!next) return;
    go(next);
  }
  event.preventDefault();
});

wide.addEventListener("change", prepare);
prepare();
if (wide.matches && location.hash === `#${table.id}`) {
  current.focus();
  // The filter form would take it along, and the focus come back here from there.
  history.replaceState(history.state, "", location.pathname + location.search);
}
