"""Pictures without a description: the report, its filters, and the line on the dashboard."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Collection, ReferenceIndex

from campaigns.models import CampaignPage
from core.models import SiteImage, SiteRendition, SiteSettings
from desk.undescribed_pictures import without_description
from tests import factories
from tests.core.blocks.samples import block, picture, titled
from tests.core.images.pictures import make_image
from tests.desk.test_reports import PICTURES, rows_by_name
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def make_old(title: str, **fields) -> SiteImage:
    """Make a picture from before descriptions were required."""
    picture = make_image(title)
    SiteImage.objects.filter(pk=picture.pk).update(**{"description": "", **fields})
    return picture


@pytest.fixture
def used(theme):
    """A picture that a partner shows as its logo."""
    picture = make_old("Vejen")
    partner = factories.make_partner()
    partner.logo = picture
    partner.save()
    ReferenceIndex.create_or_update_for_object(partner)
    return picture


def test_the_report_lists_only_what_lacks_a_description(as_editor, used):
    make_old("Stien")
    make_old("Beskrevet", description="En sti langs vandet.")
    make_old("Pynt", is_decorative=True)

    rows = rows_by_name(as_editor, PICTURES)
    assert list(rows) == ["Vejen", "Stien"]
    assert f"/admin/images/{used.pk}/" in markup_of(as_editor.get(PICTURES))


def test_the_filters(as_editor, used):
    other = Collection.get_first_root_node().add_child(name="Foreninger")
    make_old("Stien", collection=other)

    assert list(rows_by_name(as_editor, PICTURES, use="used")) == ["Vejen"]
    assert list(rows_by_name(as_editor, PICTURES, use="unused")) == ["Stien"]
    assert list(rows_by_name(as_editor, PICTURES, collection=other.pk)) == ["Stien"]
    assert as_editor.get(PICTURES, {"use": "x"}).status_code == 200


def test_the_dashboard_counts_them(as_editor, as_moderator, editor):
    assert without_description(editor) is None
    for number in range(9):
        make_old(f"Billede {number}")

    page = markup_of(as_editor.get("/admin/desk/panels/"))
    assert "9 billeder mangler beskrivelse" in page
    assert PICTURES in page
    assert "mangler beskrivelse" not in markup_of(as_moderator.get("/admin/desk/panels/"))


def test_the_queries_do_not_grow_with_the_pictures(as_editor, editor, used, theme):
    def queries(find):
        with CaptureQueriesContext(connection) as captured:
            find()
        return len(captured)

    def show_report():
        as_editor.get(PICTURES)

    theme_page = factories.make_theme_page(theme)
    factories.make_campaign(theme_page).save_revision()
    for number in range(9):
        make_old(f"Billede {number}")
    # The permissions of a user are asked for once.
    without_description(editor)
    show_report()
    few = queries(lambda: without_description(editor)), queries(show_report)
    for number in range(9, 15):
        make_old(f"Billede {number}")
        factories.make_campaign(theme_page, f"Kampagne {number}").save_revision()

    assert (queries(lambda: without_description(editor)), queries(show_report)) == few


@pytest.mark.parametrize("kind", ["theme", "campaign", "event"])
def test_what_themes_and_pages_show_at_the_top_is_in_use(as_editor, theme, kind):
    picture = make_old("Forsiden")
    make_old("Ubrugt")
    if kind == "theme":
        shown = theme
    elif kind == "campaign":
        shown = factories.make_campaign(factories.make_theme_page(theme))
    else:
        shown = factories.make_event_page(theme)
    shown.picture = picture
    shown.save()
    ReferenceIndex.create_or_update_for_object(shown)

    assert list(rows_by_name(as_editor, PICTURES, use="used")) == ["Forsiden"]
    assert list(rows_by_name(as_editor, PICTURES, use="unused")) == ["Ubrugt"]


@pytest.mark.parametrize("field", ["logo", "social_image", "browser_icon", "front_picture"])
def test_what_the_settings_of_the_site_show_is_in_use(as_editor, as_if_committed, field):
    picture = make_old("Forsiden")
    make_old("Ubrugt")
    settings = SiteSettings.load()
    setattr(settings, field, picture)
    settings.save()

    assert list(rows_by_name(as_editor, PICTURES, use="used")) == ["Forsiden"]
    assert list(rows_by_name(as_editor, PICTURES, use="unused")) == ["Ubrugt"]

    setattr(settings, field, None)
    settings.save()
    assert rows_by_name(as_editor, PICTURES, use="used") == {}


# They repeat what a page refers to, which is indexed.
COPIES = {"events.Event", "campaigns.CampaignUpdateText"}


def test_every_model_that_shows_pictures_is_in_the_index():
    unseen = {
        model._meta.label
        for model in apps.get_models()
        if model not in ReferenceIndex.tracked_models and model is not SiteRendition
        for field in model._meta.get_fields()
        if isinstance(field, StreamField | RichTextField)
        or (field.many_to_one and field.related_model is SiteImage)
    }
    assert unseen == COPIES


def test_what_a_draft_shows_is_in_use(as_editor, theme):
    """The index of references knows published pages only."""
    kinds = ["Hoved", "Galleri", "Fakta", "Nyhed", "Ny side"]
    main, gallery, fact, update, new = (make_old(kind) for kind in kinds)
    make_old("Ubrugt")
    theme_page = factories.make_theme_page(theme)
    page = factories.make_campaign(theme_page)
    page.picture = main
    page.body = json.dumps(
        [
            block("gallery", titled({"image": picture(gallery.pk), "caption": ""})),
            block("fact_box", {"title": "Fakta", "text": "", "image": picture(fact.pk)}),
        ]
    )
    page.updates = json.dumps([factories.update_block(image=picture(update.pk))])
    page.save_revision()
    draft = CampaignPage(title="Kladde", summary="Ny.", picture=new, live=False)
    theme_page.add_child(instance=draft)
    draft.save_revision()

    assert set(rows_by_name(as_editor, PICTURES, use="used")) == set(kinds)
    assert list(rows_by_name(as_editor, PICTURES, use="unused")) == ["Ubrugt"]


def test_what_the_latest_draft_has_no_more_is_not_in_use(as_editor, theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.picture = make_old("Før")
    page.save_revision()
    page.picture = make_old("Nu")
    page.save_revision()

    assert list(rows_by_name(as_editor, PICTURES, use="used")) == ["Nu"]
    assert list(rows_by_name(as_editor, PICTURES, use="unused")) == ["Før"]
