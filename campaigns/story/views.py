"""The page on which a follower says whether a result answers them.

The page of the campaign is the same for every anonymous reader, so what is personal is here.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.models import CampaignPage
from campaigns.story import answers
from campaigns.story.forms import AnswerForm
from core.themes import localized_themes
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen
from residents.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def answer(request: SignedInRequest, campaign_key: uuid.UUID) -> HttpResponse:
    """Show the question; POST stores the answer, in place of an earlier one."""
    page = _campaign_with_result(campaign_key)
    topic = topics.campaign(campaign_key)
    if not answers.may_answer(request.user, campaign_key):
        follow = buttons(request, [(topic, _("this campaign"))])
        context = {**_context(page), "follows": follow}
        return render(request, "campaigns/story/not_asked.html", context, status=403)
    mark_topic_seen(request, topic)
    own = answers.own_answer(request.user, campaign_key)
    initial = {"answer": own.answer, "words": own.words} if own else None
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers.give_answer(user=request.user, campaign_key=campaign_key, **form.cleaned_data)
        messages.success(request, _("Thank you. Your answer has been saved."))
        return redirect(page.get_url() or "/")
    return render(request, "campaigns/story/answer.html", {**_context(page), "form": form})


def _campaign_with_result(campaign_key: uuid.UUID) -> CampaignPage:
    page: CampaignPage | None = CampaignPage.objects.localized([campaign_key]).get(campaign_key)
    if page is None or not answers.has_result(campaign_key):
        raise Http404
    return page


def _context(page: CampaignPage) -> dict[str, object]:
    return {
        "campaign": page,
        "theme": localized_themes().get(page.theme_id),
        "robots": "noindex",
    }
