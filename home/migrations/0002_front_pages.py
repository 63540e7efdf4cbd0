"""Make a front page and a calendar in each language, so that an empty site is a site."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

CALENDAR = {"da": ("Kalender", "kalender"), "en": ("Calendar", "calendar")}


def make(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")
    CalendarPage = apps.get_model("events", "CalendarPage")
    home_type, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    calendar_type, _ = ContentType.objects.get_or_create(app_label="events", model="calendarpage")

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    home_key, calendar_key = uuid.uuid4(), uuid.uuid4()
    source = None
    for number, (code, _name) in enumerate(settings.LANGUAGES, start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        home = HomePage.objects.create(
            title=settings.WAGTAIL_SITE_NAME,
            draft_title=settings.WAGTAIL_SITE_NAME,
            slug="home" if source is None else f"home-{code}",
            content_type=home_type,
            path=f"{root.path}{number:04d}",
            depth=2,
            numchild=1,
            url_path="/home/" if source is None else f"/home-{code}/",
            locale=locale,
            translation_key=home_key,
        )
        title, slug = CALENDAR.get(code, CALENDAR["en"])
        CalendarPage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=calendar_type,
            path=f"{home.path}0001",
            depth=3,
            numchild=0,
            url_path=f"{home.url_path}{slug}/",
            show_in_menus=True,
            locale=locale,
            translation_key=calendar_key,
        )
        source = source or home
    # A language of Wagtail's own making that the hub does not speak.
    Locale.objects.exclude(language_code__in=dict(settings.LANGUAGES)).filter(
        pk__in=[
            locale.pk
            for locale in Locale.objects.all()
            if not Page.objects.filter(locale=locale, depth__gt=1).exists()
        ]
    ).exclude(pk=root.locale_id).delete()
    Page.objects.filter(pk=root.pk).update(numchild=len(settings.LANGUAGES))
    address = urlsplit(settings.BASE_URL)
    Site.objects.create(
        hostname=address.hostname,
        port=address.port or (443 if address.scheme == "https" else 80),
        site_name=settings.WAGTAIL_SITE_NAME,
        root_page=source.page_ptr,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("events", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtail_localize", "0001_initial"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
