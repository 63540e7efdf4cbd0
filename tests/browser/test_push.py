"""Messages on a device, with a real browser: turned on, shown, opened, and turned off.

Only the push service is replaced: the browser here has none of its own.
"""

import base64
import json
import time

from playwright.sync_api import BrowserContext, Page, expect

from notifications.delivery.webpush_client import to_text
from tests.browser.conftest import Site
from tests.browser.steps import sign_in, submit
from tests.push_service import Device

PREFERENCES = "/da/konto/beskeder/hvordan/"
# `subscribe` as in a browser that uses the push service of the test.
SUBSCRIBES = """({ endpoint, p256dh, auth }) => {
  const subscription = {
    endpoint,
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }),
    unsubscribe: async () => !localStorage.removeItem("subscribed"),
  };
  PushManager.prototype.subscribe = async function (options) {
    if (!options.userVisibleOnly) throw new Error("Chromium allows no silent messages.");
    const key = String.fromCharCode(...options.applicationServerKey);
    localStorage.setItem("subscribed", btoa(key));
    return subscription;
  };
  PushManager.prototype.getSubscription = async () =>
    localStorage.getItem("subscribed") ? subscription : null;
}"""
SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.map(({ title, body, data, tag, lang }) => [title, body, data, tag, lang]);
}"""
# The second message replaces the first; between them there is none.
COUNT = """() => {
  const show = registration.showNotification.bind(registration);
  self.shownTwice = new Promise((done, fail) => {
    let times = 0;
    setTimeout(() => fail(new Error(`shown ${times} times`)), 90000);
    registration.showNotification = async (...words) => {
      await show(...words);
      times += 1;
      if (times === 2) done();
    };
  });
}"""
CLICK = """async () => {
  const opened = [];
  self.clients.openWindow = async (url) => opened.push(String(url));
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return opened;
}"""


# The browser has put another subscription in place of the first one.
RENEW = """({ endpoint, p256dh, auth }) => {
  const event = new ExtendableEvent("pushsubscriptionchange");
  event.newSubscription = { toJSON: () => ({ endpoint, keys: { p256dh, auth } }) };
  self.dispatchEvent(event);
}"""


def subscribing(context: BrowserContext, site: Site, device: Device) -> Page:
    """Open a page in a browser that may show messages and can subscribe."""
    context.grant_permissions(["notifications"], origin=site.url)
    context.add_init_script(f"({SUBSCRIBES})({json.dumps(device.fields)})")
    return context.new_page()


def start_thread(page: Page, title: str) -> str:
    """Start a thread and return its address."""
    page.goto("/da/forum/")
    page.locator("main").get_by_role("link", name="Start en samtale").click()
    page.get_by_label("Vi mødes").check()
    page.locator("[name=theme]").select_option(label="Ensomhed")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("Hvem kommer med?")
    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def reply(page: Page, thread: str, body: str) -> None:
    page.goto(thread)
    page.locator("[name=body]").fill(body)
    submit(page)
    expect(page.locator("main")).to_contain_text(body)


def tick(site: Site) -> None:
    """Run the tick, as the worker does once a minute."""
    site.run("from django.core.management import call_command; call_command('tick')")


def messages_to(site: Site, device: Device, count: int) -> list[dict]:
    """Run the tick until the device has that many messages, and decrypt them."""
    path = device.fields["endpoint"].removeprefix(site.push_service.origin)
    deadline = time.monotonic() + 60
    while True:
        # The worker may be spreading the notice right now; the next round then sends it.
        tick(site)
        bodies = [body for to, _headers, body in site.push_service.taken if to == path]
        if len(bodies) >= count or time.monotonic() > deadline:
            return [device.read(body) for body in bodies]


def test_a_device_is_told_at_once_until_it_is_turned_off(site: Site, new_context):
    device = Device(site.push_service, "alices-telephone")
    alice = subscribing(new_context(), site, device)
    sign_in(alice, "alice@example.org")
    bob = new_context().new_page()
    sign_in(bob, "bob@example.org")
    title = "Fælles aftenkaffe på broen"
    thread = start_thread(alice, title)

    alice.goto(PREFERENCES)
    alice.get_by_role("button", name="Slå til på denne enhed").click()
    expect(alice.get_by_text("Beskeder er slået til på denne enhed.")).to_be_visible()
    key = to_text(base64.b64decode(alice.evaluate("localStorage.getItem('subscribed')")))
    assert key == alice.locator("[data-push]").get_attribute("data-key")

    reply(bob, thread, "Jeg tager kage med.")
    [message] = messages_to(site, device, 1)
    assert message["title"] == title
    assert message["body"] == "Bob Eksempel har svaret i din samtale."
    assert message["lang"] == "da"
    assert site.url + message["url"] == f"{bob.url}#post-2"

    # The browser replaces the subscription; the next message goes to the new one.
    renewed = Device(site.push_service, "alices-telephone-renewed")
    [service_worker] = alice.context.service_workers
    with alice.context.expect_event(
        "requestfinished", lambda request: request.method == "POST" and "renew" in request.url
    ) as sent:
        service_worker.evaluate(RENEW, renewed.fields)
    assert sent.value.response().status == 204
    reply(bob, thread, "Og en kande.")
    [message] = messages_to(site, renewed, 1)
    assert message["title"] == title

    # Loaded again, the page knows which device it is on.
    alice.goto(PREFERENCES)
    alice.get_by_role("button", name="Slå fra på denne enhed").click()
    expect(alice.get_by_role("button", name="Slå til på denne enhed")).to_be_visible()
    expect(alice.get_by_text("Beskeder er slået til på denne enhed.")).to_be_hidden()
    assert alice.evaluate("localStorage.getItem('subscribed')") is None
    reply(bob, thread, "Og kaffe.")
    tick(site)
    assert len(messages_to(site, device, 1)) == 1


def test_a_message_is_shown_and_opens_what_it_is_about(site: Site, new_context):
    device = Device(site.push_service, "bobs-telephone")
    context = new_context()
    page = subscribing(context, site, device)
    sign_in(page, "bob@example.org")
    page.goto(PREFERENCES)
    with context.expect_event("serviceworker") as started:
        page.get_by_role("button", name="Slå til på denne enhed").click()
    expect(page.get_by_text("Beskeder er slået til på denne enhed.")).to_be_visible()

    devtools = context.new_cdp_session(page)
    known: list[dict] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda data: known.extend(data["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    words = {
        "title": "Aftenkaffe",
        "body": "Nyt svar",
        "url": "/da/forum/",
        "tag": "t",
        "lang": "da",
    }
    worker = started.value
    worker.evaluate(COUNT)
    for _twice in range(2):
        devtools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": site.url,
                "registrationId": known[-1]["registrationId"],
                "data": json.dumps(words),
            },
        )
    worker.evaluate("() => self.shownTwice")
    # The same message twice is shown once.
    expected = [["Aftenkaffe", "Nyt svar", "/da/forum/", "t", "da"]]
    page.wait_for_function(
        f"async (expected) => JSON.stringify(await ({SHOWN})()) === expected",
        arg=json.dumps(expected, separators=(",", ":")),
    )

    # What a click does; a window opens only for a real one.
    opened = worker.evaluate(CLICK)
    assert opened == [f"{site.url}/da/forum/"]
    assert page.evaluate(SHOWN) == []
