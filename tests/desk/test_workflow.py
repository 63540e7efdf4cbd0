"""Submitting, approving and rejecting pages: who may, and who gets which mail."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowState
from wagtail.users.models import UserProfile

from desk.dashboard.waiting_pages import to_change
from desk.models import ColleagueApproval
from notifications.models import OutboxMessage
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import Scope
from tests import factories
from tests.desk.groups import browser_of, make_group, make_member
from tests.events.editing import form_of
from tests.markup import markup_of

pytestmark = pytest.mark.django_db
WRITING = ("add", "change")


def seen_text(response):
    """Return the text of the page, without its markup."""
    return BeautifulSoup(markup_of(response), "html.parser").text


def mails(kind=""):
    return list(
        OutboxMessage.objects.filter(key__startswith="workflow:", key__contains=f":{kind}")
        .order_by("pk")
        .values_list("to", flat=True)
    )


@pytest.fixture
def author(theme, calendars):
    """A partner's editor, who writes but does not publish."""
    return make_member("Mads", make_group("Politiet", theme, on=calendars, actions=WRITING))[0]


@pytest.fixture
def page(theme, author):
    """A draft by the author."""
    page = factories.make_event_page(theme, "Cykeltjek", publish=False, owner=author)
    page.save_revision(user=author)
    return page


def submit(page, user):
    """Press “Submit” in the editor."""
    data = form_of(page)
    data.pop("action-publish")
    response = browser_of(user).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data, "action-submit": "1"}
    )
    assert response.status_code == 302
    page.refresh_from_db()
    return TaskState.objects.filter(status="in_progress").last()


def decide(browser, page, action, comment=""):
    state = TaskState.objects.get(status="in_progress")
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    response = browser.post(address, {"comment": comment} if comment else {})
    page.refresh_from_db()
    return response


def test_a_colleague_opens_previews_and_approves(page, author, as_moderator, moderator):
    submit(page, author)

    assert as_moderator.get(reverse("desk_panels")).status_code == 200
    for name in ("edit", "view_draft", "preview_on_edit"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        assert as_moderator.get(address).status_code == 200, name
    assert decide(as_moderator, page, "approve").status_code in {200, 302}

    assert page.live
    assert mails("approved") == [author.email]


def test_moderators_are_led_back_to_a_page_they_may_open(page, author, as_moderator):
    submit(page, author)
    data = form_of(page)
    data.pop("action-publish")
    data |= {"action-workflow-action": "1", "workflow-action-name": "approve"}

    response = as_moderator.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True
    )

    assert response.status_code == 200
    page.refresh_from_db()
    assert page.live
    shown = list(response.context["messages"])
    assert not [each for each in shown if each.level_tag == "error"]
    # Wagtail's own, and what became of the page.
    assert [str(each).count(page.title) for each in shown] == [1, 1]


def test_each_person_gets_one_mail(page, author, editor, moderator):
    for name in ("Editors", "Moderators"):
        moderator.groups.add(Group.objects.get(name=name))
    factories.make_user("root@example.org", "Root", is_superuser=True)

    submit(page, author)

    assert sorted(mails()) == sorted([editor.email, moderator.email])


def test_a_second_submission_is_a_second_mail(page, author, as_moderator, moderator):
    submit(page, author)
    decide(as_moderator, page, "reject", "Skriv, hvor det er.")
    submit(page, author)

    assert mails("submitted") == [moderator.email] * 2
    again = OutboxMessage.objects.filter(key__contains=":submitted").last()
    assert "Skriv, hvor det er." in again.text


@pytest.mark.parametrize("language", ["da", "en"])
def test_mails_are_in_the_readers_language(page, author, moderator, language):
    moderator.language = language
    moderator.save()
    # The language of the admin is another choice.
    UserProfile.objects.create(user=moderator, preferred_language="da")

    submit(page, author)

    mail = OutboxMessage.objects.get(to=moderator.email)
    assert mail.language == language
    assert "Cykeltjek" in mail.subject
    assert author.public_name in mail.text
    assert f"/admin/pages/{page.pk}/edit/" in mail.text


def test_comments_stand_in_the_mail(page, author, moderator):
    page.wagtail_admin_comments.create(user=author, text="Er tallet nyt?", contentpath="title")
    page.save()

    submit(page, author)

    assert "Er tallet nyt?" in OutboxMessage.objects.get(to=moderator.email).text


def test_those_who_turned_them_off_get_none(page, author, editor, moderator):
    UserProfile.objects.create(user=moderator, submitted_notifications=False)
    UserProfile.objects.create(user=author, rejected_notifications=False)

    submit(page, author)
    decide(browser_of(editor), page, "reject", "Nej.")

    assert mails() == [editor.email]


def test_nobody_approves_for_themselves(page, theme, editor):
    state = submit(page, editor)
    browser = browser_of(editor)

    assert decide(browser, page, "approve").status_code in {302, 403}

    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not page.live
    task = ColleagueApproval.objects.get()
    assert not task.get_task_states_user_can_moderate(editor)
    assert editor.email not in mails()


def test_without_approvers_administrators_are_asked(page, author):
    root = factories.make_user("root@example.org", "Root", is_superuser=True)

    submit(page, author)

    assert mails() == [root.email]


