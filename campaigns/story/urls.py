"""Routes of the question that follows a result."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.story import views
from campaigns.story.feeds import CampaignFeed, ThemeFeed

app_name = "campaign_story"

urlpatterns = [
    path(_("news/"), require_safe(ThemeFeed()), name="theme_feed"),
    path(_("<uuid:campaign_key>/news/"), require_safe(CampaignFeed()), name="feed"),
    path(_("<uuid:campaign_key>/answer/"), views.answer, name="answer"),
]
