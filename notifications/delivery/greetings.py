"""The name that a mail greets its reader by."""

import re

from residents.models import User

# A name as people write it. Whatever else stands in a form's field is not repeated in a mail to an
# address that nobody has confirmed.
_NAME = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*", re.UNICODE)
_LONGEST = 30
# Before a surname: "Familien Holm" is greeted as a whole.
_NOT_A_NAME = {"familien", "familie", "family", "the", "fru", "hr", "mr", "mrs", "ms", "dr"}


def given_name(name: str) -> str:
    """Return the given name in `name`; a household as a whole; "" if it does not read as a name."""
    words = name.split()
    is_whole = bool(words) and words[0].rstrip(".").lower() in _NOT_A_NAME
    return _checked(words[:2] if is_whole else words[:1])


def name_of(user: User | None) -> str:
    """Return the name to greet a resident by: all given names, or that of the display name."""
    if user is None:
        return ""
    return _checked(user.first_name.split()) or given_name(user.display_name)


def _checked(words: list[str]) -> str:
    greeted = " ".join(words)
    if len(greeted) > _LONGEST or not all(_NAME.fullmatch(word.rstrip(".")) for word in words):
        return ""
    return greeted
