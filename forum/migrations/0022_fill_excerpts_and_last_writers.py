"""Fill what lists show of the threads that are older than these columns."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

_CHARACTERS = 155


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the authors of the last posts, and the beginnings of the first ones.

    The beginnings are those of the text as it was typed; `manage.py recount` leaves out the marks.
    """
    thread_model = apps.get_model("forum", "Thread")
    post_model = apps.get_model("forum", "Post")
    posts = post_model.objects.filter(thread=OuterRef("pk"), is_hidden=False).order_by("-number")
    thread_model.objects.update(
        last_author_id=Subquery(posts.values("author_id")[:1]),
        last_partner_id=Subquery(posts.values("partner_id")[:1]),
    )
    firsts = post_model.objects.filter(number=1, is_hidden=False)
    for thread_id, body in firsts.values_list("thread_id", "body").iterator():
        text = " ".join(body[: 4 * _CHARACTERS].split())
        text = text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…"
        thread_model.objects.filter(pk=thread_id).update(excerpt=text)


class Migration(migrations.Migration):
    dependencies = [("forum", "0021_excerpt_and_last_writer")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
