"""The tasks that update Wagtail's indexes, without failures for rows that are gone.

Publishing twice in a row replaces the children of a page (its partners, tags, …), and an object may
be deleted before the worker comes to it. Wagtail's tasks then fail. Wagtail 8.0 and modelsearch 1.3
have no setting for it, so `install` replaces the tasks that their signal handlers queue.
"""

import logging
from typing import Any

from django.apps import apps
from django_tasks import task

logger = logging.getLogger(__name__)


@task()
def update_reference_index(app_label: str, model_name: str, pk: str) -> None:
    """Update the references from that object, if it still exists."""
    from wagtail.tasks import update_reference_index_task

    _call_for_existing(update_reference_index_task, app_label, model_name, pk)


@task()
def update_search_index(app_label: str, model_name: str, pk: str) -> None:
    """Update the search index for that object, if it still exists."""
    from modelsearch.tasks import insert_or_update_object_task

    _call_for_existing(insert_or_update_object_task, app_label, model_name, pk)


def _call_for_existing(index_task: Any, app_label: str, model_name: str, pk: str) -> None:
    objects = apps.get_model(app_label, model_name)._default_manager
    try:
        index_task.call(app_label, model_name, pk)
    except objects.model.DoesNotExist:
        if objects.filter(pk=pk).exists():
            raise
        logger.info("%s.%s %s was deleted before it was indexed", app_label, model_name, pk)


def install() -> None:
    """Make the signal handlers of Wagtail and modelsearch queue these tasks."""
    from modelsearch import signal_handlers as search_handlers
    from wagtail import signal_handlers as reference_handlers

    reference_handlers.update_reference_index_task = update_reference_index
    search_handlers.insert_or_update_object_task = update_search_index
