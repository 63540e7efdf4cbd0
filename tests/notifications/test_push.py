"""Push messages, sent to a push service on this machine that decrypts them."""

import base64
import datetime
from collections.abc import Iterator
from io import StringIO

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.delivery import push_devices, push_outbox, webpush_client, worker
from notifications.delivery.webpush_client import from_text
from notifications.models import OutboxMessage, Preference, PushSubscription, Subscription
from notifications.notices import notice_emails
from residents.models import User
from tests import factories
from tests.notifications.conftest import put_mail
from tests.push_service import Device, PushService, running

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


@pytest.fixture
def service(settings) -> Iterator[PushService]:
    """A push service in PUSH_HOSTS, and a key of the hub."""
    with running() as push_service:
        settings.PUSH_HOSTS = [push_service.origin]
        settings.VAPID_PRIVATE_KEY = webpush_client.new_private_key()
        yield push_service


def add_device(user: User, device: Device) -> Client:
    """Turn messages on in a new browser of `user`; return the browser."""
    browser = Client()
    factories.sign_in(browser, user)
    assert browser.post(reverse("delivery:push_on"), device.fields).status_code == 204
    return browser


def put_push(user: User, key: str = "notice:1") -> int:
    with transaction.atomic():
        return push_outbox.put(
            key=key,
            user=user,
            title="Nyt svar",
            body="Bo har svaret på dansk: æøå",
            url="/da/x/",
        )


def test_message_is_encrypted_for_the_browser(service, alice, settings):
    browser = Device(service)
    add_device(alice, browser)

    assert put_push(alice) == 1
    assert worker.deliver_due() == 1

    [(path, headers, body)] = service.taken
    assert path == "/abc"
    assert b"dansk" not in body
    message = browser.read(body)
    assert message["title"] == "Nyt svar"
    assert message["body"] == "Bo har svaret på dansk: æøå"
    assert (message["url"], message["lang"]) == ("/da/x/", "da")
    assert headers["ttl"] == str(webpush_client.KEEP_SECONDS)
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["topic"] == message["tag"]
    assert len(headers["topic"]) <= 32  # RFC 8030, § 5.4
    assert OutboxMessage.objects.get().state == State.SENT


def test_message_is_signed_by_the_hub(service, alice, settings):
    add_device(alice, Device(service))
    put_push(alice)
    worker.deliver_due()

    [(_path, headers, _body)] = service.taken
    scheme, _blank, parameters = headers["authorization"].partition(" ")
    assert scheme == "vapid"
    fields = dict(part.strip().split("=", 1) for part in parameters.split(","))
    assert fields["k"].rstrip("=") == webpush_client.public_key()
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(fields["k"]))
    claims = jwt.decode(fields["t"], key, algorithms=["ES256"], audience=service.origin)
    assert claims["sub"].startswith("mailto:hub@")
    # Not for more than a day. (RFC 8292, § 2)
    assert claims["exp"] - timezone.now().timestamp() < 24 * 60 * 60


def test_each_device_gets_the_message_once(service, alice, bob):
    for name in ("phone", "desk"):
        add_device(alice, Device(service, name))
    add_device(bob, Device(service, "other"))

    assert put_push(alice) == 2
    assert put_push(alice) == 0
    worker.deliver_due()

    assert sorted(path for path, _headers, _body in service.taken) == ["/desk", "/phone"]


@pytest.mark.parametrize("status", [404, 410])
def test_expired_subscription_is_deleted(service, alice, status):
    add_device(alice, Device(service))
    service.answer = status
    put_push(alice)
    put_push(alice, "notice:2")

    assert worker.deliver_due() == 0

    assert not PushSubscription.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((500, State.PENDING), (503, State.PENDING), (429, State.PENDING)),
        *((400, State.FAILED), (401, State.FAILED), (403, State.FAILED), (413, State.FAILED)),
        *((301, State.FAILED), (307, State.FAILED)),
    ],
)
def test_error_status_decides_about_a_retry(service, alice, status, state):
    add_device(alice, Device(service))
    service.answer = status
    put_push(alice)

    assert worker.deliver_due() == 0

    assert OutboxMessage.objects.get().state == state
    assert PushSubscription.objects.exists()
    # No redirect is followed.
    assert len(service.taken) == 1


