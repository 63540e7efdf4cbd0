"""The tags that the list of threads is filtered by, and those that it offers."""

from collections import Counter

from core.caching.held_values import HeldValues
from core.tags import LocalizedTag, tags_by_id
from forum.models import Thread, ThreadTag
from forum.threads.shared_rows import shared
from forum.threads.thread_filter import Reader, ThreadFilter

# The latest threads whose tags are counted, and the tags that are offered: people make as many as
# they like.
_THREADS = 200
_OFFERED = 20

_known: HeldValues[bool] = HeldValues(most=500)
_frequent: HeldValues[list[int]] = HeldValues(most=200)


def is_known(reader: Reader, tag_id: int) -> bool:
    """Return whether a thread that `reader` may see has the tag. Others must not learn its name."""

    def read(reader: Reader) -> bool:
        return ThreadTag.objects.filter(tag=tag_id).visible_to(reader).exists()

    return shared(_known, tag_id, reader, read)


def offered(reader: Reader, active: ThreadFilter) -> list[LocalizedTag]:
    """Return the most frequent tags of the latest threads that the other filters leave."""

    def read(reader: Reader) -> list[int]:
        threads = Thread.objects.visible_to(reader).about(
            theme=active.theme.id if active.theme else None,
            area=active.area.pk if active.area else None,
            kind=active.kind,
        )
        latest = threads.order_by("-last_activity_at", "-pk").values_list("tag_ids", flat=True)
        counted = Counter(pk for tag_ids in latest[:_THREADS] for pk in tag_ids)
        return [pk for pk, _count in counted.most_common(_OFFERED)]

    values = active.values()
    key = (values["theme"], values["area"], values["kind"])
    frequent = shared(_frequent, key, reader, read)
    tags = tags_by_id()
    return [tags[pk] for pk in frequent if pk in tags]
