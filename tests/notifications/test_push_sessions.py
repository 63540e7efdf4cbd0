"""Push messages belong to a session: they end with it, and follow it when its key changes."""

from collections.abc import Iterator

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.delivery import push_devices, push_outbox, webpush_client, worker
from notifications.models import OutboxMessage, PushSubscription
from residents.models import User
from tests import factories
from tests.push_service import Device, PushService, running

pytestmark = pytest.mark.django_db
RENEW = "/push-worker/renew"


@pytest.fixture
def service(settings) -> Iterator[PushService]:
    """A push service in PUSH_HOSTS, and a key of the hub."""
    with running() as push_service:
        settings.PUSH_HOSTS = [push_service.origin]
        settings.VAPID_PRIVATE_KEY = webpush_client.new_private_key()
        yield push_service


@pytest.fixture
def device(service) -> Device:
    return Device(service, "telephone")


@pytest.fixture
def browser(alice, device) -> Client:
    """Alice's browser, in which messages are on."""
    return turn_on(sign_in(alice), device)


def sign_in(user: User, client: Client | None = None) -> Client:
    client = client or Client()
    login = {"login": user.email, "password": factories.PASSWORD}
    client.post(reverse("account_login"), login)
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def turn_on(client: Client, device: Device) -> Client:
    assert client.post(reverse("delivery:push_on"), device.fields).status_code == 204
    return client


def put_push(user: User, key: str = "notice:1") -> int:
    with transaction.atomic():
        return push_outbox.put(key=key, user=user, title="Nyt svar", body="Hej", url="/da/")


def sign_out(client: Client) -> None:
    client.post(reverse("account_logout"))


def end_this_session(client: Client) -> None:
    session = UserSession.objects.get(session_key=client.session.session_key)
    client.post(reverse("residents:end_session", args=[session.pk]))


def end_from_another_device(client: Client) -> None:
    session = UserSession.objects.get(session_key=client.session.session_key)
    other = sign_in(session.user)
    other.post(reverse("residents:end_session", args=[session.pk]))


def end_all_other_sessions(client: Client) -> None:
    user = UserSession.objects.get(session_key=client.session.session_key).user
    sign_in(user).post(reverse("usersessions_list"))


def change_password_elsewhere(client: Client) -> None:
    user = UserSession.objects.get(session_key=client.session.session_key).user
    change_password(sign_in(user))


def expire(client: Client) -> None:
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())


def clear_expired_sessions(client: Client) -> None:
    expire(client)
    call_command("clearsessions")


def suspend(client: Client) -> None:
    User.objects.update(is_active=False)


def sign_in_somebody_else(client: Client) -> None:
    client.force_login(factories.make_user("next@example.org", "Næste"))


ENDINGS = [
    sign_out,
    end_this_session,
    end_from_another_device,
    end_all_other_sessions,
    change_password_elsewhere,
    expire,
    clear_expired_sessions,
    suspend,
    sign_in_somebody_else,
]


def change_password(client: Client) -> None:
    new = "noget helt andet 42"
    data = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302


@pytest.mark.parametrize("end", ENDINGS)
def test_no_message_is_put_after_the_session_has_ended(service, alice, browser, end):
    end(browser)
    alice.refresh_from_db()

    assert put_push(alice) == 0
    worker.deliver_due()

    assert service.taken == []


@pytest.mark.parametrize("end", ENDINGS)
def test_a_message_that_waits_is_not_sent_after_the_session_has_ended(service, alice, browser, end):
    assert put_push(alice) == 1

    end(browser)
    worker.deliver_due()

    assert service.taken == []
    assert not OutboxMessage.objects.filter(channel=OutboxMessage.Channel.PUSH).exists()


def test_signing_out_deletes_the_device_and_leaves_the_others(service, alice, browser):
    turn_on(sign_in(alice), Device(service, "desk"))

    sign_out(browser)

    assert [row.endpoint for row in PushSubscription.objects.all()] == [f"{service.origin}/desk"]
    assert put_push(alice) == 1


