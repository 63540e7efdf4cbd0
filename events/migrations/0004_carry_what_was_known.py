from django.db import migrations

from events.models.signups import new_code


def fill(apps, schema_editor):
    """Say in the new words what the old ones said."""
    Event = apps.get_model("events", "Event")
    EventPage = apps.get_model("events", "EventPage")
    SignUp = apps.get_model("events", "SignUp")
    EventPage.objects.filter(is_cancelled=True).update(status="cancelled")
    EventPage.objects.filter(repeats="").update(repeat_count=None)
    for event in Event.objects.iterator():
        # The source page is the oldest of those that share its key.
        page = (
            EventPage.objects.filter(translation_key=event.translation_key).order_by("pk").first()
        )
        if page is not None:
            event.first_starts_at, event.first_ends_at = page.starts_at, page.ends_at
            event.capacity = page.capacity
            event.save()
        elif event.recurrence:
            first = event.occurrences.order_by("starts_at").first()
            event.first_starts_at = first and first.starts_at
            event.first_ends_at = first and first.ends_at
            event.recurrence = event.recurrence if first else ""
            event.save()
    for pk in SignUp.objects.values_list("pk", flat=True).iterator():
        SignUp.objects.filter(pk=pk).update(code=new_code())


class Migration(migrations.Migration):
    dependencies = [("events", "0003_what_events_know")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
