"""The button that chooses a reply as the answer of its thread, or withdraws the choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.models import Post
from forum.threads import answering
from residents.requests import SignedInRequest


@require_POST
@login_required
def answer(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Choose the post, or withdraw the choice with do=undo; then lead back to it."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=post_id)
    if not answering.may_choose_answer(request.user, post.thread):
        raise PermissionDenied
    if request.POST.get("do") == "undo":
        answering.withdraw_choice(post=post)
        return redirect(post)
    try:
        answering.choose_answer(post=post, person=request.user)
    except answering.CannotBeAnswer:
        raise PermissionDenied from None
    messages.success(request, _("The reply is marked as the answer."))
    return redirect(post.page_url)
