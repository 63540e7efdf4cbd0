"""The ticks of a reader: with and without an account, and after the kit has changed."""

import json
import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from campaigns.models import KitPage, KitTick
from residents.personal_data.registry import Person, Posts, registry
from tests import factories
from tests.home.translated_pages import theme_page, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(theme) -> KitPage:
    parent = factories.make_theme_page(theme)
    return factories.make_kit(parent, "Sikr dit hjem", "Lås døren.", "Tænd en lampe.", "Sig hej.")


@pytest.fixture
def url(kit) -> str:
    return reverse("kits:save", args=[kit.translation_key])


def ids(kit: KitPage) -> list[str]:
    return [block.id for block in kit.steps]


def checklist(client: Client, page) -> BeautifulSoup:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one("[data-kit]")


def ticked(client: Client, page) -> list[bool]:
    return [box.has_attr("checked") for box in checklist(client, page).select("[type=checkbox]")]


def test_anonymous_readers_all_get_the_same_page_without_a_form(client, kit):
    first, second = client.get(kit.url), Client().get(kit.url)
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies
    assert "public" in first.headers["Cache-Control"]
    page = checklist(client, kit)
    assert page.select("form") == []
    assert [box["value"] for box in page.select("[type=checkbox]")] == ids(kit)
    assert reverse("account_login") in page.select_one("p a")["href"]


def test_the_form_works_without_javascript(as_alice, as_bob, kit, url):
    first, second, _third = ids(kit)
    data = {"shown": ids(kit), "step": [first, second], "next": kit.url}
    answer = as_alice.post(url, data)
    assert answer.status_code == 302
    assert answer.url == f"{kit.url}#kit-{kit.translation_key}"
    assert ticked(as_alice, kit) == [True, True, False]
    page = checklist(as_alice, kit)
    assert (page.progress["value"], page.progress["max"]) == ("2", "3")
    # Nobody else sees it.
    assert ticked(as_bob, kit) == [False] * 3

    as_alice.post(url, {**data, "step": [second]})
    assert ticked(as_alice, kit) == [False, True, False]


def test_the_script_sends_one_tick_and_leaves_the_others(as_alice, kit, url):
    first, second, third = ids(kit)
    as_json = {"Accept": "application/json"}
    for step in (first, third):
        answer = as_alice.post(url, {"shown": step, "step": step}, headers=as_json)
        assert (answer.status_code, answer.content) == (204, b"")
    as_alice.post(url, {"shown": first}, headers=as_json)
    # The ticks of the browser are added, and take none away.
    as_alice.post(url, {"step": [second]}, headers=as_json)
    assert ticked(as_alice, kit) == [False, True, True]


def test_a_form_sent_twice_ticks_once(as_alice, kit, url):
    for _time in range(2):
        as_alice.post(url, {"shown": ids(kit), "step": ids(kit)})
    assert KitTick.objects.count() == 3


def test_start_again_removes_the_readers_own_ticks(as_alice, as_bob, kit, url):
    for client in (as_alice, as_bob):
        client.post(url, {"step": ids(kit)})
    as_alice.post(url, {"start_again": "yes", "step": ids(kit)})
    assert ticked(as_alice, kit) == [False] * 3
    assert ticked(as_bob, kit) == [True] * 3


def test_only_steps_of_a_public_kit_are_saved(as_alice, client, kit, url):
    strangers = [str(uuid.uuid4()), "no id", "", "\0", "9" * 400]
    assert as_alice.post(url, {"step": strangers}).status_code == 302
    assert not KitTick.objects.exists()
    assert as_alice.get(url).status_code == 405
    unknown = reverse("kits:save", args=[uuid.uuid4()])
    assert as_alice.post(unknown, {"step": ids(kit)}).status_code == 404
    # Without an account, the way leads through the sign-in.
    answer = client.post(url, {"step": ids(kit)})
    assert answer.url.startswith(reverse("account_login"))
    kit.unpublish()
    assert as_alice.post(url, {"step": ids(kit)}).status_code == 404
    assert not KitTick.objects.exists()


def test_a_form_from_another_site_is_refused(alice, kit, url):
    client = Client(enforce_csrf_checks=True)
    factories.sign_in(client, alice)
    assert client.post(url, {"step": ids(kit)}).status_code == 403
    answer = Client().post(url, {"next": "https://example.com/"})
    assert "example.com" not in answer.url.replace("next=https", "")


def test_the_way_back_stays_on_this_site(as_alice, kit, url):
    answer = as_alice.post(url, {"next": "https://example.com/"})
    assert answer.url.startswith("/da/")


def test_steps_that_move_change_or_go_keep_the_other_ticks(as_alice, kit, url):
    first, second, third = list(kit.steps.raw_data)
    as_alice.post(url, {"step": [first["id"], third["id"]]})
    reworded = {**third, "value": {"title": "Sig goddag."}}
    kit.steps = json.dumps([reworded, factories.kit_step("Ny."), second])
    kit.save_revision().publish()

    assert ticked(as_alice, kit) == [True, False, False]
    assert checklist(as_alice, kit).progress["value"] == "1"

    # The step comes back, and its tick with it.
    kit.steps = json.dumps([first, reworded])
    kit.save_revision().publish()
    assert ticked(as_alice, kit) == [True, True]