def test_signing_out_of_the_admin_does_so_too(service, editor, as_editor, device):
    turn_on(as_editor, device)

    as_editor.post(reverse("wagtailadmin_logout"))

    assert not PushSubscription.objects.exists()
    assert put_push(editor) == 0


def test_tick_deletes_the_devices_of_expired_sessions(service, alice, browser):
    turn_on(sign_in(alice), Device(service, "desk"))
    expire(browser)

    assert push_devices.delete_ended() == 1
    assert push_devices.delete_ended() == 0

    assert PushSubscription.objects.get().endpoint.endswith("/desk")


def test_changing_the_password_keeps_messages_on_in_that_browser(service, alice, browser):
    before = browser.session.session_key

    change_password(browser)

    assert browser.session.session_key != before
    alice.refresh_from_db()
    assert put_push(alice) == 1
    worker.deliver_due()
    assert len(service.taken) == 1
    sign_out(browser)
    assert not PushSubscription.objects.exists()


def test_the_next_person_takes_the_browser_over(service, alice, bob, browser, device):
    browser.cookies.clear()
    turn_on(sign_in(bob, browser), device)

    assert put_push(alice) == 0
    assert put_push(bob) == 1
    sign_out(browser)
    assert put_push(bob, "notice:2") == 0


def test_the_settings_list_only_devices_of_live_sessions(service, alice, browser):
    other = turn_on(sign_in(alice), Device(service, "desk"))
    expire(browser)

    page = other.get(reverse("notifications:preferences"))

    assert page.context["frame"].push["devices"] == [
        PushSubscription.digest(f"{service.origin}/desk")
    ]


# The service worker renews a subscription that the browser has replaced.


def test_a_renewed_subscription_replaces_the_old_one(service, alice, browser):
    assert put_push(alice) == 1
    new = Device(service, "renewed")
    answer = browser.get(RENEW).json()
    assert answer["key"] == webpush_client.public_key()

    for _again in range(2):
        sent = browser.post(RENEW, new.fields, headers={"x-csrftoken": answer["token"]})
        assert sent.status_code == 204

    assert PushSubscription.objects.get().user == alice
    # The message that waited reaches the device, too.
    assert worker.deliver_due() == 1
    [(path, _headers, body)] = service.taken
    assert path == "/renewed"
    assert new.read(body)["title"] == "Nyt svar"


def test_a_renewal_needs_the_token(service, alice, device):
    browser = turn_on(sign_in(alice), device)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    new = Device(service, "renewed")

    assert strict.post(RENEW, new.fields).status_code == 403
    token = strict.get(RENEW).json()["token"]
    assert strict.post(RENEW, new.fields, headers={"x-csrftoken": token}).status_code == 204


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_renewed_without_a_session_that_has_messages_on(
    service, client, as_bob, browser, method
):
    fields = Device(service, "renewed").fields
    assert getattr(client, method)(RENEW, fields).status_code == 403
    assert getattr(as_bob, method)(RENEW, fields).status_code == 403
    sign_out(browser)
    assert getattr(browser, method)(RENEW, fields).status_code == 403
    assert not PushSubscription.objects.filter(endpoint__endswith="renewed").exists()


def test_a_renewal_is_checked_like_a_new_device(service, browser):
    wrong = {**Device(service).fields, "endpoint": "https://evil.example/"}
    assert browser.post(RENEW, wrong).status_code == 400
    assert PushSubscription.objects.get().endpoint.endswith("/telephone")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_do_not_renew(browser, method):
    assert getattr(browser, method)(RENEW).status_code == 405


def test_a_device_that_was_turned_off_is_not_renewed(service, browser, device):
    browser.post(reverse("delivery:push_off"), device.fields)
    fields = Device(service, "renewed").fields
    assert browser.post(RENEW, fields).status_code == 403
    assert not PushSubscription.objects.exists()


def test_a_session_has_one_device(service, alice, browser):
    turn_on(browser, Device(service, "again"))
    assert PushSubscription.objects.get().endpoint.endswith("/again")
