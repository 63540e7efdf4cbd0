"""What members of a group that is limited to themes may do with event pages."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from core.models import ThemeEditors
from core.theme_limits import ThemedPagePermissionPolicy
from events.organisers.permissions import may_organise
from events.pages.event_page import EventPage
from tests import factories
from tests.desk.groups import browser_of, make_group, make_member
from tests.events.editing import form_of

pytestmark = pytest.mark.django_db


def admin(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def is_allowed(response):
    """Wagtail's admin sends those who may not to its first page."""
    if response.status_code in {403, 404}:
        return False
    return response.status_code == 200 or response.url != reverse("wagtailadmin_home")


def edit(browser, page):
    return is_allowed(browser.get(admin("edit", page.pk)))


def preview(browser, page):
    return is_allowed(browser.get(admin("view_draft", page.pk)))


def save(browser, page):
    data = form_of(page, title="Ny titel")
    data.pop("action-publish")
    browser.post(admin("edit", page.pk), data)
    page.refresh_from_db()
    return page.draft_title == "Ny titel"


def publish(browser, page):
    browser.post(admin("edit", page.pk), form_of(page, title="Ny titel"))
    page.refresh_from_db()
    return page.title == "Ny titel"


def unpublish(browser, page):
    browser.post(admin("unpublish", page.pk))
    page.refresh_from_db()
    return not page.live


def delete(browser, page):
    browser.post(admin("delete", page.pk))
    return not EventPage.objects.filter(pk=page.pk).exists()


def move(browser, page):
    return is_allowed(browser.get(admin("move", page.pk)))


def copy(browser, page):
    data = {
        "new_title": "Kopi",
        "new_slug": "kopi",
        "new_parent_page": page.get_parent().pk,
        "publish_copies": "on",
    }
    browser.post(admin("copy", page.pk), data)
    return EventPage.objects.filter(title="Kopi").exists()


def lock(browser, page):
    browser.post(admin("lock", page.pk))
    page.refresh_from_db()
    return page.locked


def bulk(action):
    def act(browser, page):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        browser.post(f"{address}?id={page.pk}")
        found = EventPage.objects.filter(pk=page.pk).first()
        return found is None if action == "delete" else bool(found and not found.live)

    act.__name__ = f"bulk_{action}"
    return act


def bulk_publish(browser, page):
    page.unpublish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    browser.post(f"{address}?id={page.pk}")
    page.refresh_from_db()
    return page.live


def translate(browser, page):
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    english = factories.calendar_page("en").locale
    browser.post(address, {"locales": [english.pk]})
    return page.get_translations().exists()


def update_translations(browser, page):
    factories.make_event_translation(page, "Bicycle check")
    source = TranslationSource.objects.get_for_instance(page)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    return is_allowed(browser.get(address)) and is_allowed(browser.post(address))


def signups(browser, page):
    return is_allowed(browser.get(reverse("event_signups", args=[page.pk])))


def times(browser, page):
    return is_allowed(browser.get(reverse("event_times", args=[page.pk])))


def attendees(browser, page):
    occurrence = page.event.occurrences.get()
    return is_allowed(browser.get(reverse("events:attendees", args=[occurrence.pk])))


def history(browser, page):
    return is_allowed(browser.get(admin("history", page.pk)))


def find_in_list(browser, page):
    address = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return page.title in browser.get(address).content.decode()


def find_in_report(browser, page):
    report = browser.get(reverse("wagtailadmin_reports:aging_pages"))
    return page.title in report.content.decode()


def find_by_search(browser, page):
    found = browser.get(reverse("wagtailadmin_pages:search"), {"q": page.title})
    return is_allowed(found) and page.title in {each.title for each in found.context["pages"]}


ACTS = [
    *(edit, preview, save, publish, unpublish, delete, move, copy, lock),
    *(bulk_publish, bulk("unpublish"), bulk("delete"), translate, update_translations),
    *(signups, times, attendees, history, find_in_list, find_in_report, find_by_search),
]
PEOPLE = {"with the theme": True, "of another theme": False, "editor": True, "administrator": True}


def person(kind, theme, other_theme, calendars):
    """Return a user of the kind, which the keys of `PEOPLE` name."""
    if kind == "administrator":
        return factories.make_user("root@example.org", "Root", is_superuser=True)
    if kind == "editor":
        return factories.make_user("rie@example.org", "Rie", groups=("Editors",))
    limit = theme if kind == "with the theme" else other_theme
    return make_member("Bo", make_group("Gruppe", limit, on=calendars))[0]


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_follows_the_limits(kind, theme, other_theme, calendars):
    browser = browser_of(person(kind, theme, other_theme, calendars))
    page = factories.make_event_page(theme, "Cykeltjek")
    results = {}

    for act in ACTS:
        # Each act finds the page as it was made.
        with transaction.atomic():
            results[act.__name__] = act(browser, EventPage.objects.get(pk=page.pk))
            transaction.set_rollback(True)

    assert results == {act.__name__: PEOPLE[kind] for act in ACTS}


@pytest.mark.parametrize(
    ("limits", "is_author", "expected"),
    [
        ([], False, False),
        ([[]], False, True),
        ([["other"]], True, False),
        ([["own"]], True, True),
        ([["other"], ["own"]], False, True),
        ([["other", "own"]], False, True),
        ([["other"], []], False, True),
    ],
)
def test_groups_add_up(limits, is_author, expected, theme, other_theme, calendars):
    themes = {"own": theme, "other": other_theme}
    groups = [
        make_group(f"Gruppe {number}", *(themes[name] for name in names), on=calendars)
        for number, names in enumerate(limits)
    ]
    user, _browser = make_member("Bo", *groups)
    page = factories.make_event_page(theme)
    if is_author:
        Page.objects.filter(pk=page.pk).update(owner=user)

    # As a list of pages finds it, and as its form does.
    for found in (Page.objects.get(pk=page.pk), EventPage.objects.get(pk=page.pk)):
        tester = found.permissions_for_user(user)
        acts = ("can_edit", "can_delete", "can_unpublish", "can_publish", "can_move", "can_copy")
        assert {getattr(tester, act)() for act in acts} == {expected}
        assert tester.can_move_to(calendars[0]) is expected
        assert tester.can_copy_to(calendars[0]) is expected


