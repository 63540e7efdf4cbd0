// Receiving people without a connection: taps are kept in this telephone, with the moment they
// were made, and sent when the line is back. The server counts each once, however often it comes.
// What is kept names nobody: an address and a number.
const list = document.querySelector("[data-door]");
const KEY = `check-in:${list?.dataset.door}`;
const queue = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const keep = (taps) => localStorage.setItem(KEY, JSON.stringify(taps));
const toggle = (box, states) => {
  for (const part of box.querySelectorAll("[data-when]")) {
    if (part.dataset.when in states) part.hidden = !states[part.dataset.when];
  }
};
const rowOf = (url) => list.querySelector(`form[action="${url}"]`)?.closest("li");
let signedOut = false;
let sending = false;

function show(url, arrived) {
  const tap = rowOf(url)?.querySelector("[data-tap]");
  if (!tap) return;
  tap.dataset.arrived = arrived ?? "";
  tap.querySelector("[data-number]").textContent = arrived ?? "";
  toggle(tap, { expected: !arrived, arrived: Boolean(arrived) });
}

function showAll() {
  const taps = queue();
  const waiting = new Set(taps.map((tap) => tap.url));
  for (const row of list.children) {
    toggle(row, { waiting: waiting.has(row.querySelector("form").getAttribute("action")) });
  }
  const status = document.querySelector("[data-door-status]");
  status.querySelector("[data-waiting]").textContent = taps.length;
  toggle(status, { waiting: taps.length > 0 && !signedOut, "signed-out": signedOut });
  const sum = [...list.querySelectorAll("[data-tap]")].reduce((all, tap) => all + Number(tap.dataset.arrived), 0);
  if (!new URLSearchParams(location.search).get("q")) document.querySelector("[data-arrived]").textContent = sum;
}

async function send(tap) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", list.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("at", tap.at);
  body.append(...(tap.arrived ? ["arrived", tap.arrived] : ["undo", "1"]));
  const headers = { Accept: "application/json" };
  const answer = await fetch(tap.url, { method: "POST", body, headers, redirect: "manual" });
  // Led to the sign-in, or the token is no longer that of the session.
  if (answer.type === "opaqueredirect" || answer.status === 403) return "signed-out";
  if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
  const said = await answer.json().catch(() => ({}));
  return answer.ok ? said : { error: said.error ?? String(answer.status) };
}

async function flush() {
  if (sending) return;
  sending = true;
  try {
    for (let [tap] = queue(); tap; [tap] = queue()) {
      const said = await send(tap);
      signedOut = said === "signed-out";
      if (signedOut) break;
      keep(queue().slice(1));
      if (said.error) {
        const row = rowOf(tap.url);
        if (row) row.querySelector("[data-error]").textContent = said.error;
        if (row) toggle(row, { refused: true });
        show(tap.url, null);
      } else if (!queue().some((later) => later.url === tap.url)) {
        show(tap.url, said.arrived);
      }
    }
  } catch {
    // No connection, or a server that is starting: it is tried again.
  } finally {
    sending = false;
    showAll();
  }
}

if (list) {
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    const url = form.getAttribute("action");
    const undo = form.dataset.when === "arrived";
    const number = form.querySelector("[name=arrived]");
    const arrived = undo ? null : Number(number?.value || form.parentElement.dataset.of);
    keep([...queue(), { url, arrived, at: new Date().toISOString() }]);
    toggle(rowOf(url), { refused: false });
    show(url, arrived);
    showAll();
    rowOf(url).querySelector("form:not([hidden]) button").focus();
    flush();
  });

  // The list can be searched without a connection, too.
  const find = document.querySelector("[data-find]");
  find.addEventListener("input", () => {
    const words = find.q.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of list.children) {
      const text = row.dataset.words.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });

  addEventListener("online", flush);
  setInterval(() => queue().length && !signedOut && flush(), 5000);
  // What is left from before the page was loaded.
  for (const tap of queue()) show(tap.url, tap.arrived);
  showAll();
  flush();
}