def test_limited_groups_approve_their_themes(page, author, theme, other_theme, calendars):
    task = ColleagueApproval.objects.get()
    own = make_group("Trafik", theme)
    foreign = make_group("Fællesskab", other_theme)
    task.groups.set([own, foreign])
    mine, mine_browser = make_member("Ida", own)
    _other, other_browser = make_member("Ole", foreign)

    submit(page, author)

    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert mails() == [mine.email]
    assert mine_browser.get(address).status_code == 200
    assert other_browser.get(address).status_code == 302
    assert "Cykeltjek" in seen_text(mine_browser.get(reverse("desk_panels")))
    assert "Cykeltjek" not in seen_text(other_browser.get(reverse("desk_panels")))
    assert decide(other_browser, page, "approve").status_code in {302, 403}
    assert not page.live
    decide(mine_browser, page, "approve")
    assert page.live


def test_a_limited_group_approves_campaigns_where_it_has_rights(theme, other_theme, editor):
    pages = [factories.make_theme_page(each) for each in (theme, other_theme)]
    group = make_group("Trafik", theme, on=pages[:1])
    ColleagueApproval.objects.get().groups.set([group])
    member, _browser = make_member("Ida", group)
    workflow = Workflow.objects.get()

    for parent in pages:
        campaign = factories.make_campaign(parent)
        campaign.save_revision(user=editor)
        workflow.start(campaign, editor)

    waiting = TaskState.objects.reviewable_by(member)
    assert [state.workflow_state.content_object.specific.theme for state in waiting] == [theme]
    assert mails() == [member.email]


def test_the_author_reads_in_the_editor_what_to_change(page, author, as_moderator, moderator):
    submit(page, author)
    browser = browser_of(author)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    decide(as_moderator, page, "reject", "Skriv <b>hvor</b> det er.")

    shown = seen_text(browser.get(address))
    assert "Skriv <b>hvor</b> det er." in shown
    assert moderator.public_name in shown
    [mail] = OutboxMessage.objects.filter(to=author.email)
    assert "Skriv <b>hvor</b> det er." in mail.text

    submit(page, author)
    # It is no longer asked for; Wagtail's history keeps it.
    assert "Ret siden" not in seen_text(browser.get(address))


def test_nobody_asks_for_changes_without_saying_which(page, author, as_moderator):
    state = submit(page, author)
    collect = "wagtailadmin_pages:collect_workflow_action_data"
    address = reverse(collect, args=[page.pk, "reject", state.pk])
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}

    for comment in ("", "  "):
        refused = as_moderator.post(address, {"comment": comment}, **ajax).json()
        assert refused["step"] != "success"
        decide(as_moderator, page, "reject", comment)
        state.refresh_from_db()
        assert state.status == "in_progress"
    accepted = as_moderator.post(address, {"comment": "Skriv hvor."}, **ajax).json()
    assert (accepted["step"], accepted["cleaned_data"]["comment"]) == ("success", "Skriv hvor.")
    decide(as_moderator, page, "reject", "Skriv hvor.")
    state.refresh_from_db()
    assert state.status == "rejected"


def test_what_is_to_be_changed_waits_for_its_author_until_it_is_submitted(
    page, author, as_moderator, moderator
):
    def waiting(user):
        return [item.title for item in to_change(user).items]

    submit(page, author)
    assert waiting(author) == []
    # The colleague also corrects a word, so the last version is theirs.
    page.save_revision(user=moderator)
    decide(as_moderator, page, "reject", "Skriv, hvor det er.")

    assert waiting(author) == [page.title]
    assert waiting(moderator) == []
    assert page.title in seen_text(browser_of(author).get(reverse("desk_panels")))

    submit(page, author)
    assert waiting(author) == []
    decide(as_moderator, page, "reject", "Skriv, hvor det er.")
    page.delete()
    assert waiting(author) == []


def test_who_decides_on_a_page_of_their_own_gets_no_mail(page):
    root = factories.make_user("root@example.org", "Root", is_superuser=True)
    submit(page, root)

    decide(browser_of(root), page, "approve")

    assert page.live
    assert root.email not in mails()


def test_the_workflow_of_a_new_site_is_danish(db):
    workflow = Workflow.objects.get()
    assert workflow.name == "Godkendelse"
    [task] = [each.specific for each in workflow.tasks]
    assert sorted(group.name for group in task.groups.all()) == ["Editors", "Moderators"]
    assert [str(group) for group in task.groups.order_by("name")] == ["Redaktører", "Moderatorer"]


def test_wagtails_own_mails_are_not_sent(page, author, moderator, mailoutbox):
    submit(page, author)
    assert WorkflowState.objects.count() == 1
    assert mailoutbox == []


def test_the_link_of_a_mail_stops_the_mails_about_approvals_only(page, author, moderator):
    submit(page, author)
    mail = OutboxMessage.objects.get(user=moderator)
    refusal = unsubscribing.refusal_for(Scope.parse(mail.scope), to=mail.to, user=moderator)

    unsubscribing.stop(refusal)
    WorkflowState.objects.get(object_id=str(page.pk)).cancel(user=author)
    submit(page, author)

    assert not OutboxMessage.objects.filter(user=moderator).exists()
    assert mail.scope == "approvals"
