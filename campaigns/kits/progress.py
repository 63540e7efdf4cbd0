"""The ticks of readers with an account: saved, removed, and those of their browser added."""

import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from campaigns.kit_cards import stored_steps
from campaigns.models import KitPage, KitTick
from residents.models import User


def known_steps(kit: uuid.UUID) -> set[uuid.UUID] | None:
    """Return the ids of the steps of a public kit, in all its languages; None if there is none.

    A translation that is not brought up to date has steps that its source has no longer.
    """
    pages = KitPage.objects.live().filter(translation_key=kit)
    steps = [stored_steps(page.steps.raw_data) for page in pages]
    return parse_ids(step.id for each in steps for step in each) if steps else None


def parse_ids(texts: Iterable[str]) -> set[uuid.UUID]:
    """Return the ids among `texts`."""
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found


@transaction.atomic
def save(
    *, user: User, kit: uuid.UUID, shown: Collection[uuid.UUID], ticked: Collection[uuid.UUID]
) -> None:
    """Tick the steps `ticked`, and untick the others of those that the form has `shown`.

    Ticks that the form has not shown stay: another device may have made them. Twice is as once.
    """
    removed = set(shown) - set(ticked)
    if removed:
        KitTick.objects.of_kit(user, kit).filter(step__in=removed).delete()
    KitTick.objects.bulk_create(
        [KitTick(user=user, kit=kit, step=step) for step in sorted(ticked)], ignore_conflicts=True
    )


def start_again(*, user: User, kit: uuid.UUID) -> None:
    """Remove all ticks of `user` in a kit."""
    KitTick.objects.of_kit(user, kit).delete()


def forget_deleted(instance: KitPage, **_signal: object) -> None:
    """Remove the ticks of a kit with its last page."""
    if not KitPage.objects.filter(translation_key=instance.translation_key).exists():
        KitTick.objects.filter(kit=instance.translation_key).delete()
