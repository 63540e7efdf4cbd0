"""`manage.py setup` makes the first administrator and first pages, once."""

import io
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from core.models import SiteWording, Theme, ThemeWording
from home import first_setup
from home.management.commands import setup
from home.models import HomePage, ThemePage
from notifications.models import OutboxMessage
from residents.models import User

pytestmark = pytest.mark.django_db
ARGUMENTS = {
    "--site-name": "Naboerne",
    "--place": "Nørreby",
    "--theme": "traffic-safety=Trafik|Traffic",
    "--email": "Ada@example.org",
    "--first-name": "Ada",
    "--last-name": "Holm",
}


@pytest.fixture(autouse=True)
def empty_site(monkeypatch):
    """The site as the migrations leave it, and no variable of the machine."""
    ThemePage.objects.all().delete()
    Theme.objects.all().delete()
    SiteWording.objects.update(name="", place="")
    for name in ("SITE_NAME", "PLACE", "THEMES", "EMAIL", "FIRST_NAME", "LAST_NAME"):
        monkeypatch.delenv(f"SETUP_{name}", raising=False)


def run(*flags: str, **changes: str | None) -> str:
    """Run the command with ARGUMENTS, changed: `email=None` leaves --email out."""
    given = ARGUMENTS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    arguments = [part for pair in given.items() if pair[1] is not None for part in pair]
    output = io.StringIO()
    call_command("setup", "--no-input", *flags, *arguments, stdout=output)
    return output.getvalue()


def nothing_was_made() -> bool:
    return not (
        User.objects.filter(is_superuser=True).exists()
        or Theme.objects.exists()
        or SiteWording.objects.exclude(name="").exists()
    )


def test_the_site_has_its_name_themes_and_pages(client):
    run()

    assert SiteWording.objects.get(locale__language_code="da").place == "Nørreby"
    assert set(HomePage.objects.values_list("title", flat=True)) == {"Naboerne"}
    wordings = ThemeWording.objects.values_list("locale__language_code", "name")
    assert dict(wordings) == {"da": "Trafik", "en": "Traffic"}
    page = ThemePage.objects.get()
    assert page.live
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    assert "Naboerne" in answer.content.decode()
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_administrator_chooses_a_password_with_the_mailed_link_once(settings):
    output = run()

    user = User.objects.get(is_superuser=True)
    assert (user.email, user.has_usable_password()) == ("ada@example.org", False)
    assert EmailAddress.objects.get(user=user).verified
    [mail] = OutboxMessage.objects.filter(to="ada@example.org")
    [path] = re.findall(rf"{settings.BASE_URL}(/\S+/key/\S+)", mail.text)
    assert path not in output
    client = Client()
    form = client.get(path).headers["Location"]
    chosen = {"password1": "to heste i haven", "password2": "to heste i haven"}
    assert client.post(form, chosen).status_code == 302
    user.refresh_from_db()
    assert user.check_password("to heste i haven")
    # The same link, in another browser.
    assert Client().get(path).context["token_fail"]


def test_the_printed_link_is_not_mailed(settings):
    output = run("--print-link")

    [path] = re.findall(rf"{settings.BASE_URL}(/\S+/key/\S+)", output)
    assert Client().get(path).status_code == 302
    assert not OutboxMessage.objects.exists()


def test_the_administrator_opens_the_admin(settings):
    settings.STAFF_SECOND_FACTOR = False
    run("--print-link")
    client = Client()
    client.force_login(User.objects.get(is_superuser=True))

    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_environment_says_what_arguments_leave_out(monkeypatch):
    monkeypatch.setenv("SETUP_EMAIL", "env@example.org")
    monkeypatch.setenv("SETUP_THEMES", "a=A; b=B|Bee;")

    run(email=None, theme=None)

    assert User.objects.filter(email="env@example.org", is_superuser=True).exists()
    assert list(Theme.objects.values_list("slug", "order")) == [("a", 1), ("b", 2)]


def test_it_refuses_to_run_twice():
    run()
    mails = OutboxMessage.objects.count()

    with pytest.raises(CommandError, match="set up already"):
        run(email="other@example.org")

    assert User.objects.filter(is_superuser=True).count() == 1
    assert OutboxMessage.objects.count() == mails


def test_the_loser_of_two_at_once_makes_nothing(monkeypatch):
    """The second has looked before the first was done."""
    run()
    answers = iter([False])
    real = first_setup.is_set_up
    monkeypatch.setattr(first_setup, "is_set_up", lambda: next(answers, None) or real())
    monkeypatch.setattr(setup.first_setup, "is_set_up", first_setup.is_set_up)

    with pytest.raises(CommandError, match="set up already"):
        run(email="other@example.org")

    assert not User.objects.filter(email="other@example.org").exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"email": "no address"}, "--email"),
        ({"email": None}, "SETUP_EMAIL"),
        ({"last_name": None}, "--last-name"),
        ({"site_name": "x" * 61}, "--site-name"),
        ({"place": "x" * 61}, "--place"),
        ({"theme": "traffic"}, "--theme"),
        ({"theme": "traffic="}, "--theme"),
        ({"theme": "not a slug=Name"}, "--theme"),
        ({"theme": "a=A;a=B"}, "--theme"),
        ({"theme": "a=1|2|3"}, "da, en"),
        # The address of the calendar's page.
        ({"theme": "kalender=Kalender"}, "kalender"),
        ({"theme": f"a={'x' * 61}"}, "60"),
    ],
)
def test_wrong_values_are_named_and_nothing_is_made(changes, named):
    with pytest.raises(CommandError) as error:
        run(**changes)

    assert named in str(error.value)
    assert nothing_was_made()
    assert not OutboxMessage.objects.exists()


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(CommandError) as error:
        run(email=None, first_name=None)

    assert {"--email", "--first-name"} <= set(re.findall(r"--[a-z-]+", str(error.value)))


def test_questions_are_asked_again_until_the_answer_can_be_right(monkeypatch):
    answers = iter(["", "Byen", "a=", "a=A", "nobody", "ada@example.org", "", "Ada", "Holm"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))

    call_command("setup", stdout=io.StringIO(), stderr=io.StringIO())

    assert User.objects.get(is_superuser=True).first_name == "Ada"
    assert Theme.objects.get().slug == "a"
    assert next(answers, None) is None


def test_without_a_terminal_it_asks_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    with pytest.raises(CommandError, match="--no-input"):
        call_command("setup")


def test_a_database_without_tables_is_named(monkeypatch):
    monkeypatch.setattr(
        "home.management.commands.setup.MigrationExecutor.migration_plan",
        lambda *arguments: [("a migration", False)],
    )

    with pytest.raises(CommandError, match="migrate"):
        run()
