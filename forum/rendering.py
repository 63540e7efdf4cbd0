"""Render posts anew after the renderer has changed."""

from django.db import transaction

from core.text.markdown import RENDERING
from forum.models import Post

_AT_ONCE = 200


def render_outdated() -> int:
    """Render some of the posts whose HTML an earlier renderer made; return how many."""
    pks = list(
        Post.objects.rendered_before().order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    )
    for pk in pks:
        with transaction.atomic():
            # The author may be editing the text.
            post = Post.objects.select_for_update().filter(pk=pk).first()
            if post is not None:
                html = post.render(post.body)
                Post.objects.filter(pk=pk).update(body_as_html=html, rendering=RENDERING)
    return len(pks)
