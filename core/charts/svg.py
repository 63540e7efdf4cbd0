"""Writes SVG that keeps its text at one size: x is in per cent of the width, y in em of the text.

So a chart fills a telephone and a desktop without shrinking its words. Everything is drawn in the
current colour and told apart by outline, dash and shape: print, dark mode and forced colours need
no rules of their own. There are no ids, so that charts cannot clash on a page.
"""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

# The narrowest drawing is as wide, in em: a screen of 320 px without its margins, text of 16 px.
NARROWEST = 17.0
# The mean width of a character, in em.
CHARACTER = 0.56
MOST_SERIES = 4

_DASHES = ("", "9 5", "2 5", "14 5 2 5")
_HOLLOW = 'class="plot-hollow" fill="none" stroke="currentColor" stroke-width="2"'
# A circle, a square, a triangle and a diamond, around the origin.
_SHAPES = (
    '<circle r="5" fill="currentColor"/>',
    f'<path d="M-5-5H5V5H-5z" {_HOLLOW}/>',
    '<path d="M0-6L6 5H-6z" fill="currentColor"/>',
    f'<path d="M0-7L7 0 0 7-7 0z" {_HOLLOW}/>',
)


def width_of(text: str) -> float:
    """Return the share of the narrowest drawing that the text takes, in per cent."""
    return len(text) * CHARACTER / NARROWEST * 100


class Svg:
    """One drawing. Later parts lie over earlier ones."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, content: str, *, anchor: str = "start", dx: float = 0
    ) -> None:
        """Write `content` on the base line `y`; `dx` moves it by so many em."""
        end = "" if anchor == "start" else f' text-anchor="{anchor}"'
        shift = f' dx="{_n(dx)}em"' if dx else ""
        self._parts.append(f'<text x="{_n(x)}%" y="{_n(y)}em"{shift}{end}>{escape(content)}</text>')

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, faint: bool = False) -> None:
        """Draw a line of an axis, or of its grid."""
        opacity = ' stroke-opacity=".25"' if faint else ""
        self._parts.append(
            f'<line x1="{_n(x1)}%" y1="{_n(y1)}em" x2="{_n(x2)}%" y2="{_n(y2)}em"'
            f' stroke="currentColor"{opacity}/>'
        )

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the outline of what a bar can fill."""
        self._parts.append(
            f'<rect {_box(x, y, width, height)} fill="none" stroke="currentColor"'
            ' stroke-opacity=".5"/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, series: int = 0) -> None:
        """Draw a bar: solid, hollow, pale with dashes, or hollow with a core."""
        box = _box(x, y, width, height)
        outline = 'stroke="currentColor" stroke-width="2"'
        match series % MOST_SERIES:
            case 0:
                self._parts.append(f'<rect {box} fill="currentColor"/>')
            case 1:
                self._parts.append(f'<rect {box} fill="none" {outline}/>')
            case 2:
                self._parts.append(
                    f'<rect {box} fill="currentColor" fill-opacity=".2" {outline}'
                    ' stroke-dasharray="4 3"/>'
                )
            case _:
                core = _box(x, y + height / 3, width, height / 3)
                self._parts.append(
                    f'<rect {box} fill="none" {outline}/><rect {core} fill="currentColor"/>'
                )

    def line(self, points: Sequence[tuple[float, float]], height: float, series: int = 0) -> None:
        """Draw a line through points of x in per cent and y in em; `height` is the drawing's."""
        dash = _DASHES[series % MOST_SERIES]
        pattern = f' stroke-dasharray="{dash}"' if dash else ""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        # Stretched to the drawing, while the stroke keeps its width.
        self._parts.append(
            f'<svg width="100%" height="{_n(height)}em" viewBox="0 0 100 {_n(height)}"'
            f' preserveAspectRatio="none"><polyline points="{path}" fill="none"'
            f' stroke="currentColor" stroke-width="2.5" stroke-linejoin="round"{pattern}'
            ' vector-effect="non-scaling-stroke"/></svg>'
        )

    def mark(self, x: float, y: float, series: int = 0) -> None:
        """Draw the mark of a series at a point."""
        shape = _SHAPES[series % MOST_SERIES]
        self._parts.append(f'<svg x="{_n(x)}%" y="{_n(y)}em" overflow="visible">{shape}</svg>')

    def render(self, height: float, title: str, description: str = "") -> SafeString:
        """Return the drawing, as high as so many em, with its name for screen readers."""
        more = f"<desc>{escape(description)}</desc>" if description else ""
        return mark_safe(  # noqa: S308
            f'<svg class="plot" role="img" fill="currentColor" width="100%"'
            f' height="{_n(height)}em">'
            f"<title>{escape(title)}</title>{more}{''.join(self._parts)}</svg>"
        )

    def render_decoration(self, height: float) -> SafeString:
        """Return the drawing of what the text beside it says."""
        return mark_safe(  # noqa: S308
            f'<svg class="plot" aria-hidden="true" fill="currentColor" width="100%"'
            f' height="{_n(height)}em">'
            f"{''.join(self._parts)}</svg>"
        )


def line_key(series: int) -> SafeString:
    """Return a sample of a line with its mark, for a legend."""
    drawing = Svg()
    drawing.line([(0, 0.5), (100, 0.5)], 1, series)
    drawing.mark(50, 0.5, series)
    return drawing.render_decoration(1)


def bar_key(series: int) -> SafeString:
    """Return a sample of a bar, for a legend."""
    drawing = Svg()
    drawing.bar(4, 0.1, 92, 0.8, series)
    return drawing.render_decoration(1)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_n(x)}%" y="{_n(y)}em" width="{_n(width)}%" height="{_n(height)}em"'


def _n(number: float) -> str:
    """Write a number for an attribute, in as few characters as two decimals need."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
