"""`{% held %}`: what is rendered once, and what never."""

import pytest
import time_machine
from django.template import Context, RequestContext, Template
from django.utils import translation

from core.models import Area
from tests import factories

PIECE = "{% load held_tags %}{% held 'piece' key other %}{{ shown }}{% endheld %}"


def render(**context: object) -> str:
    return Template(PIECE).render(Context(context))


def test_block_is_rendered_once_for_each_key():
    assert [render(key=1, shown="a"), render(key=1, shown="b"), render(key=2, shown="c")] == [
        *("a", "a", "c"),
    ]


def test_all_values_of_the_key_count():
    assert render(key=1, other=True, shown="a") == "a"
    assert render(key=1, other=False, shown="b") == "b"


def test_each_language_has_its_own():
    with translation.override("da"):
        render(key=1, shown="a")
    with translation.override("en"):
        assert render(key=1, shown="b") == "b"


def test_each_day_has_its_own():
    with time_machine.travel("2027-03-01T22:59:00Z", tick=False):
        render(key=1, shown="i dag")
    with time_machine.travel("2027-03-01T23:01:00Z", tick=False):  # past midnight of the place
        assert render(key=1, shown="i går") == "i går"


def test_without_a_key_nothing_is_held():
    assert [render(shown="a"), render(shown="b")] == ["a", "b"]


def test_row_does_not_stand_for_what_is_shown_of_it(db):
    with pytest.raises(TypeError):
        render(key=factories.make_area(), shown="a")


def test_page_stands_for_its_published_version(db, as_if_committed):
    page = factories.make_standard_page("Om os")
    assert render(key=page, shown="a") == render(key=page, shown="b") == "a"
    page.save_revision().publish()
    page.refresh_from_db()
    assert render(key=page, shown="c") == "c"


def test_preview_is_not_held(db, rf):
    page = factories.make_standard_page("Om os")
    request = rf.get("/")
    request.is_preview = True

    def preview(shown: str) -> str:
        return Template(PIECE).render(RequestContext(request, {"key": page, "shown": shown}))

    assert [preview("a"), preview("b"), render(key=page, shown="c")] == ["a", "b", "c"]


def test_rows_that_the_block_reads_drop_it(db, as_if_committed):
    template = Template(
        "{% load held_tags %}{% held 'rows' 1 %}"
        "{% for area in areas %}{{ area.name }} {% endfor %}{% endheld %}"
    )

    def names() -> str:
        return template.render(Context({"areas": Area.objects.all()}))

    area = factories.make_area("Gammelby")
    assert "Gammelby" in names()
    Area.objects.filter(pk=area.pk).update(name="Nyby")
    assert "Nyby" in names()
