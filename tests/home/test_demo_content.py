"""The content of the demo site."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from campaigns.models.pages import CampaignPage
from core.models import Area, Partner, Theme, ThemeWording
from events.models import Event, Occurrence, SignUp
from events.models.details import Kind
from events.pages.event_page import EventPage
from events.signups import questions
from forum.models import AnonymousIssue, ModerationAction, Post, Thread
from home.models import PartnerPage, StandardPage, ThemePage
from notifications.models import OutboxMessage
from residents.models import PartnerMembership, User
from tests import factories
from tests.demo_site import PASSWORD
from tests.home.campaign_story import threads_of_story

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def as_editor(demo):
    client = Client()
    factories.sign_in(client, User.objects.get(email="redaktor@example.org"))
    return client


def live_pages(language):
    return Page.objects.live().filter(depth__gt=1, locale__language_code=language)


def test_it_is_as_large_as_a_site_in_use(demo):
    assert Theme.objects.count() == 6
    assert [theme.colour for theme in Theme.objects.all()] == Theme.Colour.values
    assert ThemeWording.objects.count() == 12
    assert Area.objects.count() == 9
    for language in ("da", "en"):
        pages = live_pages(language)
        assert pages.type(ThemePage).count() == 6
        assert pages.type(StandardPage).count() >= 6
        assert pages.type(EventPage).count() >= 24
        for page in ThemePage.objects.filter(locale__language_code=language):
            assert page.campaigns().count() >= 2
            assert set(page.campaigns().values_list("theme", flat=True)) == {page.theme_id}
    assert Thread.objects.count() >= 40
    assert set(Thread.objects.values_list("kind", flat=True)) == set(Thread.Kind.values)
    assert set(Thread.objects.values_list("language", flat=True)) == {"da", "en"}


def test_only_the_organisations_of_the_seed_are_partners(demo):
    assert set(Partner.objects.values_list("name", flat=True)) == {
        "Lokalpolitiet i Hjørring",
        "Hjørring Kommune",
        "Nabohjælp",
    }


def test_events_are_full_cancelled_in_a_series_and_online(demo):
    occurrences = Occurrence.objects.select_related("event")
    with_page = Event.objects.filter(by_neighbours=False)
    assert with_page.count() == EventPage.objects.filter(locale__language_code="da").count()
    assert sum(occurrence.is_full for occurrence in occurrences) >= 2
    assert occurrences.filter(status=Occurrence.Status.CANCELLED).count() == 1
    rules = set(Event.objects.exclude(recurrence="").values_list("recurrence", flat=True))
    # Which two weekdays depends on the day on which the demo is made.
    weekdays = [rule.split("BYDAY=")[1].split(",") for rule in rules if "BYDAY=" in rule]
    assert [len(each) for each in weekdays] == [2]
    assert {rule.split(";BYDAY=")[0] for rule in rules} == {"FREQ=WEEKLY;COUNT=8", "FREQ=WEEKLY"}
    assert Event.objects.filter(is_online=True).exclude(online_url="").exists()
    assert not occurrences.filter(event__is_published=False).exists()
    assert len({occurrence.starts_at.date() for occurrence in occurrences.upcoming()}) >= 24


def test_events_show_what_events_can_know(demo):
    assert Event.objects.filter(is_all_day=True).exists()
    assert Event.objects.filter(has_open_end=True).exists()
    assert Event.objects.exclude(latitude=None).exclude(step_free="").exists()
    assert Event.objects.filter(newcomer_seats__gt=0).exists()
    assert set(Event.objects.values_list("kind", flat=True)) == set(Kind.values)
    statuses = set(Occurrence.objects.values_list("status", flat=True))
    assert statuses == set(Occurrence.Status.values)
    [meal] = Event.objects.filter(asks_names=True)
    assert meal.questions.count() == 3
    english = EventPage.objects.get(
        translation_key=meal.translation_key, locale__language_code="en"
    )
    assert english.consent not in {"", meal.texts.get(language="da").consent}
    assert english.welcome
    asked = questions.asked_of(meal, meal.texts.get(language="en"))
    assert [words for _id, words in asked[0].choices] == [
        "With meat",
        "Without meat",
        "Either is fine",
    ]
    [full] = {signup.occurrence for signup in SignUp.objects.waiting()}
    assert full.is_full


def test_archive_has_marked_events_that_people_came_to(demo):
    past = Occurrence.objects.filter(event__recurrence="").past().select_related("event")
    assert past.count() >= 4
    assert all(occurrence.event.is_example for occurrence in past)
    assert {occurrence.event.texts.count() for occurrence in past} == {2}
    for occurrence in past:
        signups = occurrence.signups.all()
        assert signups.exclude(arrived=None).exists()
        assert signups.filter(arrived=None).exists()
        assert not signups.filter(created_at__gt=occurrence.starts_at).exists()
        # Nobody is thanked by mail: the addresses are invented.
        assert occurrence.thank_at is None


def test_seats_taken_are_those_of_the_sign_ups(demo):
    for occurrence in Occurrence.objects.all():
        signed_up = occurrence.signups.holding_seats().aggregate(seats=Sum("party_size"))["seats"]
        assert occurrence.taken == (signed_up or 0)
        assert occurrence.capacity is None or occurrence.taken <= occurrence.capacity
    guests = SignUp.objects.filter(user=None).values_list("name", flat=True)
    assert all(name.endswith("(eksempel)") for name in guests)


def test_what_is_invented_is_marked(demo):
    real = CampaignPage.objects.filter(is_example=False, locale__language_code="da")
    assert [page.slug for page in real] == ["hjoerring-fri-for-indbrud"]
    assert not EventPage.objects.filter(is_example=False).exists()
    assert not Event.objects.filter(is_example=False).exists()
    assert not Thread.objects.filter(is_example=False).exists()


def test_members_speak_for_the_authorities_and_are_marked_as_invented(demo):
    members = PartnerMembership.objects.values_list("partner__slug", "user__email")
    assert set(members) == {
        ("municipality", "kommune@example.org"),
        ("municipality", "kommunemoderator@example.org"),
        ("police", "politi@example.org"),
    }
    spoken = Post.objects.exclude(partner=None)
    assert set(spoken.values_list("partner__slug", flat=True)) == {"municipality", "police"}
    assert not spoken.filter(thread__is_example=False).exists()
    for words in User.objects.exclude(about="").values_list("about", flat=True):
        assert words.endswith(("(Eksempel)", "(Example)"))
    assert not User.objects.filter(welcomed_at=None).exists()


def test_every_partner_has_a_page_in_both_languages(demo):
    for language in ("da", "en"):
        pages = PartnerPage.objects.live().filter(locale__language_code=language)
        assert set(pages.values_list("partner__slug", flat=True)) == {
            *("police", "municipality", "nabohjaelp")
        }


def test_threads_add_up(demo):
    for thread in Thread.objects.prefetch_related("posts"):
        posts = list(thread.posts.all())
        assert [post.number for post in posts] == list(range(1, thread.post_count + 1))
        times = [post.created_at for post in posts]
        assert times == sorted(times)
        assert (thread.created_at, thread.last_activity_at) == (times[0], times[-1])
    hidden_posts = list(Post.objects.filter(is_hidden=True))
    assert hidden_posts
    for hidden in hidden_posts:
        action = ModerationAction.objects.get(post=hidden, kind="hide")
        assert action.reason == hidden.hidden_reason
        assert action.moderator.email == "moderator@example.org"


def test_nobody_is_sent_a_mail(demo):
    assert not OutboxMessage.objects.exists()


def test_accounts_can_sign_in_and_the_other_neighbours_cannot(demo):
    roles = {
        "admin@example.org": ["Administrators"],
        "redaktor@example.org": ["Editors"],
        "politiredaktor@example.org": ["Politiets redaktører (eksempel)"],
        "moderator@example.org": ["Moderators"],
        "kommunemoderator@example.org": ["Moderators"],
        "alice@example.org": [],
        "kommune@example.org": [],
        "politi@example.org": [],
        "bob@example.org": [],
    }
    for user in User.objects.all():
        address = user.emailaddress_set.get()
        assert (address.email, address.verified, address.primary) == (user.email, True, True)
        is_staff = bool(roles.get(user.email))
        assert not is_staff or user.wagtail_userprofile.preferred_language == "da"
        assert user.is_superuser == (user.email == "admin@example.org")
        if user.email in roles:
            assert [group.name for group in user.groups.all()] == roles[user.email]
            assert user.check_password(PASSWORD)
        else:
            assert not user.has_usable_password()


def test_every_page_is_live_in_both_languages_and_reads_differently(demo):
    assert Counter(live_pages("da").values_list("content_type", flat=True)) == Counter(
        live_pages("en").values_list("content_type", flat=True)
    )
    for page in live_pages("da").specific():
        english = page.get_translations().get(locale__language_code="en").specific
        assert english.live
        assert not english.has_unpublished_changes
        assert english.summary
        assert english.summary != page.summary
        if page.depth > 2 and page.slug != "cookies":
            assert english.slug != page.slug
        if body_of_page := getattr(page, "body", None):
            assert str(english.body) != str(body_of_page)
            assert [block.block_type for block in english.body] == [
                block.block_type for block in body_of_page
            ]


def test_translations_are_complete(demo):
    assert Translation.objects.count() == live_pages("da").count() + 6
    behind = {page.translation_key for page in Page.objects.exclude(outdated=None)}
    assert len(behind) == 1
    for translation in Translation.objects.select_related("source"):
        total, translated = translation.get_progress()
        assert total - (translation.source.object_id in behind) == translated > 0


def test_every_tag_has_an_english_name(demo):
    assert Tag.objects.exists()
    assert not Tag.objects.exclude(translations__locale__language_code="en").exists()


def test_editors_find_the_english_in_the_translation_editor(as_editor):
    for model in (EventPage, CampaignPage, ThemePage, StandardPage):
        page = model.objects.filter(locale__language_code="en").first()
        response = as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert response.status_code == 200
        assert response.headers["Content-Language"] == "da"
        assert "wagtail_localize/admin/edit_translation.html" in [
            template.name for template in response.templates
        ]


def test_a_change_of_the_danish_page_reaches_the_english_one(as_editor):
    page = CampaignPage.objects.get(slug="kend-din-vej")
    page.summary = "Mød dine naboer."
    page.ends_on = timezone.localdate()
    page.save_revision().publish()
    translation = Translation.objects.get(source__object_id=page.translation_key)
    response = as_editor.post(
        reverse("wagtail_localize:update_translations", args=[translation.source_id]),
        {"publish_translations": "on"},
    )
    assert response.status_code == 302
    total, translated = translation.get_progress()
    assert translated == total - 1
    missing = StringSegment.objects.filter(source=translation.source).exclude(
        string__translations__locale=translation.target_locale
    )
    assert [segment.string.data for segment in missing] == ["Mød dine naboer."]
    with transaction.atomic():
        translation.save_target(publish=False)
    english = translation.get_target_instance()
    assert english.title == "Know your street"
    assert english.ends_on == page.ends_on
    assert [link.partner.slug for link in english.campaign_partners.all()] == [
        "police",
        "municipality",
        "nabohjaelp",
    ]


def test_every_page_opens(demo):
    client = Client()
    for page in Page.objects.live().filter(depth__gt=1):
        response = client.get(page.url)
        assert response.status_code == 200, page.url


@pytest.mark.parametrize(
    ("language", "menu"),
    [
        ("da", {"Kalender", "Om Det Gode Naboskab", "Partnere"}),
        ("en", {"Calendar", "About Det Gode Naboskab", "Partners"}),
    ],
)
def test_menus_and_footer_are_the_same_in_both_languages(demo, language, menu):
    assert set(live_pages(language).in_menu().values_list("title", flat=True)) == menu
    in_footer = StandardPage.objects.filter(in_footer=True, locale__language_code=language)
    assert in_footer.live().count() == 4


def test_the_accessibility_page_is_where_was_leads(demo):
    response = Client().get(reverse("was"))
    assert response.url == StandardPage.objects.get(slug="tilgaengelighed").url


def test_one_campaign_has_a_whole_story_from_thread_to_result(demo):
    client = Client()
    for language, path in (("da", "det-kom-der-ud-af-det"), ("en", "what-came-of-it")):
        page = CampaignPage.objects.get(
            slug__in=["lys-paa-stien", "light-on-the-path"], locale__language_code=language
        )
        html = client.get(page.url).content.decode()
        thread = Thread.objects.get(title="Stien bag hallen er helt mørk")
        assert f"/{language}/forum/{thread.pk}/" in html
        assert {"da": "58\xa0%", "en": "58%"}[language] in html
        assert page.update_texts.count() == 2
        assert page.title in client.get(f"/{language}/{path}/").content.decode()
        assert page.url in client.get(f"/{language}/forum/{thread.pk}/").content.decode()


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_theme_has_a_campaign_with_everything(demo, language):
    client = Client()
    themes = set()
    for campaign in CampaignPage.objects.live().filter(locale__language_code=language):
        answer = client.get(campaign.url)
        names = ("chart", "pledge", "kit", "events")
        has_blocks = all(f'class="block-{name}"' in answer.text for name in names)
        if has_blocks and any(entry.update for entry in answer.context["story"].entries):
            themes.add(campaign.theme_id)
    assert themes == set(Theme.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_younger_thread_has_joined_the_campaign_of_the_story(demo, language):
    page = CampaignPage.objects.get(
        slug__in=["lys-paa-stien", "light-on-the-path"], locale__language_code=language
    )
    older, younger = threads_of_story(page)
    assert older.title == "Stien bag hallen er helt mørk"
    assert younger.title == "Street lamp blinking on the path from the station"


def test_issues_without_an_account_wait_and_are_published(demo):
    [waiting] = AnonymousIssue.objects.waiting()
    published = AnonymousIssue.objects.get(state=AnonymousIssue.State.APPROVED).thread
    assert waiting.body
    assert published.is_example
    assert published.author is None
