"""Routes of the question that follows a result."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from campaigns.story import views

app_name = "campaign_story"

urlpatterns = [
    path(_("<uuid:campaign_key>/answer/"), views.answer, name="answer"),
]
