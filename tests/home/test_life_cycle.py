"""Each act on each type of page: the admin says beforehand what happens, and it comes true.

The table: for every type of page with a translation, subpages' links, followers, sign-ups, pledges
or ticks, what the page that asks for confirmation must say.
"""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex
from wagtail_localize.models import StringTranslation, Translation

from campaigns.models import KitTick, PledgeOffer
from core.life_cycle import Act, consequences, new_address
from events.models import Event
from notifications.models import Subscription
from notifications.notices import topics
from tests import factories
from tests.home.translated_pages import fresh

pytestmark = pytest.mark.django_db

ACTS = list(Act)


def asks(act: Act, page: Page, destination: Page) -> str:
    """Return the address of the page on which an editor meets the act."""
    names = {
        Act.MOVE: ("move_confirm", page.pk, destination.pk),
        Act.COPY: ("copy", page.pk),
        Act.ALIAS: ("copy", page.pk),
        Act.UNPUBLISH: ("unpublish", page.pk),
        Act.EXPIRE: ("edit", page.pk),
        Act.DELETE: ("delete", page.pk),
    }
    name, *args = names[act]
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def said(client: Client, url: str, act: Act) -> list[tuple[str, set[str]]]:
    """Return each line that is shown about the act, with the addresses of the pages it names."""
    response = client.get(url)
    assert response.status_code == 200, url
    # The dialog for the expiry is in a <template>, which selectors do not look into.
    markup = response.content.decode().replace("<template", "<div").replace("</template>", "</div>")
    shown = BeautifulSoup(markup, "html.parser").select(f"[data-what-happens={act.value}]")
    assert len(shown) == 1, url
    return [
        (" ".join(line.get_text().split()), {link["href"] for link in line.select("a")})
        for line in shown[0].select(":scope > ul > li")
    ]


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("act", ACTS)
def test_the_translation_is_named(as_editor, pair, elsewhere, act):
    source, translation = pair
    lines = said(as_editor, asks(act, source, elsewhere[0]), act)
    assert {edit_url(translation)} in [named for _text, named in lines]


# The editor of a translation has no dates: it expires with its source.
@pytest.mark.parametrize("act", [act for act in ACTS if act != Act.EXPIRE])
def test_a_translation_takes_no_source_along(as_editor, pair, elsewhere, act):
    source, translation = pair
    lines = said(as_editor, asks(act, translation, elsewhere[1]), act)
    assert edit_url(source) not in {url for _text, named in lines for url in named}


@pytest.mark.parametrize("act", ACTS)
def test_pages_that_link_to_it_are_named(as_editor, pair, elsewhere, act):
    source, translation = pair
    linking = [link_to(source, "Læs mere"), link_to(translation, "Til den engelske")]
    lines = said(as_editor, asks(act, source, elsewhere[0]), act)
    assert set(map(edit_url, linking)) in [named for _text, named in lines]


def link_to(page: Page, title: str) -> Page:
    """Make a page with a link to `page`."""
    text = f'<p><a linktype="page" id="{page.pk}">her</a></p>'
    linking = factories.make_standard_page(title, body=[("text", text)])
    ReferenceIndex.create_or_update_for_object(linking)
    return linking


@pytest.mark.parametrize("act", ACTS)
def test_subpages_are_counted(pairs, act):
    source = fresh(pairs["theme page"][0])
    for number in range(3):
        factories.make_campaign(source, f"Kampagne {number}")
    other = factories.make_standard_page("Andetsteds")
    lines = consequences(source, act, other)
    assert any(line.text.startswith("3 ") for line in lines)


def follow(page: Page, number: int = 6) -> None:
    page = fresh(page)
    topic = {
        "ThemePage": lambda: topics.theme(page.theme_id),
        "CampaignPage": lambda: topics.campaign(page.translation_key),
        "EventPage": lambda: topics.event(
            Event.objects.get(translation_key=page.translation_key).pk
        ),
    }[type(page).__name__]()
    for index in range(number):
        user = factories.make_user(f"naboen{index}@example.org", f"Nabo {index}")
        Subscription.objects.create(user=user, topic=topic)


def pledge(page: Page, number: int = 6) -> None:
    PledgeOffer.objects.create(campaign_key=page.translation_key, key=uuid.uuid4(), given=number)


def tick(page: Page, number: int = 6) -> None:
    for index in range(number):
        user = factories.make_user(f"naboen{index}@example.org", f"Nabo {index}")
        KitTick.objects.create(user=user, kit=page.translation_key, step=uuid.uuid4())


def sign_up(page: Page, number: int = 6) -> None:
    occurrence = Event.objects.get(translation_key=page.translation_key).occurrences.get()
    for index in range(number):
        user = factories.make_user(f"naboen{index}@example.org", f"Nabo {index}")
        factories.sign_up(occurrence, email=user.email, user=user)


