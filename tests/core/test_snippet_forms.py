"""The editors' forms of areas, partners and translated tags."""

import pytest
from django.urls import reverse
from taggit.models import Tag
from wagtail.models import Locale

from core.models import Area, Partner
from tests import factories

pytestmark = pytest.mark.django_db

AREA = "wagtailsnippets_core_area"
PARTNER = "wagtailsnippets_core_partner"
TAG = "wagtailsnippets_core_tagtranslation"


@pytest.fixture
def as_editor(client):
    editor = factories.make_user("rie@example.org", "Rie", groups=("Editors",))
    factories.sign_in(client, editor)
    return client


def area(**changes):
    return {"name": "Ålbæk By", "postal_codes": "9982", "slug": "", **changes}


def test_the_slug_of_an_area_is_made_from_its_name(as_editor):
    assert as_editor.post(reverse(f"{AREA}:add"), area()).status_code == 302
    assert Area.objects.get(name="Ålbæk By").slug == "aalbaek-by"


def test_a_written_slug_stays(as_editor):
    assert as_editor.post(reverse(f"{AREA}:add"), area(slug="aalbaek")).status_code == 302
    made = Area.objects.get(name="Ålbæk By")
    assert made.slug == "aalbaek"

    changes = area(name="Ålbæk og omegn", slug=made.slug)
    assert as_editor.post(reverse(f"{AREA}:edit", args=[made.pk]), changes).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug) == ("Ålbæk og omegn", "aalbaek")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": "!?"}, "slug"), ({"name": ""}, "name"), ({"name": "Aalbæk by"}, "slug")],
)
def test_a_slug_that_cannot_be_made_is_an_error_at_its_field(as_editor, changes, field):
    as_editor.post(reverse(f"{AREA}:add"), area())
    response = as_editor.post(reverse(f"{AREA}:add"), area(**changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_the_slug_of_a_partner_is_made_from_its_name(as_editor):
    data = {"name": "Æbleøen & Co", "role": "association", "logo": "", "slug": ""}
    assert as_editor.post(reverse(f"{PARTNER}:add"), data).status_code == 302
    assert Partner.objects.get(name="Æbleøen & Co").slug == "aebleoeen-co"


def test_tags_are_offered_by_name_and_without_the_language_they_are_written_in(as_editor):
    for name in ("vand", "lys"):
        Tag.objects.create(name=name, slug=name)
    fields = as_editor.get(reverse(f"{TAG}:add")).context["form"].fields
    names = [tag.name for tag in fields["tag"].queryset]
    assert names.index("lys") < names.index("vand")
    danish = Locale.objects.get(language_code="da")
    assert danish not in fields["locale"].queryset
    assert fields["locale"].queryset.exists()
