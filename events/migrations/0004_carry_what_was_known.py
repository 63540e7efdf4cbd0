import datetime

from django.db import migrations
from django.utils import timezone

from events.models.signups import new_code


def carry_drafts(apps):
    """The same for what editors open next: the form is filled from the latest revision."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Revision = apps.get_model("wagtailcore", "Revision")
    kind = ContentType.objects.filter(app_label="events", model="eventpage").first()
    if kind is None:
        return
    for revision in Revision.objects.filter(content_type=kind).iterator():
        content = revision.content
        if "is_cancelled" not in content:
            continue
        content["status"] = "cancelled" if content.pop("is_cancelled") else "scheduled"
        content["status_reason"] = content.pop("cancelled_because", "")
        if not content.get("repeats"):
            content["repeat_count"] = None
        Revision.objects.filter(pk=revision.pk).update(content=content)


def owe_reminders(apps):
    """Have the mails before and after written for what is to come, without publishing it again."""
    Occurrence = apps.get_model("events", "Occurrence")
    now = timezone.now()
    for occurrence in Occurrence.objects.filter(ends_at__gt=now).iterator():
        # As every event has it when it gets the new columns: a day before, and the day after.
        remind_at = occurrence.starts_at - datetime.timedelta(hours=24)
        last_day = timezone.localdate(occurrence.ends_at - datetime.timedelta(microseconds=1))
        next_day = last_day + datetime.timedelta(days=1)
        thank_at = timezone.make_aware(datetime.datetime.combine(next_day, datetime.time(10)))
        Occurrence.objects.filter(pk=occurrence.pk).update(
            remind_at=remind_at if remind_at > now else None, thank_at=thank_at
        )


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
    carry_drafts(apps)
    owe_reminders(apps)
    for pk in SignUp.objects.values_list("pk", flat=True).iterator():
        SignUp.objects.filter(pk=pk).update(code=new_code())


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("events", "0003_what_events_know"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
