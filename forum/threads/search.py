"""The search index of threads."""

from django.db import transaction
from django_tasks import task
from wagtail.search import index

from forum.models import Thread


@task()
def index_thread(thread_id: int) -> None:
    """Index the thread anew, if it still exists."""
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is not None:
        index.insert_or_update_object(thread)


def index_after_commit(thread_id: int) -> None:
    """Queue `index_thread` when the current transaction commits."""
    transaction.on_commit(lambda: index_thread.enqueue(thread_id))
