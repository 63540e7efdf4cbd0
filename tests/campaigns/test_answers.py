"""“Did you get an answer?”: who may answer, what is shown of it, and to whom."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import CampaignAnswer
from campaigns.notices import QUESTION
from campaigns.story import answers
from notifications.models import Notice, OutboxMessage
from notifications.notices import activities, follows, notice_emails, topics
from residents.personal_data.erasure import erase
from residents.personal_data.registry import Person, Posts, registry
from tests import factories
from tests.campaigns.test_updates import publish
from tests.factories import update_block as update

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    publish(page, update(is_result=True))
    return page


@pytest.fixture
def follower(alice, campaign):
    follows.follow(alice, topics.campaign(campaign.translation_key))
    return alice


@pytest.fixture
def url(campaign):
    return reverse("campaign_story:answer", args=[campaign.translation_key])


def answer_as(numbers: dict[str, int], campaign, **fields) -> None:
    """Make so many answers of each kind."""
    for answer, number in numbers.items():
        for each in range(number):
            user = factories.make_user(f"{answer}-{each}@example.org", "Nabo")
            CampaignAnswer.objects.create(
                user=user, campaign_key=campaign.translation_key, answer=answer, **fields
            )


def test_a_follower_answers_and_changes_the_answer(as_alice, follower, campaign, url):
    assert as_alice.get(url).status_code == 200
    response = as_alice.post(url, {"answer": "no", "words": "Der er stadig mørkt."})
    assert response["Location"] == campaign.url
    as_alice.post(url, {"answer": "yes", "words": "Nu lyser de."})

    [answer] = CampaignAnswer.objects.all()
    assert (answer.user, answer.answer, answer.words) == (follower, "yes", "Nu lyser de.")
    form = BeautifulSoup(as_alice.get(url).content, "html.parser").select_one("form.form")
    assert form.select_one("input[name=answer][checked]")["value"] == "yes"
    assert form.select_one("[name=words]")["value"] == "Nu lyser de."


@pytest.mark.parametrize("with_update", [False, True])
def test_the_mail_quotes_the_result_and_leads_to_the_question(alice, theme, with_update):
    page = factories.make_campaign(factories.make_theme_page(theme))
    follows.follow(alice, topics.campaign(page.translation_key))
    publish(page, update("Tolv nye lamper", is_result=True, text="Stien er lys nu."))
    activities.spread_due()
    if not with_update:
        Notice.objects.exclude(activity__kind=QUESTION).delete()
    Notice.objects.update(mail_due_at=timezone.now())

    notice_emails.mail_due()

    mail = OutboxMessage.objects.get(user=alice)
    url = reverse("campaign_story:answer", args=[page.translation_key])
    link = BeautifulSoup(mail.html, "html.parser").find("a", string=re.compile("delvist"))
    assert link["href"].endswith(url)
    assert mail.text.count(url) == 1
    assert "Tolv nye lamper" in mail.text
    assert "Stien er lys nu." in mail.text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "no", "words": "Ring på 010190-1234"}, "words"),
        ({"answer": "no", "words": "x" * 301}, "words"),
    ],
)
def test_bad_answers_are_refused_beside_their_field(as_alice, follower, url, data, field):
    response = as_alice.post(url, data)
    assert field in response.context["form"].errors
    assert not CampaignAnswer.objects.exists()


def test_who_does_not_follow_is_not_asked(client, as_bob, campaign, url):
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert as_bob.get(url).status_code == 403
    assert as_bob.post(url, {"answer": "yes"}).status_code == 403
    assert as_bob.put(url).status_code == 405
    assert not CampaignAnswer.objects.exists()


def test_who_was_asked_may_answer_after_unfollowing(as_alice, follower, campaign, url):
    activities.spread_due()
    publish(campaign, update(is_result=True))
    activities.spread_due()
    follows.stop(follower, topics.campaign(campaign.translation_key))
    CampaignAnswer.objects.create(user=follower, campaign_key=campaign.translation_key, answer="no")
    assert as_alice.post(url, {"answer": "partly"}).status_code == 302


def test_without_a_result_or_a_live_page_there_is_no_question(as_alice, follower, campaign, url):
    publish(campaign, update())
    assert as_alice.get(url).status_code == 404
    publish(campaign, update(is_result=True))
    assert as_alice.get(url).status_code == 200
    campaign.refresh_from_db()
    campaign.unpublish()
    assert as_alice.get(url).status_code == 404


def test_the_campaign_leads_signed_in_readers_to_the_question(client, as_bob, campaign, url):
    assert url in as_bob.get(campaign.url).content.decode()
    assert url not in client.get(campaign.url).content.decode()


@pytest.mark.parametrize(
    ("numbers", "total", "percents"),
    [
        ({"yes": 4}, None, []),
        ({"yes": 6, "partly": 6, "no": 0}, 12, [50, 50, None]),
        # One small number would follow from the others.
        ({"yes": 6, "partly": 6, "no": 1}, 13, []),
        ({"yes": 10, "partly": 2, "no": 3}, 15, [67, None, None]),
        # Both small ones can only be 4.
        ({"yes": 5, "partly": 4, "no": 4}, 13, []),
        ({"yes": 8, "partly": 6, "no": 6}, 20, [40, 30, 30]),
    ],
)
def test_small_numbers_cannot_be_worked_out(numbers, total, percents):
    shown = answers.shares({"yes": 0, "partly": 0, "no": 0} | numbers)
    assert shown.total == total
    assert [row.percent for row in shown.rows] == percents


@pytest.mark.parametrize("is_shown", [False, True])
def test_readers_see_the_shares_if_the_editors_choose(client, campaign, is_shown):
    answer_as({"yes": 6, "no": 6, "partly": 8}, campaign)
    campaign.refresh_from_db()
    campaign.shows_answers = is_shown
    campaign.save()
    main = BeautifulSoup(client.get(campaign.url).content, "html.parser").main
    shares = main.select_one("#story ~ .panel")
    assert bool(shares) == is_shown
    if is_shown:
        text = " ".join(shares.get_text().split())
        assert "30 %" in text
        assert "40 %" in text


def test_editors_read_shares_and_words_once_enough_have_answered(as_editor, campaign):
    report = reverse("campaign_answers")
    answer_as({"yes": 4}, campaign, words="=1+1")
    assert "=1+1" not in as_editor.get(report).content.decode()

    answer_as({"no": 6, "partly": 6}, campaign, words="Fint")
    page = as_editor.get(report).content.decode()
    assert "Fint" in page
    assert "@example.org" not in page

    response = as_editor.get(report, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert ["Lås din dør", "", "", "'=1+1"] in rows
    assert rows[1][2] == "16"


def test_residents_and_moderators_without_pages_do_not_see_the_report(as_alice, as_moderator):
    for reader in (as_alice, as_moderator):
        assert reader.get(reverse("campaign_answers")).status_code in {302, 403}


def test_an_answer_is_exported_and_erased(alice, bob, follower, campaign):
    key = campaign.translation_key
    answers.give_answer(user=alice, campaign_key=key, answer="yes", words="Tak")
    answers.give_answer(user=bob, campaign_key=key, answer="no", words="")
    rule = registry.rules["campaigns.CampaignAnswer"]
    [own] = rule.rows(Person.of(alice))
    columns = {getattr(each, "name", each): each for each in rule.columns}
    with translation.override("da"):
        assert columns["campaign"].read(own) == "Lås din dør"

    erase(user=alice, posts=Posts.KEEP)

    assert [answer.user for answer in CampaignAnswer.objects.all()] == [bob]
