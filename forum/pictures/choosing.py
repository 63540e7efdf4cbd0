"""The pictures of a writing form: six places, each with a file, a text alternative and a tick.

A file is stored as soon as the form is sent, also for a preview or with a fault elsewhere: no
browser sends it again by itself. The form then holds its primary key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.primary_keys import parse_pk, parse_pks
from core.text.fields import LineField
from forum.models.pictures import MOST_PICTURES, ChosenPicture, PostPicture
from forum.models.posts import Post
from forum.pictures.receiving import receive
from residents.models import User
from residents.requests import SignedInRequest

_NUMBERS = range(1, MOST_PICTURES + 1)
# What a draft keeps of them. Nobody keeps a file of somebody who is signed out.
DRAFT_FIELDS = tuple(f"{name}_{number}" for number in _NUMBERS for name in ("picture", "alt"))
_GONE = _("This picture is not here any more. Choose it again.")


@dataclass
class Place:
    """One of the six places of a form."""

    number: int
    picture: PostPicture | None = None
    alt_text: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        return self.picture is None and not self.alt_text and not self.error


@dataclass
class ChosenPictures:
    """What a request has chosen."""

    places: list[Place] = field(default_factory=lambda: [Place(number) for number in _NUMBERS])
    errors: list[ValidationError] = field(default_factory=list)
    has_new: bool = False

    @property
    def pictures(self) -> list[ChosenPicture]:
        return [
            ChosenPicture(each.picture.pk, each.alt_text) for each in self.places if each.picture
        ]

    @property
    def filled(self) -> list[Place]:
        """The places that are shown in any case: with something in them, and the next one."""
        used = [each for each in self.places if not each.is_empty]
        return used + self.empty[:1]

    @property
    def empty(self) -> list[Place]:
        return [each for each in self.places if each.is_empty]

    @property
    def more(self) -> list[Place]:
        return self.empty[1:]


class PictureWidget(forms.Widget):
    """Shows `chosen`; the values come from `choose`."""

    template_name = "forum/_picture_places.html"
    use_fieldset = True
    needs_multipart_form = True
    chosen: ChosenPictures

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "chosen": self.chosen}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        return None


class PicturesField(forms.Field):
    """Up to six pictures; the cleaned value is a list of `ChosenPicture`."""

    widget = PictureWidget

    def __init__(self) -> None:
        super().__init__(
            label=_("Pictures"),
            required=False,
            help_text=_(
                "Up to six. We remove where and when each was taken. Show nobody who has not "
                "agreed, and no number plates. Say what can be seen, for those who cannot see it."
            ),
        )
        self.set_chosen(ChosenPictures())

    def set_chosen(self, chosen: ChosenPictures | None) -> None:
        self.widget.chosen = self.chosen = chosen or ChosenPictures()

    def __deepcopy__(self, memo: Any) -> "PicturesField":
        copied: PicturesField = super().__deepcopy__(memo)
        copied.set_chosen(None)
        return copied

    def clean(self, value: Any) -> list[ChosenPicture]:
        """Return what was chosen. Raises `ValidationError` if a picture was refused."""
        if self.chosen.errors:
            raise ValidationError(self.chosen.errors)
        return self.chosen.pictures


def choose(
    request: SignedInRequest, *, post: Post | None = None, draft: Mapping[str, Any] | None = None
) -> ChosenPictures:
    """Return the pictures that `request` has chosen, and store those that it uploads.

    `post` is the post that is edited: its pictures stay unless their removal is ticked.
    """
    user = request.user
    is_sent = request.method == "POST"
    values: Mapping[str, Any] = request.POST if is_sent else draft or {}
    current = {each.pk: each for each in post.shown_pictures} if post else {}
    usable = _usable(user, values, post) | current
    given: list[Place] = []
    chosen = ChosenPictures(places=given)
    for number in _NUMBERS:
        place = Place(number, alt_text=str(values.get(f"alt_{number}", "")).strip())
        pk = parse_pk(str(values.get(f"picture_{number}", "")))
        is_removed = is_sent and bool(values.get(f"remove_{number}"))
        if is_removed:
            current.pop(pk or 0, None)
            continue
        upload = request.FILES.get(f"file_{number}") if is_sent else None
        if pk is not None and upload is None:
            place.picture = usable.get(pk)
            current.pop(pk, None)
            if place.picture is None:
                _refuse(chosen, place, ValidationError(_GONE, code="gone"))
        try:
            place.alt_text = LineField(required=False, max_length=200).clean(place.alt_text) or ""
        except ValidationError as error:
            _refuse(chosen, place, error)
        if upload is not None:
            current.pop(pk or 0, None)
            _take(chosen, place, upload, user)
        given.append(place)
    # Pictures of the post that the form does not name.
    kept = [Place(0, each, each.alt_text) for each in current.values()]
    chosen.places = _renumbered([*kept, *given])
    chosen.has_new = any(each.picture and each.picture.post_id is None for each in chosen.places)
    return chosen


def _usable(user: User, values: Mapping[str, Any], post: Post | None) -> dict[int, PostPicture]:
    """Return the own pictures that the form names, unless they stand under another text.

    A form that is sent twice names those that its first sending has used already.
    """
    pks = parse_pks(str(values.get(f"picture_{number}", "")) for number in _NUMBERS)
    if not pks:
        return {}
    free = Q(post=None, held=None)
    if post is not None:
        free |= Q(held__post=post)
    submission = _submission(values)
    if submission:
        free |= Q(post__submission=submission) | Q(held__submission=submission)
    rows = PostPicture.objects.filter(free, uploader=user, pk__in=pks, removed_at=None)
    return {row.pk: row for row in rows}


def _submission(values: Mapping[str, Any]) -> Any:
    try:
        return forms.UUIDField(required=False).clean(values.get("submission"))
    except ValidationError:
        return None


def _take(chosen: ChosenPictures, place: Place, upload: Any, user: User) -> None:
    try:
        place.picture = receive(upload, uploader=user)
    except ValidationError as error:
        place.picture = None
        _refuse(chosen, place, error)


def _refuse(chosen: ChosenPictures, place: Place, error: ValidationError) -> None:
    place.error = " ".join(error.messages)
    chosen.errors.append(error)


def _renumbered(places: list[Place]) -> list[Place]:
    """Return six places: those with something in them first."""
    used = [each for each in places if not each.is_empty][:MOST_PICTURES]
    for number, each in enumerate(used, 1):
        each.number = number
    return [*used, *(Place(number) for number in range(len(used) + 1, MOST_PICTURES + 1))]
