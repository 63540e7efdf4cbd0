"""The stored file of a picture, for people who work with pictures."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

# Whoever may choose a picture sees it in the chooser, too.
_ACTIONS = ("choose", "change", "delete")


@never_cache
@require_safe
def stored_picture(request: HttpRequest, image_id: int) -> FileResponse:
    """Send the file. Raise `Http404` if it is gone, and `PermissionDenied`."""
    model = get_image_model()
    image = get_object_or_404(model, pk=image_id)
    policy = policy_registry.get_by_type(model)
    if not policy.user_has_any_permission_for_instance(request.user, _ACTIONS, image):
        raise PermissionDenied
    try:
        file = image.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, filename=Path(image.file.name).name)