def test_both_languages_have_the_same_ticks(as_alice):
    parent, _english = theme_page("burglary")
    source = factories.make_kit(parent, "Sikr dit hjem", "Lås døren.", "Tænd en lampe.")
    english = translate(source, "Secure your home")
    assert [block.id for block in english.steps] == ids(source)

    as_alice.post(reverse("kits:save", args=[source.translation_key]), {"step": ids(source)[1]})

    assert ticked(as_alice, source) == ticked(as_alice, english) == [False, True]


def test_deleting_the_kit_forgets_its_ticks(as_alice, kit, url):
    other = factories.make_kit(factories.front_page(), "En anden", "Husk det.")
    as_alice.post(url, {"step": ids(kit)})
    as_alice.post(reverse("kits:save", args=[other.translation_key]), {"step": ids(other)})
    kit.delete()
    assert [tick.kit for tick in KitTick.objects.all()] == [other.translation_key]


def test_the_ticks_are_exported_and_erased(as_alice, as_bob, alice, kit, url):
    for client in (as_alice, as_bob):
        client.post(url, {"step": ids(kit)[:1]})
    rule = registry.rules["campaigns.KitTick"]
    rows = list(rule.rows(Person.of(alice)))
    assert [row.user for row in rows] == [alice]
    assert list(rule.describe_rows(rows, alice).values()) == ["Sikr dit hjem: Lås døren."]

    rule.do_erase(Person.of(alice), Posts.KEEP)

    assert [tick.user.email for tick in KitTick.objects.all()] == ["bob@example.org"]


def test_a_campaign_shows_the_kit(as_alice, client, theme, url, kit):
    block = {"type": "kit", "id": str(uuid.uuid4()), "value": {"page": kit.pk}}
    page = factories.make_campaign(kit.get_parent().specific, body=json.dumps([block]))
    assert checklist(client, page).select("form") == []

    as_alice.post(url, {"step": ids(kit)[:1]})

    assert ticked(as_alice, page) == [True, False, False]
    kit.unpublish()
    assert checklist(client, page) is None


def test_a_step_shows_its_text_and_its_link(client, theme):
    parent = factories.make_theme_page(theme)
    steps = [
        factories.kit_step("Lås døren.", text="To\ngange.", page=parent.pk),
        factories.kit_step("Læs mere.", url="https://example.org/laas", link_text="Om låse"),
        factories.kit_step(" "),
        factories.kit_step("Uden mål.", page=987_654_321, url="javascript:alert(1)"),
    ]
    page = factories.make_kit(parent, steps=steps)
    shown = checklist(client, page)
    assert len(shown.select(".kit__step")) == 3
    assert [link["href"] for link in shown.select(".kit__details a")] == [
        parent.url,
        "https://example.org/laas",
    ]


def test_a_kit_without_steps_is_a_page(client, theme):
    page = factories.make_kit(factories.make_theme_page(theme))
    assert client.get(page.url).status_code == 200
    assert checklist(client, page) is None


def test_the_theme_lists_its_kits(client, kit):
    theme_url = kit.get_parent().url
    assert f'href="{kit.url}"' in client.get(theme_url).content.decode()


@pytest.mark.usefixtures("as_if_committed")
def test_the_number_of_queries_does_not_grow_with_the_steps(client, theme):
    parent, numbers = factories.make_theme_page(theme), []
    for count in (1, 12):
        titles = [f"Trin {number}" for number in range(count)]
        page = factories.make_kit(parent, f"Liste {count}", *titles)
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(page.url)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


def make_ticks(kit: KitPage, people: int, *steps: str) -> None:
    for number in range(people):
        user = factories.make_user(f"{steps[0][:4]}{number}@example.org", "Ib")
        KitTick.objects.bulk_create(
            KitTick(user=user, kit=kit.translation_key, step=step) for step in steps
        )


def test_editors_see_numbers_and_no_small_ones(as_editor, as_alice, kit):
    first, second, _third = ids(kit)
    make_ticks(kit, 4, first)
    make_ticks(kit, 2, second, first)
    answer = as_editor.get(reverse("campaign_kits"))
    [row] = answer.context["rows"]
    assert row.people == "6"
    assert [number for _title, number in row.steps] == ["6", "færre end 5", "færre end 5"]
    assert "example.org" not in answer.content.decode()
    assert as_alice.get(reverse("campaign_kits")).status_code in {302, 403}


def test_the_report_lists_a_kit_once_in_the_language_of_the_editor(as_editor, editor, kit):
    english = translate(kit, "Secure your home")
    for language, shown in (("da", kit), ("en", english)):
        UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
        rows = as_editor.get(reverse("campaign_kits")).context["rows"]
        assert [row.page.pk for row in rows] == [shown.pk]
