"""The archive of an export: its data, schema, HTML page and files."""

import datetime
import io
import json
import re
import zipfile

import pytest
from django.utils import translation
from taggit.models import Tag

from notifications.notices import activities
from residents.personal_data import archive
from residents.personal_data.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def read_archive(alice, language: str = "da") -> tuple[dict, dict, str, zipfile.ZipFile]:
    target = io.BytesIO()
    archive.write(alice, language, target)
    files = zipfile.ZipFile(target)
    data, schema = (json.loads(files.read(name)) for name in ("data.json", "schema.json"))
    return data, schema, files.read("index.html").decode(), files


def test_the_archive_holds_the_persons_data_and_no_others(alice_with_content, bob):
    data, _schema, html, files = read_archive(alice_with_content)

    sections = data["sections"]
    assert set(sections) == {rule.name for rule in registry.rules.values()}
    [account] = sections["residents_user"]
    assert account["email"] == "alice@example.org"
    assert account["about"] == "Jeg samler på sne <3"
    assert account["area"] == "Hirtshals"
    assert [post["body"] for post in sections["forum_post"]][1:] == ["Alices eget svar"]
    [signup] = sections["events_signup"]
    assert (signup["event"], signup["party_size"]) == ("Gåtur", 2)
    [image] = sections["core_siteimage"]
    assert files.read(image["files"][0]).startswith(b"\x89PNG")
    texts = json.dumps(data) + html
    assert "bob@example.org" not in texts
    assert "Bobs hemmelige svar" not in texts
    assert alice_with_content.password not in texts
    assert "Jeg samler på sne &lt;3" in html


def assert_conforms(value, schema: dict, where: str = "") -> None:
    """Check `value` against the parts of JSON Schema that the export uses."""
    supported = {"title", "description", "$schema", "examples", "format"}
    supported |= {"type", "properties", "required", "additionalProperties", "items"}
    assert set(schema) <= supported, where
    python_types = {
        **{"object": dict, "array": list, "string": str, "boolean": bool},
        **{"integer": int, "number": int | float, "null": type(None)},
    }
    if "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(isinstance(value, python_types[name]) for name in types), f"{where}: {value!r}"
        assert "boolean" in types or not isinstance(value, bool), where
    if schema.get("format") == "date-time" and value is not None:
        assert datetime.datetime.fromisoformat(value).tzinfo is not None
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value) <= set(schema["properties"]), where
        for name, child in value.items():
            assert_conforms(child, schema["properties"][name], f"{where}/{name}")
    if isinstance(value, list) and "items" in schema:
        for number, child in enumerate(value):
            assert_conforms(child, schema["items"], f"{where}/{number}")


def test_the_schema_describes_the_data(alice_with_content):
    data, schema, _html, _files = read_archive(alice_with_content)

    assert_conforms(data, schema)
    for name, section in schema["properties"]["sections"]["properties"].items():
        assert section["title"], name
        assert section["description"], name
        assert all(column["description"] for column in section["items"]["properties"].values())
    data["sections"]["forum_post"][0]["extra"] = 1
    with pytest.raises(AssertionError):
        assert_conforms(data, schema)


@pytest.mark.parametrize(
    ("language", "heading"), [("da", "Det har vi om dig"), ("en", "What we have about you")]
)
def test_the_html_page_is_in_the_persons_language_and_loads_nothing(
    alice_with_content, language, heading
):
    _data, schema, html, _files = read_archive(alice_with_content, language)

    assert f'<html lang="{language}">' in html
    assert heading in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!files/|#)', html)
    with translation.override(language):
        assert schema["properties"]["sections"]["properties"]["forum_post"]["title"] in html


# Labels with the same spelling in both languages.
SAME_IN_BOTH_LANGUAGES = {"Status", "Partner", "Type"}


@pytest.mark.parametrize("rule", registry.in_order(), ids=lambda rule: rule.name)
def test_the_labels_of_a_rule_are_translated(rule):
    """If this fails, give the rule a title or its columns labels: the package has no Danish."""
    labels = {}
    for language in ("da", "en"):
        with translation.override(language):
            schema = archive._section_schema(rule)
        columns = schema["items"]["properties"].values()
        labels[language] = [schema["title"], *(column["description"] for column in columns)]
    untranslated = [
        danish
        for danish, english in zip(labels["da"], labels["en"], strict=True)
        if danish == english and danish not in SAME_IN_BOTH_LANGUAGES
    ]
    assert not untranslated


@pytest.mark.parametrize(
    ("language", "ending"),
    [("da", "har svaret i din samtale."), ("en", "replied in your thread.")],
)
def test_codes_are_described_in_the_persons_language(alice_with_content, language, ending):
    Tag.objects.create(name="Kattens dag", slug="kat")
    activities.spread_due()

    data, schema, html, _files = read_archive(alice_with_content, language)

    assert_conforms(data, schema)
    followed = data["sections"]["notifications_subscription"]
    assert {row["topic"]: row["in_words"] for row in followed}["tag:kat"] == "Kattens dag"
    [notice] = data["sections"]["notifications_notice"]
    assert notice["in_words"].startswith("Alices samtale: ")
    assert notice["in_words"].endswith(ending)
    assert "Alices samtale" in {
        row["in_words"] for row in data["sections"]["notifications_activity"]
    }
    assert "Kattens dag" in html
    assert ending in html


def test_the_description_of_a_missing_object_is_empty(alice_with_content):
    """Alice follows a tag that does not exist."""
    data, schema, _html, _files = read_archive(alice_with_content)

    assert_conforms(data, schema)
    followed = data["sections"]["notifications_subscription"]
    assert {row["topic"]: row["in_words"] for row in followed}["tag:kat"] == ""
