"""The page on which a reader blocks the author of a post, and the list of their blocks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from core.primary_keys import parse_pk
from forum.help import blocks
from forum.models import HelpBlock, Post
from forum.threads.thread_page import subpage_context
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@never_cache
def block(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Say what a block does; POST blocks the author of the post."""
    visible = Post.objects.visible_to(request.user).select_related("author", "thread")
    post = get_object_or_404(visible, pk=post_id, is_hidden=False)
    person = post.author
    if person is None or person == request.user or not post.is_by_neighbour:
        raise PermissionDenied
    if request.method == "POST":
        blocks.block(blocker=request.user, blocked=person)
        messages.success(request, _("The person is blocked. They are not told."))
        return redirect("forum:blocks")
    title = _("Block %(name)s") % {"name": person.public_name}
    context = {"post": post, "person": person, **subpage_context(post.thread, title)}
    return render(request, "forum/blocking/block.html", context)


@form_methods
@login_required
@never_cache
def own_list(request: SignedInRequest) -> HttpResponse:
    """List the people whom the reader has blocked; POST undoes one block."""
    own = HelpBlock.objects.filter(blocker=request.user).select_related("blocked")
    if request.method == "POST":
        pk = parse_pk(request.POST.get("person", ""))
        found = own.filter(blocked=pk).first() if pk is not None else None
        if found is not None:
            blocks.unblock(blocker=request.user, blocked=found.blocked)
            messages.success(request, _("The person is not blocked any more."))
        return redirect("forum:blocks")
    title = _("People you have blocked")
    parent = (reverse("residents:account"), _("My page"))
    context = {
        "title": title,
        "blocks": own.order_by("-created_at", "-pk"),
        "crumbs": breadcrumbs(parent, current=title),
        "robots": "noindex",
        "alternates": [],
    }
    return render(request, "forum/blocking/blocks.html", context)
