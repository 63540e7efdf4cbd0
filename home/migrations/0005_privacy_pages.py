"""Make a privacy page in each language, so that no site is without one."""

import uuid

from django.conf import settings
from django.db import migrations

WORDS = {
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
# As treebeard counts.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4


def after(path):
    """Return the path of the page that follows the one at `path`."""
    number = int(path[-STEP:], len(DIGITS)) + 1
    digits = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return path[:-STEP] + digits.rjust(STEP, "0")


def make(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    Page = apps.get_model("wagtailcore", "Page")
    PrivacyPage = apps.get_model("home", "PrivacyPage")
    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="privacypage")
    key = uuid.uuid4()
    for code, _name in settings.LANGUAGES:
        home = HomePage.objects.filter(locale__language_code=code).order_by("path").first()
        if home is None:
            continue
        children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
        last = children.order_by("path").values_list("path", flat=True).last()
        title, slug, summary = WORDS.get(code, WORDS["en"])
        taken = set(children.values_list("slug", flat=True))
        # A site may have a page of that address, written before there was this kind of page.
        while slug in taken:
            slug += "-2"
        PrivacyPage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            summary=summary,
            in_footer=True,
            content_type=content_type,
            path=after(last) if last else f"{home.path}{'1'.rjust(STEP, '0')}",
            depth=home.depth + 1,
            numchild=0,
            url_path=f"{home.url_path}{slug}/",
            locale=home.locale,
            translation_key=key,
        )
        Page.objects.filter(pk=home.pk).update(numchild=children.count())


class Migration(migrations.Migration):
    dependencies = [("home", "0004_privacy_page")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
