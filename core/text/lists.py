"""Lists of names in a sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


def join_with_and(parts: Sequence[str]) -> str:
    """Return "a, b and c" in the active language; "" without any."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(list)s and %(last)s") % {"list": ", ".join(parts[:-1]), "last": parts[-1]}
