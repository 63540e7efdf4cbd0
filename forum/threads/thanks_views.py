"""The button of a post that gives thanks, or takes them back."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.models import Post
from forum.threads import thanking
from residents.models import User


@require_POST
def thank(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give thanks, or take them back with do=undo; then lead back to the post.

    The button says which of both, so that a double click is the same as one.
    """
    if not isinstance(request.user, User):
        # After the sign-in, this address would answer 405.
        return redirect_to_login(reverse("forum:post", args=[post_id]))
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=post_id)
    if request.POST.get("do") == "undo":
        thanking.take_back_thanks(post=post, person=request.user)
        return redirect(post)
    try:
        thanking.give_thanks(post=post, person=request.user)
    except thanking.CannotThank:
        raise PermissionDenied from None
    return redirect(post)
