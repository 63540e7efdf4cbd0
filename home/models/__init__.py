"""The pages that join what the floors below have, and the editors' settings of the site."""

from home.models.pages import HomePage, PrivacyPage, StandardPage, ThemePage
from home.models.partners import PartnerIndexPage, PartnerPage
from home.models.site_settings import SiteSettings

__all__ = [
    "HomePage",
    "PartnerIndexPage",
    "PartnerPage",
    "PrivacyPage",
    "SiteSettings",
    "StandardPage",
    "ThemePage",
]
