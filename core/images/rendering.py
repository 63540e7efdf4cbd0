"""Make the renditions that the site shows, in the background.

Saving an image queues `make_renditions` for it. What that could not make, or never heard of (rows
written by a restore, an older version of the site), `tick` makes up for a few images at a time, and
`manage.py make_renditions` for all.
"""

import datetime
import io
import logging
import time
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django_tasks import task
from wagtail.images import get_image_model

from core.images.pictures import filter_of, is_current
from core.images.renditions import RenditionFailedError
from core.images.uses import SPECS

logger = logging.getLogger(__name__)

# `tick` leaves images to their tasks for so long.
_TASK_MINUTES = 10
# Images for which one `tick` makes renditions: other duties wait meanwhile.
_IMAGES_PER_TICK = 5
# `tick` tries a failed image again after this time, then after twice as long, and so on.
_FIRST_PAUSE_SECONDS = 300
_LONGEST_PAUSE_SECONDS = 24 * 3600


def queue_renditions(image: Any) -> None:
    """Let the task make the renditions of `image` when the running transaction has committed."""
    transaction.on_commit(partial(make_renditions_task.enqueue, image.pk))


# Notices and the search do not wait for many pictures.
@task(priority=-10)
def make_renditions_task(pk: int) -> None:
    """Make the renditions of an image, if it still exists."""
    make_renditions(pk)


def make_renditions(pk: int, *, check_files: bool = False) -> int:
    """Make what is missing of the site's renditions of an image; return how many.

    Safe to repeat, also at the same time. With `check_files`, those whose file is gone are made
    again. Raises RenditionFailedError, after it has stored what could be made.
    """
    image = get_image_model().objects.filter(pk=pk).first()
    if image is None:
        return 0
    current = _StoredRenditions(image, check_files=check_files).current
    made, errors = _generate(image, set(SPECS) - current)
    stored = _store(image, made, check_files=check_files)
    key = _failure_key(image)
    if not errors:
        cache.delete(key)
        return stored
    failures = cache.get(key, (0, 0))[0] + 1
    pause = min(_FIRST_PAUSE_SECONDS * 2 ** (failures - 1), _LONGEST_PAUSE_SECONDS)
    cache.set(key, (failures, time.time() + pause), 2 * _LONGEST_PAUSE_SECONDS)
    names = ", ".join(sorted(errors))
    [error, *_others] = errors.values()
    logger.error("No renditions of image %s (%s): %s", pk, image.file.name, names, exc_info=error)
    raise RenditionFailedError(f"image {pk}: {names}") from error


def make_missing() -> int:
    """Make the renditions of some images that lack any; return how many. `tick` calls this.

    A failure is logged and tried again later.
    """
    made = tried = 0
    for image in _images_without_renditions():
        if tried == _IMAGES_PER_TICK:
            break
        if cache.get(_failure_key(image), (0, 0))[1] > time.time():
            continue
        tried += 1
        try:
            made += make_renditions(image.pk)
        except RenditionFailedError:
            continue
    return made


def _images_without_renditions() -> Any:
    of_site = Q(renditions__filter_spec__in=SPECS)
    stored = Count("renditions__filter_spec", filter=of_site, distinct=True)
    settled = timezone.now() - datetime.timedelta(minutes=_TASK_MINUTES)
    images = get_image_model().objects.filter(created_at__lt=settled)
    return images.annotate(stored=stored).filter(stored__lt=len(SPECS)).order_by("-pk")


class _StoredRenditions:
    """The site's renditions of an image that are stored: the current ones, and the others."""

    def __init__(self, image: Any, *, check_files: bool) -> None:
        self.current: set[str] = set()
        # Those whose file is gone, by filter.
        self.lost: dict[str, Any] = {}
        # Those of an earlier focal point.
        self.outdated: list[Any] = []
        for each in image.renditions.filter(filter_spec__in=SPECS):
            if not is_current(each, image):
                self.outdated.append(each)
            elif check_files and not each.file.storage.exists(each.file.name):
                self.lost[each.filter_spec] = each
            else:
                self.current.add(each.filter_spec)


def _generate(image: Any, specs: set[str]) -> tuple[dict[str, File], dict[str, Exception]]:
    """Return the files that could be made, and the errors of the others, by filter."""
    made: dict[str, File] = {}
    errors: dict[str, Exception] = {}
    content = b""
    for spec in sorted(specs):
        try:
            if not content:
                with image.open_file() as file:
                    content = file.read()
            source = File(io.BytesIO(content), name=image.file.name)
            made[spec] = image.generate_rendition_file(filter_of(spec), source=source)
        # A picture may fail in ways that no list of exceptions holds.
        except Exception as error:
            errors[spec] = error
    return made, errors


def _store(image: Any, made: dict[str, File], *, check_files: bool) -> int:
    """Store the files as renditions, unless the image has changed meanwhile; return how many.

    A change has queued a task of its own.
    """
    with transaction.atomic():
        # Two tasks for one image store one after the other.
        found = get_image_model().objects.select_for_update().filter(pk=image.pk).first()
        if found is None or _version_of(found) != _version_of(image):
            return 0
        stored = _StoredRenditions(image, check_files=check_files)
        new = made.keys() - stored.current
        for spec in new:
            # The file of a deleted row is deleted by name, so a lost one gets its row again.
            rendition = stored.lost.get(spec) or image.renditions.model(
                image=image,
                filter_spec=spec,
                focal_point_key=filter_of(spec).get_cache_key(image),
            )
            rendition.file = made[spec]
            rendition.save()
        for each in stored.outdated:
            if each.filter_spec in stored.current | new:
                each.delete()
        return len(new)


def _version_of(image: Any) -> tuple[Any, ...]:
    return (image.file.name, image.file_hash, image.get_focal_point())


def _failure_key(image: Any) -> str:
    return f"renditions-failed-{image.pk}-{image.file_hash}"
