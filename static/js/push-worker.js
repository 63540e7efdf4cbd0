// Shows the messages that a resident has asked for on this device, and opens what they are about.
addEventListener("push", (event) => {
  const { title, body, url, tag, lang } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, tag, lang, data: url }));
});

// The browser has ended the subscription, and may have made another: tell the server, or end it.
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ newSubscription }) {
  const answer = await fetch("/push-worker/renew", { redirect: "error" });
  const { key, token } = answer.ok ? await answer.json() : {};
  const subscription = newSubscription ?? (await registration.pushManager.getSubscription());
  // Signed out meanwhile: the device shows nothing any more.
  if (!token) return subscription?.unsubscribe();
  const { endpoint, keys } = (
    subscription ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }))
  ).toJSON();
  await fetch("/push-worker/renew", {
    method: "POST",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams({ endpoint, ...keys }),
    redirect: "error",
  });
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, location.origin);
  if (url.origin === location.origin) event.waitUntil(clients.openWindow(url));
});
