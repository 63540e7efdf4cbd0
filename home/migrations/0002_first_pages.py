"""Make a front page, a calendar and a privacy page in each language, so that a new site has them."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

CALENDAR = {"da": ("Kalender", "kalender"), "en": ("Calendar", "calendar")}
PRIVACY = {
    "da": (
        "Dine oplysninger",
        "dine-oplysninger",
        "Her kan du se, hvad vi gemmer om dig, hvorfor og hvor længe.",
    ),
    "en": (
        "Your data",
        "your-data",
        "Here you can see what we keep about you, why, and for how long.",
    ),
}


def make(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")
    CalendarPage = apps.get_model("events", "CalendarPage")
    PrivacyPage = apps.get_model("home", "PrivacyPage")

    def content_type(app_label, model):
        return ContentType.objects.get_or_create(app_label=app_label, model=model)[0]

    home_type = content_type("home", "homepage")
    calendar_type = content_type("events", "calendarpage")
    privacy_type = content_type("home", "privacypage")

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    home_key, calendar_key, privacy_key = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    source = None
    for number, (code, _name) in enumerate(settings.LANGUAGES, start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        home = HomePage.objects.create(
            title=settings.SITE_NAME,
            draft_title=settings.SITE_NAME,
            slug="home" if source is None else f"home-{code}",
            content_type=home_type,
            path=f"{root.path}{number:04d}",
            depth=2,
            numchild=2,
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
        title, slug, summary = PRIVACY.get(code, PRIVACY["en"])
        PrivacyPage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            summary=summary,
            in_footer=True,
            content_type=privacy_type,
            path=f"{home.path}0002",
            depth=3,
            numchild=0,
            url_path=f"{home.url_path}{slug}/",
            locale=locale,
            translation_key=privacy_key,
        )
        source = source or home
    # Wagtail makes a language that the hub may not offer.
    for locale in Locale.objects.exclude(language_code__in=dict(settings.LANGUAGES)):
        if locale.pk != root.locale_id and not Page.objects.filter(locale=locale).exists():
            locale.delete()
    Page.objects.filter(pk=root.pk).update(numchild=len(settings.LANGUAGES))
    address = urlsplit(settings.BASE_URL)
    Site.objects.create(
        hostname=address.hostname,
        port=address.port or (443 if address.scheme == "https" else 80),
        site_name=settings.SITE_NAME,
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
