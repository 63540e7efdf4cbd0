"""The drawing of a theme, or the picture that stands in for it, as one SVG."""

import base64
import logging
from functools import cache

from django.conf import settings
from django.utils.html import format_html

from core.images.uses import USES, spec_of
from core.models import SiteRendition, Theme
from core.themes import LocalizedTheme

logger = logging.getLogger(__name__)

_FOLDER = settings.BASE_DIR / "static" / "illustrations"


def drawing_svg(theme: LocalizedTheme | None, image_id: int | None = None) -> str:
    """Return the picture, or else that of the theme, or else the theme's drawing, as SVG.

    Pictures are shown if the site has made their renditions, for a reader's request makes none.
    """
    drawing = Theme.Illustration.NEUTRAL.value
    if theme is not None:
        row = Theme.objects.filter(pk=theme.id).values("picture", "illustration").first()
        if row is not None:
            image_id = image_id or row["picture"]
            drawing = row["illustration"]
    return (_picture(image_id) if image_id else "") or _drawing(drawing)


def _picture(image_id: int) -> str:
    spec = spec_of("jpeg", USES["theme"].cuts[-1])
    rendition = SiteRendition.objects.filter(image=image_id, filter_spec=spec).first()
    if rendition is None:
        return ""
    try:
        with rendition.file.open() as file:
            content = base64.b64encode(file.read()).decode()
    except OSError:
        logger.exception("The rendition %s cannot be read.", rendition.file.name)
        return ""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">'
        '<image width="{0}" height="{1}" href="data:image/jpeg;base64,{2}"/></svg>',
        rendition.width,
        rendition.height,
        content,
    )


@cache
def _drawing(name: str) -> str:
    known = name if name in Theme.Illustration.values else Theme.Illustration.NEUTRAL.value
    return (_FOLDER / f"{known}.svg").read_text()
