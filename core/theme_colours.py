"""The colours of the themes outside of style sheets: in pictures and in files for printing.

They are those of the light design in static/css/base.css; a test compares them.
"""

from dataclasses import dataclass

from core.themes import LocalizedTheme


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of a theme, as `#rrggbb`. `soft` is a background for text in `ink`."""

    tone: str
    soft: str
    ink: str


TONES = {
    "brick": Tone("#a8432b", "#f9e5db", "#8a3420"),
    "ochre": Tone("#96610a", "#faebc8", "#6f4700"),
    "plum": Tone("#6d4590", "#efe5f4", "#58367a"),
    "indigo": Tone("#1f6393", "#deebf5", "#184e76"),
    "rose": Tone("#a93b66", "#fae3ea", "#8a2c52"),
    "moss": Tone("#4d6c20", "#e7eed2", "#3d5716"),
}
WITHOUT_THEME = Tone("#11505b", "#dfebe8", "#0b3c45")


def tone_of(theme: LocalizedTheme | None) -> Tone:
    """Return the colours of `theme`, or those of the site."""
    return TONES.get(theme.colour, WITHOUT_THEME) if theme else WITHOUT_THEME
