"""Models that all apps use."""

from core.models.area import Area
from core.models.email import EmailField
from core.models.media import SiteDocument, SiteImage, SiteRendition
from core.models.outdated_translations import OutdatedTranslation
from core.models.pages import BasePage
from core.models.partners import Partner
from core.models.promoted_results import PromotedResult
from core.models.search_entry import SearchEntry, SearchWord
from core.models.site_settings import EmergencyStrip, SiteSettings, SiteWording
from core.models.synonyms import SearchSynonyms
from core.models.tags import TagTranslation
from core.models.theme_editors import ThemeEditors
from core.models.themes import Theme, ThemeWording

__all__ = [
    "Area",
    "BasePage",
    "EmailField",
    "EmergencyStrip",
    "OutdatedTranslation",
    "Partner",
    "PromotedResult",
    "SearchEntry",
    "SearchSynonyms",
    "SearchWord",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "SiteWording",
    "TagTranslation",
    "Theme",
    "ThemeEditors",
    "ThemeWording",
]
