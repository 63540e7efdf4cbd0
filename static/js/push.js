// Turns messages to this device on and off. What is said in each state stands in the page.
const box = document.querySelector("[data-push]");
const show = (state) => {
  for (const part of box.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
};
const possible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

async function tell(form, subscription) {
  const data = new FormData(form);
  const { endpoint, keys } = subscription.toJSON();
  for (const [name, value] of Object.entries({ endpoint, ...keys })) data.append(name, value);
  const answer = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration(box.dataset.worker);
  return registration?.pushManager.getSubscription();
}

async function turnOn(form) {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  await navigator.serviceWorker.register(box.dataset.worker);
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.key),
  });
  try {
    await tell(form, subscription);
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
  show("on");
}

async function turnOff(form) {
  const subscription = await current();
  if (subscription) {
    await tell(form, subscription);
    await subscription.unsubscribe();
  }
  show("off");
}

async function start() {
  if (!possible) return show("impossible");
  for (const [name, act] of [["on", turnOn], ["off", turnOff]]) {
    const form = box.querySelector(`form[data-push-${name}]`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form).catch(() => show("failed"));
    });
  }
  if (Notification.permission === "denied") return show("denied");
  const subscription = await current();
  // Somebody else may have turned it on in this browser: it is theirs until this one does.
  let own = subscription && box.dataset.devices.split(" ").includes(await digest(subscription));
  if (subscription && !own && "here" in box.dataset) {
    // The browser has replaced the subscription while it could not tell us.
    own = await tell(box.querySelector("form[data-push-on]"), subscription).then(() => true, () => false);
  }
  show(own ? "on" : "off");
}

async function digest({ endpoint }) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, "0")).join("");
}

if (box) start();
