"""The name of a partner has a wording in each language, and readers get theirs everywhere."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from campaigns.models.pages import CampaignPartner
from core.models import Partner
from core.posters.poster import PosterFact
from events.posters.layout import poster_of
from forum.models import Issue
from forum.moderation.conflicts import partners_concerned
from forum.threads import posting
from residents.models import PartnerMembership
from residents.profiles.badges import badges_of
from residents.profiles.reserved_names import refuse_reserved_name
from tests import factories
from tests.forum.test_notices import notified, texts_for
from tests.home import translated_pages

pytestmark = pytest.mark.django_db

DANISH, ENGLISH = "Tårs Boligforening", "Taars Housing Company"
FORM = {"name": DANISH, "role": "housing", "logo": "", "link": "", "contact_email": "", "slug": ""}


@pytest.fixture
def partner():
    partner = factories.make_partner(DANISH, "housing")
    partner.translated_names = {"en": ENGLISH}
    partner.save()
    return partner


@pytest.fixture
def untranslated():
    return factories.make_partner("Biblioteket", "association")


def named_in(text: str) -> set[str]:
    return {name for name in (DANISH, ENGLISH) if name in text}


@pytest.mark.parametrize(("language", "name"), [("da", DANISH), ("en", ENGLISH), ("de", DANISH)])
def test_the_name_is_that_of_the_language_or_the_first(partner, untranslated, language, name):
    with translation.override(language):
        assert str(partner) == partner.name_for_reader == name
        assert untranslated.name_for_reader == "Biblioteket"


class TestForm:
    def test_editors_write_it_in_each_language(self, as_editor):
        response = as_editor.post(
            reverse("wagtailsnippets_core_partner:add"), {**FORM, "name_en": f" {ENGLISH}  "}
        )
        assert response.status_code == 302
        partner = Partner.objects.get()
        assert (partner.name, partner.translated_names) == (DANISH, {"en": ENGLISH})

    def test_it_is_kept_and_may_be_emptied(self, as_editor, partner):
        partner.translated_names["de"] = "Verein"
        partner.save()
        url = reverse("wagtailsnippets_core_partner:edit", args=[partner.pk])
        assert as_editor.get(url).context["form"]["name_en"].value() == ENGLISH
        form = {**FORM, "slug": partner.slug, "name_en": ""}
        assert as_editor.post(url, form).status_code == 302
        partner.refresh_from_db()
        # The site has no German now; what was written is not lost.
        assert partner.translated_names == {"de": "Verein"}

    @pytest.mark.parametrize(
        "name", ["x" * 121, "010190-1234", "biblioteket", ENGLISH.upper(), "a\x00b"]
    )
    def test_a_bad_name_is_refused_beside_the_field(self, as_editor, partner, untranslated, name):
        form = {**FORM, "name": "En anden", "name_en": name}
        response = as_editor.post(reverse("wagtailsnippets_core_partner:add"), form)
        assert list(response.context["form"].errors) == ["name_en"]
        assert Partner.objects.count() == 2

    def test_who_may_not_edit_partners_writes_none(self, as_alice, partner):
        url = reverse("wagtailsnippets_core_partner:edit", args=[partner.pk])
        assert as_alice.post(url, {**FORM, "name_en": "X"}).status_code in {302, 403}
        partner.refresh_from_db()
        assert partner.translated_names == {"en": ENGLISH}


def test_a_campaign_names_its_partners_and_its_contact(client, partner):
    parent, _english = translated_pages.theme_page("burglary")
    source = factories.make_campaign(parent)
    source.campaign_partners.add(CampaignPartner(partner=partner))
    source.contact_partner = partner
    source.body.append(("partners", {"title": "", "entries": [partner]}))
    source.save_revision().publish()
    english = translated_pages.translate(source, "Lock your door")

    assert named_in(client.get(source.url).content.decode()) == {DANISH}
    assert named_in(client.get(english.url).content.decode()) == {ENGLISH}
    assert (source.contact_line, english.contact_line) == (DANISH, ENGLISH)
    for page, name in ((source, DANISH), (english, ENGLISH)):
        with translation.override(page.locale.language_code):
            path = reverse("campaign_posters:poster", args=[page.pk, "a4"])
        assert named_in(client.get(path).content.decode()) == {name}


def test_an_event_names_its_organiser_to_people_and_to_programs(client, theme, partner):
    source = factories.make_event_page(theme, organiser=partner, contact_partner=partner)
    english = translated_pages.translate(source, "Neighbours’ café")
    # JSON-LD is among it.
    assert named_in(client.get(source.url).content.decode()) == {DANISH}
    assert named_in(client.get(english.url).content.decode()) == {ENGLISH}
    for language, name in (("da", DANISH), ("en", ENGLISH)):
        answer = client.get(reverse("open_data:events"), {"language": language})
        assert named_in(json.dumps(answer.json(), ensure_ascii=False)) == {name}
        with translation.override(language):
            poster = poster_of(source.event)
        assert PosterFact(poster.facts[-1].label, (name,)) == poster.facts[-1]


def test_the_partners_own_page(client, partner):
    source, english = translated_pages.partner_page()
    for page in (source, english):
        page.partner = partner
        page.save_revision().publish()
    assert named_in(client.get(english.url).content.decode()) == {ENGLISH}


@pytest.fixture
def member(partner):
    user = factories.make_user("carol@example.org", "Carol")
    PartnerMembership.objects.create(user=user, partner=partner)
    return user


def test_the_forum_names_who_writes(client, alice, member, partner, theme):
    thread = factories.make_thread(alice, theme, kind="issue")
    Issue.objects.filter(thread=thread).update(handled_by=partner)
    posting.reply(thread=thread, author=member, partner=partner, body="Vi salter.")
    thread.refresh_from_db()
    for language, name in (("da", DANISH), ("en", ENGLISH)):
        with translation.override(language):
            paths = [thread.get_absolute_url(), reverse("forum:threads")]
            # Held badges are not those of another language.
            assert [badge.label for badge in badges_of(member.pk)] == [name]
        for path in paths:
            assert named_in(client.get(path).content.decode()) == {name}, path
        requests = client.get("/open311/v2/requests.json", headers={"Accept-Language": language})
        assert named_in(requests.content.decode())


@pytest.mark.parametrize("name", [DANISH, ENGLISH])
def test_every_name_is_mentioned_reserved_and_criticised(bob, member, partner, theme, name):
    thread = factories.make_thread(bob, theme)
    posting.reply(thread=thread, author=member, partner=partner, body="Vi salter.")
    post = factories.make_reply(thread, bob, f"@{name.upper()}: I kommer for sent.")

    assert "<strong>" in post.body_as_html
    assert partners_concerned(post, member) == {partner.pk}
    with pytest.raises(ValidationError):
        refuse_reserved_name(name.upper())
    refuse_reserved_name(name, member)


def test_notices_name_it_in_the_language_of_their_reader(alice, member, partner, theme):
    thread = factories.make_thread(alice, theme)
    posting.reply(thread=thread, author=member, partner=partner, body="Vi salter.")
    assert notified("reply")
    for language, name in (("da", DANISH), ("en", ENGLISH)):
        with translation.override(language):
            assert named_in(" ".join(texts_for(alice))) == {name}
