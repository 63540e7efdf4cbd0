"""The chart block: typed in the editor's language, stored once, shown in the reader's language."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import translation
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from core.blocks.charts import ChartBlock
from core.charts.table import Row, Table
from tests import factories

TYPED = {
    "kind": "bars",
    "title": "Indbrud i byerne",
    "description": "Tallet falder.",
    "table": "By\t2021\t2022\nHjørring\t1.234,5\t70\nVrå\t-3\t",
    "unit": "indbrud",
    "source": "Politiet",
}
TABLE = Table(
    "By",
    ("2021", "2022"),
    (Row("Hjørring", (Decimal("1234.5"), Decimal(70))), Row("Vrå", (Decimal(-3), None))),
)


def typed(**changes: str) -> Any:
    """Return the value that the form of a Danish editor makes."""
    block = ChartBlock()
    data = {f"chart-{name}": text for name, text in {**TYPED, **changes}.items()}
    return block, block.value_from_datadict(data, {}, "chart")


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def test_what_is_typed_is_stored_the_same_in_every_language():
    block, value = typed()
    stored = json.loads(json.dumps(block.get_prep_value(block.clean(value))))

    assert block.to_python(stored)["table"] == TABLE
    assert stored["table"]["rows"][0] == ["Hjørring", "1234.5", "70"]
    with translation.override("en"):
        shown = block.get_form_state(block.to_python(stored))["table"]
    assert shown == "By\t2021\t2022\nHjørring\t1,234.5\t70\nVrå\t\u22123\t"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"table": "By;2021\nVrå;12a"}, ["2", "Vrå", "2021", "12a"]),
        ({"kind": "shares"}, ["Vrå", "2021"]),
        ({"kind": "lines", "table": "By;2021\nVrå;12"}, []),
        ({"table": ""}, []),
        ({"table": " \n"}, []),
    ],
)
def test_what_is_wrong_is_said_at_the_table_and_kept(changes, named):
    block, value = typed(**changes)
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(value)
    [error] = caught.value.block_errors.values()
    assert set(caught.value.block_errors) == {"table"}
    assert all(word in " ".join(error.messages) for word in named)
    if "table" in changes:
        assert block.get_form_state(value)["table"] in {changes["table"], changes["table"] or None}


def test_a_draft_can_be_half_filled():
    block, value = typed(title="", description="", table="", source="")
    block.defer_required_validation()
    try:
        cleaned = block.clean(value)
    finally:
        block.restore_deferred_validation()
    assert block.render(block.to_python(block.get_prep_value(cleaned))).strip() == ""


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"kind": None, "title": None, "table": None},
        {"kind": "bars", "title": "x", "table": ""},
        {"kind": "bars", "title": "x", "table": {"columns": ["", "a"], "rows": [["b", ""]]}},
        {"kind": "unknown", "title": "x", "table": TABLE.to_json()},
    ],
)
def test_an_empty_or_half_filled_chart_renders_nothing(stored):
    block = ChartBlock()
    assert block.render(block.to_python(stored)).strip() == ""


def test_the_preview_is_a_chart_in_the_editors_language():
    block = ChartBlock()
    titles = set()
    for language in ("da", "en"):
        with translation.override(language):
            value = block.get_preview_value()
            assert block.clean(value)
            assert "<svg" in block.render(value)
            titles.add(value["title"])
    assert len(titles) == 2


def put_chart(page: Any) -> Any:
    block, value = typed()
    stored = block.get_prep_value(block.clean(value))
    raw = [{"type": "chart", "id": "a0a0a0a0-0000-4000-8000-000000000001", "value": stored}]
    page.body = page._meta.get_field("body").stream_block.to_python(raw)
    page.save_revision().publish()
    return page


WORDS = {
    "Indbrud i byerne": "Burglaries by town",
    "Tallet falder.": "The number falls.",
    "By": "Town",
    "indbrud": "burglaries",
    "Politiet": "The police",
}


@pytest.mark.django_db
def test_only_the_words_are_translated():
    page = put_chart(factories.make_standard_page())
    source, _created = TranslationSource.update_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    strings = list(
        StringSegment.objects.filter(source=source, context__path__startswith="body")
        .order_by("order")
        .values_list("string__data", flat=True)
    )
    assert strings == [
        *("Indbrud i byerne", "Tallet falder.", "By", "Hjørring", "Vrå", "indbrud", "Politiet")
    ]
    record = Translation.objects.create(source=source, target_locale=english)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=english,
            context=segment.context,
            data=WORDS.get(segment.string.data, segment.string.data),
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        record.save_target(publish=True)
    other = record.get_target_instance()

    [chart] = [block.value.chart for block in other.body]
    assert chart.title == "Burglaries by town"
    assert chart.table == TABLE.with_words(["Town", "Hjørring", "Vrå"])
    html = Client().get(other.url).content.decode()
    assert "1,234.5" in html
    assert "1.234,5" in Client().get(page.url).content.decode()

    _block, changed = typed(table="By;2021;2022\nHjørring;99;70\nVrå;-3;")
    page.body[0].value["table"] = _block.clean(changed)["table"]
    page.save_revision().publish()
    source.update_from_db()
    record.save_target(publish=True)
    [chart] = [block.value.chart for block in record.get_target_instance().body]
    assert chart.table.corner == "Town"
    assert chart.table.rows[0].numbers == (Decimal(99), Decimal(70))


@pytest.mark.django_db
def test_a_search_finds_the_words_of_a_chart():
    page = put_chart(factories.make_standard_page())
    assert {"Indbrud i byerne", "Hjørring"} <= set(page.mentioning_texts())


@pytest.mark.django_db
def test_an_editor_compares_two_versions(as_editor):
    page = put_chart(factories.make_standard_page())
    earlier = page.latest_revision_id
    block, value = typed(table="By;2021;2022\nHjørring;99;70\nVrå;-3;")
    page.body[0].value["table"] = block.clean(value)["table"]
    latest = page.save_revision().pk

    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, earlier, latest])
    html = as_editor.get(address).content.decode()

    assert "1.234,5" in html
    assert "99" in html
    assert "Table(" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "is_saved"), [(TYPED["table"], True), ("By;2021\nVrå;12a", False)]
)
def test_an_editor_saves_a_chart(theme, as_editor, table, is_saved):
    page = put_chart(factories.make_campaign(factories.make_theme_page(theme)))
    body = streamfield([("chart", {**TYPED, "table": table})])
    form = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body": body,
        "updates": streamfield([]),
        "action-publish": "1",
        "campaign_partners-TOTAL_FORMS": "0",
        "campaign_partners-INITIAL_FORMS": "0",
    }
    response = as_editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form)
    )
    assert response.status_code == (302 if is_saved else 200)
    if not is_saved:
        html = response.content.decode()
        assert "12a" in html
        assert "2021" in html
