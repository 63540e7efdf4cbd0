"""Models that all apps use."""

from core.models.area import Area
from core.models.email import EmailField
from core.models.media import SiteDocument, SiteImage, SiteRendition
from core.models.pages import BasePage
from core.models.partners import Partner
from core.models.tags import TagTranslation
from core.models.themes import Theme, ThemeWording

__all__ = [
    "Area",
    "BasePage",
    "EmailField",
    "Partner",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "TagTranslation",
    "Theme",
    "ThemeWording",
]
