"""What stands above and below the list of threads: its filters, its parts and its orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.filter_links import ChosenFilter, FilterGroup, chosen_filters
from core.models import Area
from core.tags import LocalizedTag
from core.text.normalization import sort_key
from core.themes import LocalizedThemes
from forum.models import IssueStatus, Thread
from forum.threads.thread_filter import (
    FOLLOWED,
    MINE,
    NEAR,
    NEWEST,
    OPEN,
    PERSONAL,
    SETTLED,
    THANKED,
    UNANSWERED,
    Reader,
    ThreadFilter,
)
from residents.models import User

# The list among those with a picture for other sites: core.social.cards.
SOCIAL_LIST = "threads"

_PARTS = {
    "": gettext_noop("All threads"),
    NEAR: gettext_noop("Near me"),
    UNANSWERED: gettext_noop("Without replies"),
    MINE: gettext_noop("My threads"),
    FOLLOWED: gettext_noop("Threads I follow"),
}
_ORDERS = {
    "": gettext_noop("Latest activity"),
    NEWEST: gettext_noop("Newest"),
    THANKED: gettext_noop("Most thanked"),
}
_EMPTY = {
    NEAR: gettext_noop("Nobody has written near you yet"),
    UNANSWERED: gettext_noop("Every thread has a reply"),
    MINE: gettext_noop("You have not started a thread yet"),
    FOLLOWED: gettext_noop("You do not follow any threads yet"),
}


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link to a part of the list, or to another order of it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class EmptyList:
    """What stands in place of an empty list, and where it leads."""

    title: str
    text: str
    url: str
    label: str


def filter_groups(
    active: ThreadFilter,
    themes: LocalizedThemes,
    areas: Iterable[Area],
    offered_tags: Iterable[LocalizedTag],
) -> list[FilterGroup]:
    """Return the filters of the list, each with a link for every value and one for all.

    Of the tags, there are those in `offered_tags`, and the one that is chosen.
    """
    list_url = reverse("forum:threads")
    active_values = active.values()

    def url(**changes: str) -> str:
        # A status that is chosen goes with the kind.
        changes = ({"status": ""} if "kind" in changes else {}) | changes
        return list_url + active.query_string(**changes)

    def group(
        name: str, label: str, all_label: str, choices: list[tuple[str, str, str]]
    ) -> FilterGroup:
        options = [("", all_label, ""), *choices]
        # Another kind may have no state.
        link = partial(url, status="", state="") if name == "kind" else url
        return FilterGroup.build(name, label, options, current=active_values[name], url=link)

    kinds = [(kind.value, str(kind.label), kind.icon) for kind in Thread.Kind]
    theme_choices = [(theme.slug, theme.name, theme.icon) for theme in themes]
    area_choices = [(area.slug, area.name, "") for area in areas]
    tags = {tag.slug: tag for tag in offered_tags if tag.slug}
    if active.tag:
        tags[active.tag.slug] = active.tag
    tag_choices = [
        (tag.slug, tag.name, "")
        for tag in sorted(tags.values(), key=lambda tag: sort_key(tag.name))
    ]
    statuses = [(each.value, str(each.label), each.icon) for each in IssueStatus]
    states = [(OPEN, _("Open"), ""), (SETTLED, _("Settled"), "")]
    of_kind = []
    if active.kind == Thread.Kind.ISSUE:
        of_kind = [group("status", _("Status"), _("Every status"), statuses)]
    elif active.has_state:
        of_kind = [group("state", _("State"), _("Open ones first"), states)]
    groups = [
        group("kind", _("Type"), _("All types"), kinds),
        *of_kind,
        group("theme", _("Theme"), _("All themes"), theme_choices),
        group("area", _("Location"), _("The whole municipality"), area_choices),
    ]
    return groups + ([group("tag", _("Tag"), _("All tags"), tag_choices)] if tags else [])


def chosen(active: ThreadFilter, groups: Iterable[FilterGroup]) -> list[ChosenFilter]:
    """Return what the list is narrowed down to, each with the URL of the list without it."""
    narrowed = chosen_filters(groups)
    if active.show:
        url = reverse("forum:threads") + active.query_string(show="")
        narrowed.insert(0, ChosenFilter(_(_PARTS[active.show]), url))
    return narrowed


def label_of(active: ThreadFilter, narrowed: Iterable[ChosenFilter]) -> str:
    """Return in words what is chosen, the order too; "" for the list of all threads."""
    order = [_(_ORDERS[active.order])] if active.order else []
    return ", ".join([each.label for each in narrowed] + order)


def part_links(reader: Reader, active: ThreadFilter) -> list[ListLink]:
    """Return links to the parts of the list that `reader` has, filtered as now."""
    offered = {
        name: label
        for name, label in _PARTS.items()
        if (reader.is_authenticated or name not in PERSONAL)
        and (name != NEAR or area_of(reader) or name == active.show)
    }
    return _links(active, "show", offered)


def order_links(active: ThreadFilter) -> list[ListLink]:
    """Return links to the same list in each order."""
    return _links(active, "order", _ORDERS)


def empty_list(reader: Reader, active: ThreadFilter, narrowed: list[ChosenFilter]) -> EmptyList:
    """Return what to say where nothing is left: what is chosen, and the way out."""
    if active.show == NEAR and area_of(reader) is None:
        return EmptyList(
            _("Choose your town in your profile to see what is near you"),
            "",
            reverse("residents:profile"),
            _("Choose your town"),
        )
    list_url = reverse("forum:threads")
    if len(narrowed) == 1 and active.show:
        text = _("There are more threads in the forum.")
        return EmptyList(_(_EMPTY[active.show]), text, list_url, _("See all threads"))
    text = _("You have chosen: %(choices)s.") % {
        "choices": ", ".join(each.label for each in narrowed)
    }
    return EmptyList(
        _("Nothing in the forum matches what you have chosen"),
        text,
        list_url + ThreadFilter(order=active.order).query_string(),
        _("Remove the filters"),
    )


def area_of(reader: Reader) -> int | None:
    """Return the town of `reader`, if they have given one."""
    return reader.area_id if isinstance(reader, User) else None


def _links(active: ThreadFilter, parameter: str, labels: dict[str, str]) -> list[ListLink]:
    url, current = reverse("forum:threads"), active.values()[parameter]
    return [
        ListLink(_(label), url + active.query_string(**{parameter: name}), name == current)
        for name, label in labels.items()
    ]
