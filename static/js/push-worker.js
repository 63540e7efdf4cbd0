// Shows the messages that a resident has asked for on this device, and opens what they are about.
addEventListener("push", (event) => {
  const { title, body, url, tag, lang } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, tag, lang, data: url }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, location.origin);
  if (url.origin === location.origin) event.waitUntil(clients.openWindow(url));
});