def test_push_is_delivered_while_the_mail_server_is_unreachable(service, alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    put_mail(scope="account")
    add_device(alice, Device(service))
    put_push(alice)

    assert worker.deliver_due() == 1
    assert len(service.taken) == 1


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://fcm.googleapis.com:443/x", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://db5p.notify.windows.com/w/?token=x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://x@fcm.googleapis.com/x", False),
        ("https://push.services.mozilla.com.evil.example/", False),
        ("https://evilpush.apple.com/", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://localhost/x", False),
        ("https://169.254.169.254/latest/", False),
        ("https://fcm.googleapis.com:99999/", False),
        ("https://fcm。googleapis。com/", False),
        ("file:///etc/passwd", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_endpoint_host_must_be_allowed(endpoint, allowed):
    assert webpush_client.is_allowed(endpoint) is allowed


@pytest.mark.parametrize(
    "endpoint",
    [
        # Two programs read the host differently: up to the backslash, or all of it.
        "https://169.254.169.254\\.push.services.mozilla.com/x",
        "https://localhost\\.notify.windows.com:443/x",
        "https://evil.example\\.push.apple.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        *(f"https://evil.example{odd}.push.apple.com/x" for odd in "\t\n\r ;,'\"%|^`{}<>_\0"),
        *("https://evil.example%2f.push.apple.com/x", "https://.push.apple.com/x"),
        *("https://a..push.apple.com/x", "https://[::1].push.apple.com/x"),
        *("https://fcm.googleapis.com\t/x", " https://fcm.googleapis.com/x"),
        *("https://fcm.googleapis.com/a b", "https://fcm.googleapis.com/\r\nHost: evil.example"),
        *(
            "https:///fcm.googleapis.com/x",
            "https:fcm.googleapis.com/x",
            "https://fcm.googleapis.com\\x",
        ),
    ],
)
def test_an_endpoint_that_can_be_read_in_two_ways_is_refused(as_alice, service, settings, endpoint):
    settings.PUSH_HOSTS = ["fcm.googleapis.com", "*.push.apple.com", "*.notify.windows.com"]
    settings.PUSH_HOSTS += ["*.push.services.mozilla.com"]
    fields = {**Device(service).fields, "endpoint": endpoint}

    assert not webpush_client.is_allowed(endpoint)
    assert as_alice.post(reverse("delivery:push_on"), fields).status_code == 400


@pytest.mark.parametrize(
    "endpoint", ["https://evil.example\\.push.apple.com/x", "http://a.push.apple.com/"]
)
def test_stored_endpoint_that_is_not_allowed_is_never_called(
    service, as_alice, alice, settings, endpoint, monkeypatch
):
    add_device(alice, Device(service))
    settings.PUSH_HOSTS = ["*.push.apple.com"]
    PushSubscription.objects.update(endpoint=endpoint)
    calls = []
    monkeypatch.setattr("pywebpush.webpush", lambda *args, **options: calls.append(args))
    put_push(alice)

    worker.deliver_due()

    assert calls == []
    assert OutboxMessage.objects.get().state == State.FAILED


def test_endpoint_is_checked_again_before_sending(service, alice, settings):
    add_device(alice, Device(service))
    put_push(alice)
    settings.PUSH_HOSTS = []

    assert worker.deliver_due() == 0
    assert not service.taken
    assert OutboxMessage.objects.get().state == State.FAILED


def test_push_is_off_without_a_key(as_alice, alice, settings):
    settings.VAPID_PRIVATE_KEY = ""
    assert put_push(alice) == 0
    assert webpush_client.public_key() == ""
    assert as_alice.post(reverse("delivery:push_on"), {}).status_code == 404


def test_command_prints_a_valid_key(settings):
    out = StringIO()
    call_command("vapid_keys", stdout=out)
    name, _equals, key = out.getvalue().strip().partition("=")
    assert name == "VAPID_PRIVATE_KEY"
    assert len(base64.urlsafe_b64decode(key + "=")) == 32
    settings.VAPID_PRIVATE_KEY = key
    assert len(from_text(webpush_client.public_key())) == 65


def test_resident_turns_push_on_and_off(service, as_alice, alice):
    fields = Device(service).fields
    for _again in range(2):
        assert as_alice.post(reverse("delivery:push_on"), fields).status_code == 204
    assert PushSubscription.objects.get().user == alice
    assert as_alice.post(reverse("delivery:push_off"), fields).status_code == 204
    assert not PushSubscription.objects.exists()


def test_shared_browser_belongs_to_the_last_resident(service, as_alice, as_bob, bob):
    fields = Device(service).fields
    as_alice.post(reverse("delivery:push_on"), fields)
    as_bob.post(reverse("delivery:push_on"), fields)
    assert PushSubscription.objects.get().user == bob
    as_alice.post(reverse("delivery:push_off"), fields)
    as_alice.post(reverse("delivery:push_off"))
    assert PushSubscription.objects.exists()
    as_bob.post(reverse("delivery:push_off"))
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"endpoint": "https://evil.example/"}, {"endpoint": ""}, {"p256dh": ""}),
        *({"p256dh": "AAAA"}, {"auth": "x"}, {"auth": "æ"}, {"p256dh": "\x00"}),
    ],
)
def test_invalid_subscription_is_refused(service, as_alice, wrong):
    fields = Device(service).fields | wrong
    assert as_alice.post(reverse("delivery:push_on"), fields).status_code == 400
    assert not PushSubscription.objects.exists()


def test_number_of_devices_is_limited(service, alice):
    for number in range(push_devices.MAX_DEVICES + 3):
        add_device(alice, Device(service, str(number)))
    assert PushSubscription.objects.count() == push_devices.MAX_DEVICES
    assert PushSubscription.objects.filter(endpoint__endswith="/12").exists()


@pytest.mark.parametrize("name", ["push_on", "push_off"])
def test_push_views_require_a_sign_in_and_a_post(client, as_alice, name):
    assert client.post(reverse(f"delivery:{name}")).status_code == 302
    assert as_alice.get(reverse(f"delivery:{name}")).status_code == 405


def test_service_worker_scope_is_the_whole_site(client):
    response = client.get("/push-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    assert b"showNotification" in response.content
    assert client.post("/push-worker.js").status_code == 405


@pytest.mark.parametrize(("timing", "pushed"), [("at_once", 1), ("daily", 0), ("never", 0)])
def test_notices_at_once_are_pushed_too(service, alice, make_activity, timing, pushed):
    add_device(alice, Device(service))
    Subscription.objects.create(user=alice, topic="test:1")
    Preference.objects.create(user=alice, category="news", timing=timing)
    make_activity("test:1")

    for _again in range(2):
        notice_emails.mail_due(timezone.now() + datetime.timedelta(days=2))

    messages = OutboxMessage.objects.filter(channel=OutboxMessage.Channel.PUSH)
    assert [(row.url, row.user) for row in messages] == [("/da/", alice)] * pushed
    assert all(row.subject and row.text for row in messages)