@pytest.fixture
def police(theme, calendars):
    """A member of a group that is limited to `theme`, and their browser."""
    return make_member("Mads", make_group("Politiet", theme, on=calendars))


def create(browser, calendar, theme, page):
    data = form_of(page, title="Helt ny", slug="helt-ny", theme=theme.pk)
    address = reverse("wagtailadmin_pages:add", args=["events", "eventpage", calendar.pk])
    return browser.post(address, data)


def test_a_new_event_is_of_the_groups_own_theme(police, theme, other_theme, calendars):
    _user, browser = police
    page = factories.make_event_page(theme)

    refused = create(browser, calendars[0], other_theme, page)

    assert "theme" in refused.context["form"].errors
    offered = refused.context["form"].fields["theme"].queryset
    assert list(offered) == [theme]
    assert not EventPage.objects.filter(title="Helt ny").exists()
    assert create(browser, calendars[0], theme, page).status_code == 302
    assert EventPage.objects.get(title="Helt ny").live


def test_an_event_is_not_moved_to_another_theme(police, theme, other_theme):
    _user, browser = police
    page = factories.make_event_page(theme)

    response = browser.post(admin("edit", page.pk), form_of(page, theme=other_theme.pk))

    assert "theme" in response.context["form"].errors
    page.refresh_from_db()
    assert page.theme == theme


def test_the_calendar_itself_is_not_theirs(police, calendars):
    user, browser = police
    tester = calendars[0].permissions_for_user(user)

    assert tester.can_add_subpage()
    assert tester.can_publish_subpage()
    for act in ("can_edit", "can_delete", "can_unpublish", "can_publish", "can_move", "can_lock"):
        assert not getattr(tester, act)(), act
    assert not is_allowed(browser.get(admin("edit", calendars[0].pk)))
    assert browser.get(reverse("wagtailadmin_explore", args=[calendars[0].pk])).status_code == 200


def test_a_part_of_the_tree_limits_campaigns(theme, other_theme, calendars):
    own = [factories.make_theme_page(theme, language) for language in ("da", "en")]
    foreign = factories.make_theme_page(other_theme)
    group = make_group("Politiet", theme, on=[*calendars, *own])
    _user, browser = make_member("Mads", group)

    for page in own:
        assert edit(browser, factories.make_campaign(page))
    assert not edit(browser, factories.make_campaign(foreign))


def test_queries_and_objects_agree(police, theme, other_theme):
    user, _browser = police
    mine, foreign = (factories.make_event_page(each) for each in (theme, other_theme))
    policy = ThemedPagePermissionPolicy()

    for page, expected in ((mine, True), (foreign, False)):
        base = Page.objects.get(pk=page.pk)
        assert policy.user_has_permission_for_instance(user, "change", base) is expected
        listed = policy.instances_user_has_permission_for(user, "change")
        assert listed.filter(pk=page.pk).exists() is expected
        users = policy.users_with_permission_for_instance("change", base)
        assert users.filter(pk=user.pk).exists() is expected
        assert may_organise(user, page.event) is expected


def test_a_theme_with_its_own_editors_is_not_deleted(police, theme):
    with pytest.raises(ProtectedError), transaction.atomic():
        theme.delete()


def test_a_theme_counts_once_for_a_group(police, theme):
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeEditors.objects.create(group=Group.objects.get(name="Politiet"), theme=theme)


def test_the_limit_costs_one_query(police, theme, django_assert_num_queries):
    user, _browser = police
    pages = [factories.make_event_page(theme, f"Nr. {number}") for number in range(3)]
    pages[0].permissions_for_user(user)

    with django_assert_num_queries(0):
        assert all(page.permissions_for_user(user).can_edit() for page in pages)


def group_form(browser, group, *themes):
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    data = {"name": group.name, "theme_limits-themes": [theme.pk for theme in themes]}
    for formset in browser.get(address).context["permission_panels"]:
        if hasattr(formset, "management_form"):
            data |= {f"{formset.prefix}-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return browser.post(address, data)


def test_an_administrator_chooses_the_themes_in_the_groups_form(client, theme, other_theme):
    factories.sign_in(
        client, factories.make_user("a@example.org", "Ada", groups=("Administrators",))
    )
    group = make_group("Politiet", other_theme)

    assert group_form(client, group, theme).status_code == 302

    assert [limit.theme for limit in group.theme_limits.all()] == [theme]
    assert group_form(client, group).status_code == 302
    assert not group.theme_limits.exists()


def test_an_unknown_theme_is_refused_beside_the_field(client):
    factories.sign_in(
        client, factories.make_user("a@example.org", "Ada", groups=("Administrators",))
    )
    group = make_group("Politiet")
    address = reverse("wagtailusers_groups:edit", args=[group.pk])

    response = client.post(address, {"name": "Politiet", "theme_limits-themes": ["987654321"]})

    assert response.status_code == 200
    panels = response.context["permission_panels"]
    assert any("themes" in getattr(panel, "errors", {}) for panel in panels)


def test_editors_do_not_reach_the_groups_form(as_editor, theme):
    group = make_group("Politiet", theme)
    assert not is_allowed(as_editor.get(reverse("wagtailusers_groups:edit", args=[group.pk])))
