"""Tags: one for each word, with a slug in ASCII."""

import pytest
from taggit.models import Tag

from core.tag_fields import TagField
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Låse", "laase"), ("La\u030ase", "laase"), ("Grøn by", "groen-by"), ("Musik", "musik")],
)
def test_a_slug_is_ascii(name, slug):
    assert Tag.objects.create(name=name).slug == slug


def test_two_names_with_one_slug_are_two_tags():
    assert [Tag.objects.create(name=name).slug for name in ("Ål", "Aal", "AÅl")] == [
        *("aal", "aal_1", "aaal")
    ]
    assert [Tag.objects.create(name=name).slug for name in ("Cafe", "Café")] == ["cafe", "cafe-2"]


@pytest.mark.parametrize("typed", ["ÆRØ", "ærø", " Ærø ", "Ær\u00adø"])
def test_a_tag_that_exists_is_taken_however_it_is_typed(typed):
    Tag.objects.create(name="Ærø")
    assert TagField().clean(f"{typed}, havn") == ["havn", "Ærø"]


def test_a_word_that_is_typed_twice_is_one_tag():
    assert len(TagField().clean("Ærø, ÆRØ, Anne-Marie, anne‑marie")) == 2


def test_the_form_of_a_page_uses_the_field(as_editor, theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    form = as_editor.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    assert isinstance(form.fields["tags"], TagField)
