"""Key figures: numbers, units and dates are typed once; what was stored as words stays readable."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.blocks import StructBlockValidationError

from core.blocks.figures import FigureBlock

TYPED = {
    "prefix": "over",
    "value": "83 %",
    "unit": "",
    "label": "færre indbrud",
    "baseline": "",
    "target": "90",
    "date": "2022",
    "source": "Projektet",
}


def cleaned(**changes: str):
    block = FigureBlock()
    data = {f"f-{name}": text for name, text in {**TYPED, **changes}.items()}
    with translation.override("da"):
        value = block.clean(block.value_from_datadict(data, {}, "f"))
    return block, block.to_python(block.get_prep_value(value))


def shown(value, language: str) -> str:
    block = FigureBlock()
    with translation.override(language):
        return render_to_string("components/figures.html", {"items": [block.normalize(value)]})


def test_a_figure_is_shown_in_the_format_of_the_language():
    _block, value = cleaned(value="1.234,5", unit="km", target="2.000")
    assert "1.234,5" in shown(value, "da")
    assert "1,234.5" in shown(value, "en")
    assert "2,000" in shown(value, "en")


def test_a_target_takes_the_unit_of_the_figure():
    _block, value = cleaned()
    html = shown(value, "da")
    assert "83\u00a0%" in html
    assert "90\u00a0%" in html
    assert "<title>" in html
    assert "2022" in html
    assert "90%" in shown(value, "en")


def test_without_a_target_there_is_no_progress():
    _block, value = cleaned(target="")
    assert value.progress is None
    assert "<svg" not in shown(value, "da")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": "mange"}, "target"),
        ({"baseline": "1.5"}, "baseline"),
        ({"value": "1,2,3"}, "value"),
        ({"value": "3 ud af 4"}, "value"),
        ({"baseline": "90"}, "target"),
        ({"date": "i fjor"}, "date"),
        ({"value": ""}, "value"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    with pytest.raises(StructBlockValidationError) as caught:
        cleaned(**changes)
    assert set(caught.value.block_errors) == {field}


def test_words_are_a_figure_too():
    _block, value = cleaned(value="3 ud af 4", target="")
    assert "3 ud af 4" in shown(value, "en")


def test_what_was_stored_as_words_is_still_shown():
    """Before there were numbers, all figures were words, without unit, target and date."""
    stored = {"prefix": "over", "value": "83 %", "label": "færre indbrud", "source": "Projektet"}
    value = FigureBlock().to_python(stored)
    assert "83 %" in shown(value, "da")
    with translation.override("da"):
        assert FigureBlock().clean(value)["value"].is_percent


@pytest.mark.parametrize(
    "stored",
    [{}, {"value": {"number": "x"}, "label": "x"}, {"value": {"number": "NaN"}}, {"value": None}],
)
def test_an_empty_figure_is_nothing(stored):
    assert 'class="figure"' not in shown(FigureBlock().to_python(stored), "da")


def test_only_words_are_for_translators():
    block, value = cleaned()
    fields = {
        name: [segment.string.data for segment in child.get_translatable_segments(value[name])]
        for name, child in block.child_blocks.items()
        if hasattr(child, "get_translatable_segments")
    }
    assert fields == {"value": [], "unit": [], "baseline": [], "target": [], "date": []}
    _block, value = cleaned(value="3 ud af 4", unit="naboer", target="")
    words = {
        name: [
            segment.string.data
            for segment in block.child_blocks[name].get_translatable_segments(value[name])
        ]
        for name in ("value", "unit")
    }
    assert words == {"value": ["3 ud af 4"], "unit": ["naboer"]}