PEOPLE: dict[str, Any] = {
    "followers of a theme": ("theme page", follow),
    "followers of a campaign": ("campaign", follow),
    "followers of an event": ("event page", follow),
    "pledges": ("campaign", pledge),
    "ticked steps": ("kit", tick),
    "sign-ups": ("event page", sign_up),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("people", PEOPLE)
def test_people_are_counted(pairs, people, act):
    kind, bring = PEOPLE[people]
    source, translation = map(fresh, pairs[kind])
    destination = source.get_parent()
    before = len(consequences(source, act, destination))

    bring(source)

    lines = [line.text for line in consequences(source, act, destination)]
    assert len(lines) == before + 1
    assert any("6" in line for line in lines)
    # They belong to the source: a translation goes without them.
    assert not any("6" in line.text for line in consequences(translation, act))


@pytest.mark.parametrize(("kind", "bring"), [("campaign", follow), ("campaign", pledge)])
def test_a_small_number_is_not_told(pairs, kind, bring):
    source = fresh(pairs[kind][0])
    bring(source, 3)
    assert not any("3" in line.text for line in consequences(source, Act.DELETE))


@pytest.mark.parametrize("act", [Act.MOVE, Act.UNPUBLISH, Act.DELETE])
def test_a_bulk_action_says_the_same(as_editor, pair, act):
    source, translation = pair
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act.value])
    lines = said(as_editor, f"{url}?id={source.pk}", act)
    assert {edit_url(translation)} in [named for _text, named in lines]


def test_a_parent_without_translation_leaves_the_translation(pair):
    source, translation = pair
    there = factories.make_standard_page("Kun på dansk")
    untranslated = [line for line in consequences(source, Act.MOVE, there) if line.pages]
    translated = [
        line for line in consequences(source, Act.MOVE, source.get_parent()) if line.pages
    ]
    assert [page.pk for page in untranslated[0].pages] == [translation.pk]
    assert untranslated[0].text != translated[0].text


def test_others_do_not_see_it(client, as_alice):
    page = factories.make_standard_page()
    url = asks(Act.DELETE, page, page)
    assert client.get(url).status_code == 302
    assert as_alice.get(url).status_code == 403


# Old addresses


def reached(url: str) -> tuple[int, str]:
    """Return what a reader with the address gets, and where it is."""
    response = Client().get(url, follow=True)
    return response.status_code, response.request["PATH_INFO"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_slug_leaves_a_redirect(pair, which, django_capture_on_commit_callbacks):
    changed = pair[which]
    before = changed.url

    with django_capture_on_commit_callbacks(execute=True):
        changed.slug = "et-nyt-navn"
        changed.save_revision().publish()

    after = fresh(changed).url
    assert after != before
    assert reached(before) == (200, after)


def test_a_move_leaves_redirects_in_all_languages(
    pair, elsewhere, django_capture_on_commit_callbacks
):
    before = [page.url for page in pair]

    with django_capture_on_commit_callbacks(execute=True):
        pair[0].move(elsewhere[0], pos="last-child")

    after = [fresh(page).url for page in pair]
    assert after[1].startswith(elsewhere[1].url)
    assert [reached(url) for url in before] == [(200, url) for url in after]


def test_a_moved_translation_with_a_new_slug_leaves_a_redirect(
    pair, elsewhere, django_capture_on_commit_callbacks
):
    source, translation = pair
    abroad = elsewhere[1]
    before = translation.url
    with django_capture_on_commit_callbacks(execute=True):
        taken = factories.make_standard_page("Taken", language="en")
        taken.slug = translation.slug
        taken.move(abroad, pos="last-child")
        fresh(taken).save()
        source.move(elsewhere[0], pos="last-child")

    after = fresh(translation).url
    assert reached(before) == (200, after)


@pytest.mark.parametrize("which", [0, 1])
def test_the_editor_says_what_another_slug_does(as_editor, pair, which):
    page, other = pair[which], pair[1 - which]
    linking = link_to(page, "Læs mere")

    response = as_editor.get(edit_url(page), follow=True)
    shown = BeautifulSoup(response.content, "html.parser").select("[data-what-happens=new_slug]")

    assert len(shown) == 1
    # Nothing is wrong, so it is folded until somebody wants to know.
    assert shown[0].name == "details"
    assert not shown[0].has_attr("open")
    named = {link["href"] for link in shown[0].select("a")}
    assert edit_url(linking) in named
    # The slug of a translation is its own: the source keeps its address.
    assert (edit_url(other) in named) == (which == 0)


def test_a_slug_from_the_translation_editor_leaves_a_redirect(
    pair, django_capture_on_commit_callbacks
):
    source, page = pair
    before = page.url
    translation = Translation.objects.get(source__object_id=source.translation_key)
    segment = translation.source.stringsegment_set.get(context__path="slug")
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        data="another-address",
    )

    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)

    after = fresh(page)
    assert after.slug == "another-address"
    assert reached(before) == (200, after.url)


def test_an_unpublished_translation_has_no_address_to_keep(as_editor, pair):
    page = pair[1]
    page.unpublish()
    assert "new_slug" not in as_editor.get(edit_url(page), follow=True).content.decode()


def test_only_a_published_page_has_an_address_to_keep(as_editor):
    page = factories.make_standard_page("Kladde")
    assert "new_slug" in as_editor.get(edit_url(page)).content.decode()
    page.unpublish()
    assert "new_slug" not in as_editor.get(edit_url(page)).content.decode()
    assert "new_slug" not in as_editor.get(edit_url(factories.front_page())).content.decode()


def test_a_new_slug_counts_the_subpages(pairs):
    source = fresh(pairs["theme page"][0])
    texts = [line.text for line in new_address(source)]
    factories.make_campaign(source)

    more = [line.text for line in new_address(fresh(source))]
    assert len(more) >= len(texts)
    assert more != texts


def test_subpages_keep_their_old_addresses(pairs, django_capture_on_commit_callbacks):
    source = fresh(pairs["theme page"][0])
    campaign = factories.make_campaign(source)
    before = campaign.url

    with django_capture_on_commit_callbacks(execute=True):
        source.slug = "sikker-trafik"
        source.save_revision().publish()

    assert reached(before) == (200, fresh(campaign).url)
