"""The editors' form of a theme: pictures, icon and wordings in one form."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Locale

from core.images.rendering import make_renditions
from core.images.renditions import RenditionFailedError
from core.models import SiteImage, Theme, ThemeWording
from core.templatetags.core_tags import ILLUSTRATIONS, illustration_url
from core.themes import localized_themes
from tests import factories

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_core_theme:add"


@pytest.fixture
def as_administrator(client):
    admin = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(client, admin)
    return client


def form_of(**changes):
    """Return the data of the form, with `changes`."""
    return {
        "name_da": "Indbrud",
        "summary_da": "Om indbrud.",
        "name_en": "",
        "summary_en": "",
        "slug": "",
        "colour": "brick",
        "illustration": "neutral",
        "picture": "",
        "icon": "mark",
        "order": "0",
        **changes,
    }


def test_a_theme_is_made_with_its_wordings(as_administrator):
    changes = {"name_en": "Burglary", "summary_en": "About burglary.", "icon": "lock"}
    assert as_administrator.post(reverse(ADD), form_of(**changes)).status_code == 302

    theme = Theme.objects.get()
    assert (theme.slug, theme.icon, theme.illustration) == ("indbrud", "lock", "neutral")
    danish, english = theme.wordings.order_by("pk")
    assert (danish.name, english.name) == ("Indbrud", "Burglary")
    assert danish.translation_key == english.translation_key
    assert [one.name for one in localized_themes("en")] == ["Burglary"]


def test_a_picture_is_chosen_in_the_picture_chooser(as_administrator):
    form = as_administrator.get(reverse(ADD)).context["form"]
    assert isinstance(form.fields["picture"].widget, AdminImageChooser)


@pytest.mark.parametrize("missing", ["name_en", "summary_en"])
def test_half_a_wording_says_what_is_missing(as_administrator, missing):
    wording = {"name_en": "Burglary", "summary_en": "About burglary.", missing: ""}
    response = as_administrator.post(reverse(ADD), form_of(**wording))
    (error,) = response.context["form"].errors.as_data()[missing]
    assert error.code == "half_wording"
    assert not Theme.objects.exists()


def test_a_theme_without_english_has_the_danish_words(as_administrator, client):
    as_administrator.post(reverse(ADD), form_of())

    assert [one.name for one in localized_themes("en")] == ["Indbrud"]
    assert client.get("/en/").status_code == 200
    assert b"Indbrud" in client.get("/en/").content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_da": ""}, "name_da"),
        ({"summary_da": ""}, "summary_da"),
        ({"name_en": "Burglary"}, "summary_en"),
        ({"summary_en": "About burglary."}, "name_en"),
        ({"name_da": "Ring 010203-1234"}, "name_da"),
        ({"summary_en": "010203-1234", "name_en": "Burglary"}, "summary_en"),
        ({"name_da": "💥"}, "slug"),
        ({"slug": "../x"}, "slug"),
        ({"slug": "traffic-safety"}, "slug"),
        ({"icon": "x-y"}, "icon"),
        ({"illustration": "../../secret"}, "illustration"),
        ({"colour": "white"}, "colour"),
        ({"order": "-1"}, "order"),
        ({"picture": "999"}, "picture"),
    ],
)
def test_errors_stand_at_their_field_and_the_texts_are_kept(
    as_administrator, theme, changes, field
):
    response = as_administrator.post(reverse(ADD), form_of(**changes))

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form[next(iter(changes))].value() == next(iter(changes.values()))
    assert Theme.objects.count() == 1


def test_a_slug_made_of_the_name_must_be_free(as_administrator, theme):
    response = as_administrator.post(reverse(ADD), form_of(name_da="Traffic safety"))

    assert list(response.context["form"].errors) == ["slug"]


def test_editors_change_a_theme_and_its_wordings(as_editor, theme):
    url = reverse("wagtailsnippets_core_theme:edit", args=[theme.pk])
    form = as_editor.get(url).context["form"]
    assert form["name_da"].value() == "Traffic safety (da)"

    data = form_of(slug=theme.slug, name_da="Trafik", name_en="Traffic", summary_en="Roads.")
    assert as_editor.post(url, data).status_code == 302
    assert [one.name for one in localized_themes("da")] == ["Trafik"]
    assert [one.name for one in localized_themes("en")] == ["Traffic"]

    assert as_editor.post(url, {**data, "name_en": "", "summary_en": ""}).status_code == 302
    assert [one.name for one in localized_themes("en")] == ["Trafik"]


@pytest.mark.parametrize("browser", ["client", "as_alice", "as_moderator", "as_editor"])
def test_only_administrators_make_themes(request, browser):
    response = request.getfixturevalue(browser).post(reverse(ADD), form_of())

    assert response.status_code in {302, 403}
    assert not Theme.objects.exists()


def test_a_theme_without_any_wording_is_shown_everywhere(client):
    Theme.objects.create(slug="indbrud")

    [theme] = localized_themes()
    assert theme.name == "indbrud"
    assert b"indbrud" in client.get("/da/").content


def test_a_wording_in_another_language_is_better_than_none(theme):
    theme.wordings.exclude(locale__language_code="en").delete()

    assert [one.name for one in localized_themes("da")] == ["Traffic safety (en)"]


def test_a_second_wording_is_an_error_and_no_crash(theme):
    wording = ThemeWording(
        theme=theme, name="To", summary="To", locale=Locale.objects.get(language_code="da")
    )
    with pytest.raises(ValidationError):
        wording.full_clean()


def test_an_uploaded_picture_takes_the_place_of_the_illustration(
    theme, client, private, django_assert_num_queries, as_if_committed
):
    theme.picture = SiteImage.objects.create(title="Hus", file=get_test_image_file())
    theme.save()
    assert [one.illustration for one in localized_themes()] == ["neutral"]
    make_renditions(theme.picture.pk)
    [shown] = localized_themes()

    assert shown.illustration.url.endswith(".fill-800x600.jpg")
    page = factories.make_theme_page(theme)
    localized_themes()
    with django_assert_num_queries(0):
        localized_themes()
    assert shown.illustration.url in client.get(page.url).content.decode()


def test_a_broken_picture_gives_way_to_the_illustration(theme, client, private):
    broken = SiteImage.objects.create(title="Hus", file=get_test_image_file())
    Path(broken.file.path).write_bytes(b"no picture")
    with pytest.raises(RenditionFailedError):
        make_renditions(broken.pk)
    theme.picture, theme.illustration = broken, "loneliness"
    theme.save()

    [shown] = localized_themes()
    assert shown.illustration == "loneliness"
    assert client.get("/da/").status_code == 200


def test_each_choice_has_its_drawing_and_its_symbol():
    sprite = Path(finders.find("icons/sprite.svg")).read_text()

    for name in ILLUSTRATIONS:
        assert finders.find(f"illustrations/{name}.svg"), name
    for name in Theme.Icon.values:
        assert f'id="{name}"' in sprite, name


@pytest.mark.parametrize("name", ["", "indbrud", "..", "neutral.svg", "Empty"])
def test_unknown_names_get_the_neutral_drawing(name):
    assert illustration_url(name) == illustration_url("neutral")
