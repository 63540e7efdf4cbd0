"""What moving, copying, unpublishing or deleting a page does, said to editors beforehand.

Each app registers a part that says what happens to its own: sign-ups, pledges, followers. This
module says what happens to translations, subpages, links and addresses.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, ReferenceIndex

from core.page_translations import source_of, translations_of

# So many pages that link to a page are named; the rest are counted.
MOST_NAMED = 10


class Act(StrEnum):
    """What editors do to a page."""

    MOVE = "move"
    COPY = "copy"
    ALIAS = "alias"
    UNPUBLISH = "unpublish"
    EXPIRE = "expire"
    DELETE = "delete"

    @property
    def makes_new_page(self) -> bool:
        return self in {Act.COPY, Act.ALIAS}

    @property
    def hides_page(self) -> bool:
        return self in {Act.UNPUBLISH, Act.EXPIRE, Act.DELETE}


@dataclass(frozen=True)
class Change:
    """An act on a page, which is not done yet. `destination` is the new parent, if it is known."""

    page: Page
    act: Act
    destination: Page | None = None

    @cached_property
    def subpages(self) -> list[Page]:
        """All pages below the page."""
        return list(self.page.get_descendants())

    @cached_property
    def translations(self) -> list[Page]:
        """The translations that follow the page."""
        return translations_of(self.page)

    @cached_property
    def affected(self) -> list[Page]:
        """The page, and the pages below it unless they stay as they are."""
        return [self.page] if self.act == Act.EXPIRE else [self.page, *self.subpages]

    @cached_property
    def keys(self) -> set[uuid.UUID]:
        """The translation keys of the affected pages.

        Without those of translations: what belongs to all languages belongs to the source.
        """
        keys = {page.translation_key for page in self.affected}
        if source_of(self.page) is None:
            return keys
        affected = {page.pk for page in self.affected}
        others = Page.objects.filter(translation_key__in=keys).exclude(pk__in=affected)
        return keys - set(others.values_list("translation_key", flat=True))

    def pages_of(self, model: type[Page]) -> "QuerySet[Any]":
        """Return the affected pages of one type, without translations of pages that stay."""
        affected = [page.pk for page in self.affected]
        return model.objects.filter(pk__in=affected, translation_key__in=self.keys)


@dataclass(frozen=True, slots=True)
class Consequence:
    """One sentence for the editor, and the pages that it is about."""

    text: str
    pages: tuple[Page, ...] = ()


Part = Callable[[Change], Iterable[Consequence]]
_parts: list[Part] = []


def register(part: Part) -> None:
    """Let an app say what happens to its own. To be called in `AppConfig.ready()`."""
    if part not in _parts:
        _parts.append(part)


def consequences(page: Page, act: Act, destination: Page | None = None) -> list[Consequence]:
    """Return what `act` does to `page` and all that depends on it, in the active language."""
    change = Change(page, act, destination)
    own: list[Part] = [_translations, _subpages, _links, _addresses]
    return [line for part in (*own, *_parts) for line in part(change)]


def new_address(page: Page) -> list[Consequence]:
    """Return what another slug does to the live `page` and to all that has its address."""
    change = Change(page, Act.MOVE)
    lines = [
        Consequence(
            _(
                "The old address leads to the new one, also from posters and QR codes that are "
                "printed already, as long as no other page takes it."
            )
        )
    ]
    if change.subpages:
        count = len(change.subpages)
        text = ngettext(
            "%(count)d subpage gets a new address as well.",
            "%(count)d subpages get new addresses as well.",
            count,
        )
        lines.append(Consequence(text % {"count": count}))
    if change.translations:
        text = _("These translations keep their addresses:")
        lines.append(Consequence(text, tuple(change.translations)))
    return [*lines, *_links(change)]


def _translations(change: Change) -> Iterator[Consequence]:
    following = change.translations
    if change.act in {Act.UNPUBLISH, Act.EXPIRE}:
        following = [page for page in following if page.live]
    if not following:
        return
    if change.act == Act.MOVE:
        yield from _moved_translations(change)
        return
    texts = {
        Act.DELETE: _("These translations are deleted as well:"),
        Act.UNPUBLISH: _("These translations are unpublished as well:"),
        Act.EXPIRE: _("These translations expire at the same time:"),
        Act.COPY: _("The copy begins without translations. These belong to the original:"),
        Act.ALIAS: _("The alias has no translations. These belong to the original:"),
    }
    yield Consequence(texts[change.act], tuple(following))


def _moved_translations(change: Change) -> Iterator[Consequence]:
    languages = None
    if change.destination is not None:
        parents = Page.objects.filter(translation_key=change.destination.translation_key)
        languages = set(parents.values_list("locale_id", flat=True))
    moving: list[Page] = []
    staying: list[Page] = []
    for page in change.translations:
        (moving if languages is None or page.locale_id in languages else staying).append(page)
    if moving:
        yield Consequence(_("These translations are moved as well:"), tuple(moving))
    if staying:
        text = _("These translations stay: the new parent page is not translated.")
        yield Consequence(text, tuple(staying))


def _subpages(change: Change) -> Iterator[Consequence]:
    pages = change.subpages
    if change.act in {Act.UNPUBLISH, Act.EXPIRE}:
        pages = [page for page in pages if page.live]
    if not pages:
        return
    number = len(pages)
    texts = {
        Act.MOVE: ngettext(
            "%(count)d subpage is moved as well.", "%(count)d subpages are moved as well.", number
        ),
        Act.DELETE: ngettext(
            "%(count)d subpage is deleted as well.",
            "%(count)d subpages are deleted as well.",
            number,
        ),
        Act.UNPUBLISH: ngettext(
            "%(count)d subpage stays published unless you choose it below.",
            "%(count)d subpages stay published unless you choose them below.",
            number,
        ),
        Act.EXPIRE: ngettext(
            "%(count)d subpage stays published.", "%(count)d subpages stay published.", number
        ),
    }
    copied = ngettext(
        "%(count)d subpage is copied if you choose it below.",
        "%(count)d subpages are copied if you choose them below.",
        number,
    )
    yield Consequence(texts.get(change.act, copied) % {"count": number})


def _links(change: Change) -> Iterator[Consequence]:
    pages = list(pages_that_link_to(change))
    if not pages:
        return
    texts = {
        Act.MOVE: ngettext(
            "The links on %(count)d page lead to the new address.",
            "The links on %(count)d pages lead to the new address.",
            len(pages),
        ),
        Act.COPY: ngettext(
            "The links on %(count)d page still lead to the original.",
            "The links on %(count)d pages still lead to the original.",
            len(pages),
        ),
    }
    texts[Act.ALIAS] = texts[Act.COPY]
    broken = ngettext(
        "The links on %(count)d page lead nowhere afterwards.",
        "The links on %(count)d pages lead nowhere afterwards.",
        len(pages),
    )
    text = texts.get(change.act, broken) % {"count": len(pages)}
    yield Consequence(text, tuple(pages[:MOST_NAMED]))


def pages_that_link_to(change: Change) -> "QuerySet[Page]":
    """Return the live pages with a link to an affected page or one of its translations.

    Links between the affected pages are left out.
    """
    targets = {page.pk for page in (*change.affected, *change.translations)}
    page_type = ReferenceIndex._get_base_content_type(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        to_content_type=page_type,
        to_object_id__in=map(str, targets),
    )
    linking = {int(pk) for pk in references.values_list("object_id", flat=True)} - targets
    return Page.objects.live().filter(pk__in=linking).order_by("title", "pk")


def _addresses(change: Change) -> Iterator[Consequence]:
    if change.act == Act.MOVE:
        yield Consequence(_("The old addresses lead to the new ones, in each language."))
    elif change.act == Act.DELETE:
        yield Consequence(_("Readers with the address find no page. This cannot be undone."))
    elif change.act.hides_page:
        yield Consequence(_("Readers with the address find no page until you publish it again."))
    elif change.act == Act.ALIAS:
        yield Consequence(_("An alias shows what the original says, now and later."))
    else:
        yield Consequence(_("Later changes of the original do not reach the copy."))
