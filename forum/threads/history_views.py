"""The page on which everybody reads how a post was edited."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.primary_keys import parse_pk
from forum.models import Post
from forum.threads import post_history
from forum.threads.thread_page import subpage_context


@require_safe
@never_cache
def history(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show the edits of a post. Moderators also see those of hidden and edited out texts."""
    posts = Post.objects.visible_to(request.user).for_reading()
    post = get_object_or_404(posts, pk=post_id)
    is_moderator = request.user.has_perm("forum.moderate")
    if not is_moderator and not post_history.has_public_history(post):
        raise Http404
    before = parse_pk(request.GET.get("before", ""))
    edits, next_before = post_history.edits_of(post, request.user, before=before)
    context = {
        "post": post,
        "edits": edits,
        "next_before": next_before,
        "is_moderator": is_moderator,
        "days": settings.ERASED_HISTORY_DAYS,
        "alternates": [],
        **subpage_context(post.thread, _("Earlier versions of a post")),
    }
    return render(request, "forum/history.html", context)
