"""The files of pictures."""

from django.contrib.auth.models import AnonymousUser
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe

from forum.models.pictures import PostPicture

# A hidden picture stays in caches for so long.
CACHE_SECONDS = 300


@require_safe
def show(request: HttpRequest, picture_id: int, *, is_small: bool = False) -> HttpResponseBase:
    """Send the picture. Raise `Http404` if it is gone, or not for the reader."""
    picture = get_object_or_404(PostPicture.objects.visible_to(request.user), pk=picture_id)
    is_public = PostPicture.objects.visible_to(AnonymousUser()).filter(pk=picture_id).exists()
    file = picture.small_file if is_small else picture.file
    # The file of a picture never changes.
    etag = f'"{picture_id}-{"small" if is_small else "full"}"'
    response: HttpResponseBase
    if is_public and request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        try:
            opened = file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        extension = str(file.name).rpartition(".")[2]
        response = FileResponse(
            opened, filename=f"{picture_id}.{extension}", content_type=picture.content_type
        )
    if is_public:
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    else:
        add_never_cache_headers(response)
    return response
