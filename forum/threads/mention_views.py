"""The names that a text in a thread can mention, for those who type “@”."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import rate_limits
from forum.models import Post, Thread
from forum.threads.mentioning import names_beginning
from residents.requests import SignedInRequest


@require_safe
@never_cache
@login_required
def mentions(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Return names of authors of the thread that begin with ?q=, and nothing else of them."""
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if not rate_limits.allows_reading(request, "mention_names"):
        return rate_limits.too_many_requests(request)
    post = Post(thread=thread, number=thread.post_count + 1)
    return JsonResponse({"names": names_beginning(request.GET.get("q", ""), post, request.user)})
