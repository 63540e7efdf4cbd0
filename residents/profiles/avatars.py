"""The round picture beside a name: initials or the chosen drawing, on a tone of its own."""

from typing import Any

from django import forms

from residents.models import User

# The classes of the design's six tones, as the themes have them.
_TONES = ("brick", "ochre", "plum", "indigo", "rose", "moss")


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of `name`; at most two.

    Words that begin otherwise are left out.
    """
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


def tone(pk: int | None) -> str:
    """Return the tone of a person or partner: the same wherever they are shown."""
    return _TONES[(pk or 0) % len(_TONES)]


class AvatarSelect(forms.RadioSelect):
    """The initials and the drawings as they will be shown, each with its name."""

    option_template_name = "residents/_avatar_option.html"
    # Whose initials are shown; the form sets it.
    person: User | None = None

    def __init__(self) -> None:
        super().__init__(attrs={"class": "choices--avatars"})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        person = self.person
        return option | {
            "initials": initials(person.public_name) if person else "",
            "drawing": str(value),
            "tone": tone(person.pk if person else None),
        }
