"""The pages of the site."""

from home.models.pages import HomePage, PrivacyPage, StandardPage, ThemePage
from home.models.partners import PartnerIndexPage, PartnerPage

__all__ = [
    "HomePage",
    "PartnerIndexPage",
    "PartnerPage",
    "PrivacyPage",
    "StandardPage",
    "ThemePage",
]
