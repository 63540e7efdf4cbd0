"""Names that may not be taken: those that look like an authority's."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RESERVED_WORDS = ("politi", "police", "kommune", "municipality", "moderator", "administrator")

# What passes for a Latin letter: other alphabets, digits, and l for i. (Unicode TS 39)
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіѕјкмтнвԁ", "aeopcyxisjkmthbd", strict=True)),
        **dict(zip("οαερικνμτυ", "oaepiknutu", strict=True)),
        **dict(zip("01345789l|!ɡı", "oieastbgiiigi", strict=True)),
    }
)


def refuse_reserved_name(name: str) -> None:
    """Raise `ValidationError` if `name` could be taken for an authority's or staff's."""
    skeleton = _skeleton(name)
    if any(_skeleton(word) in skeleton for word in RESERVED_WORDS):
        raise ValidationError(
            _("This name looks like an authority's or a moderator's. Please use your own name."),
            code="reserved_name",
        )


def _skeleton(name: str) -> str:
    """Return `name` as the eye reads it: lower case, Latin, without marks or invisible signs."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    visible = "".join(char for char in decomposed if char.isalnum() or char in "|!")
    return visible.translate(_LOOKALIKES)
