"""Threads by whether somebody has answered."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from forum.models import Post, Thread


def _answers() -> "QuerySet[Post]":
    """Return the answers of the outer thread: visible replies by somebody else."""
    return (
        Post.objects.filter(thread=OuterRef("pk"), number__gt=1, is_hidden=False)
        .filter(removed_at__isnull=True)
        # An erased account has no author any more; its answer was one.
        .filter(Q(author__isnull=True) | ~Q(author=OuterRef("author")))
    )


def with_first_answer(threads: "QuerySet[Thread]") -> "QuerySet[Thread]":
    """Add `answered_at`, the time of the first answer, and `answer_time`, how long it took."""
    first = _answers().order_by("number").values("created_at")[:1]
    return threads.annotate(answered_at=Subquery(first)).annotate(
        answer_time=F("answered_at") - F("created_at")
    )


def unanswered(threads: "QuerySet[Thread]") -> "QuerySet[Thread]":
    """Filter for the threads that nobody but their author has answered."""
    return threads.filter(~Exists(_answers()))


def answered(threads: "QuerySet[Thread]") -> "QuerySet[Thread]":
    """Filter for the threads that somebody else has answered."""
    return threads.filter(Exists(_answers()))
