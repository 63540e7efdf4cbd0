"""The pages of the site and its settings in the admin."""

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
