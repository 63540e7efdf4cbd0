"""Drafts of broadcasts: saving, discarding, and the fingerprint of a preview."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from core import repeats
from notifications.models.broadcast import Broadcast
from residents.models import User

B = TypeVar("B", bound=Broadcast)

# By language: {"subject": …, "body": …}.
Texts = Mapping[str, Mapping[str, str]]


class AlreadySent(Exception):
    """The broadcast was sent, and cannot be changed any more."""


def save_draft(draft: B, *, texts: Texts, **changes: Any) -> B:
    """Save a draft, new or changed, with `texts` and the other `changes`; return it.

    Raises `AlreadySent`, and `ValueError` if there is no text or an incomplete one.
    """
    if not texts or not all(text["subject"] and text["body"] for text in texts.values()):
        raise ValueError("A broadcast needs a subject and a text in each of its languages.")
    changes["texts"] = {language: dict(text) for language, text in texts.items()}
    changes["changed_at"] = timezone.now()
    if draft.pk is None:
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.created_at = draft.changed_at
        draft.save(force_insert=True)
        return draft
    drafts = type(draft)._default_manager.filter(pk=draft.pk, sent_at=None)
    if not drafts.update(**changes):
        raise AlreadySent
    draft.refresh_from_db()
    return draft


@transaction.atomic
def save_new(draft: B, *, texts: Texts, author: User, **changes: Any) -> tuple[B, bool]:
    """Save a new draft as `save_draft` does; return it, and whether it is new.

    The same text by the same author to the same recipients within some minutes is the same draft,
    even if that was sent meanwhile. So nobody is mailed twice because a form was sent twice.
    """
    # The lock makes of two forms that are sent at once one after the other.
    list(User.objects.filter(pk=author.pk).select_for_update(no_key=True))
    field = draft.recipients_field
    repeated = (
        type(draft)
        ._default_manager.filter(
            author=author,
            created_at__gte=repeats.window_start(),
            texts={language: dict(text) for language, text in texts.items()},
            **{field: changes.get(field, getattr(draft, field))},
        )
        .first()
    )
    if repeated is not None:
        return repeated, False
    return save_draft(draft, texts=texts, author=author, **changes), True


def discard(draft: Broadcast) -> bool:
    """Delete a draft; return False if it was sent or is already deleted."""
    deleted, _by_model = type(draft)._default_manager.filter(pk=draft.pk, sent_at=None).delete()
    return bool(deleted)


def fingerprint(draft: Broadcast) -> str:
    """Return a hash of everything that the preview shows."""
    content = [getattr(draft, name) for name in draft.previewed_fields]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
