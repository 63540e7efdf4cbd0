"""A person's data as a ZIP archive: `data.json`, its JSON Schema, an HTML page, and the files."""

import datetime
import json
import mimetypes
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from core.site_settings import site_name
from residents.models import User
from residents.personal_data.registry import Column, Person, Rule, registry

_TYPES: list[tuple[type[models.Field] | tuple[type[models.Field], ...], dict[str, Any]]] = [
    (models.BooleanField, {"type": "boolean"}),
    ((models.IntegerField, models.AutoField), {"type": "integer"}),
    ((models.FloatField, models.DecimalField), {"type": "number"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
]


@dataclass
class Section:
    """The rows of one rule: as data for JSON, and as texts for the page."""

    rule: Rule
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def withholds(self) -> bool:
        """Return whether the export leaves out data that exists or may exist."""
        return bool(self.rule.withheld and (self.rows or not self.rule.columns))


def write(user: User, language: str, target: IO[bytes]) -> None:
    """Write the archive of everything stored about `user` to `target`, in `language`."""
    with (
        translation.override(language),
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        person = Person.of(user)
        sections = [_section(rule, person, archive) for rule in reversed(registry.in_order())]
        made_at = timezone.now()
        data = {
            "site": site_name(),
            "address": settings.BASE_URL,
            "made_at": made_at.isoformat(),
            "language": language,
            "sections": {section.rule.name: section.rows for section in sections},
        }
        archive.writestr("data.json", _as_json(data))
        archive.writestr("schema.json", _as_json(schema()))
        context = {
            "user": user,
            "made_at": made_at,
            "language": language,
            "site_name": site_name(),
            "base_url": settings.BASE_URL,
            "filled": [section for section in sections if section.rows],
            "empty": [section for section in sections if not section.rows],
            "withheld": [section for section in sections if section.withholds],
        }
        archive.writestr("index.html", render_to_string("residents/export/index.html", context))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of `data.json`, described in the active language."""
    sections = {rule.name: _section_schema(rule) for rule in reversed(registry.in_order())}
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _("Everything %(site)s stores about one person") % {"site": site_name()},
        "type": "object",
        "properties": {
            "site": text,
            "address": text,
            "made_at": {"type": "string", "format": "date-time"},
            "language": text,
            "sections": {
                "type": "object",
                "properties": sections,
                "required": list(sections),
                "additionalProperties": False,
            },
        },
        "required": ["site", "address", "made_at", "language", "sections"],
        "additionalProperties": False,
    }


def _section_schema(rule: Rule) -> dict[str, Any]:
    columns = list(_columns(rule))
    properties = {column.name: _column_schema(rule, column) for column in columns}
    if rule.describe_rows:
        properties["in_words"] = {"type": "string", "description": _("Readable version")}
    if rule.files:
        properties["files"] = {
            "type": "array",
            "items": {"type": "string"},
            "description": _("Where to find the files in the archive."),
        }
    description = " ".join(
        str(text) for text in (rule.privacy_row.what, rule.privacy_row.why, rule.withheld) if text
    )
    return {
        "title": _title(rule),
        "description": description,
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        },
    }


def _column_schema(rule: Rule, column: Column) -> dict[str, Any]:
    description = {"description": _label(rule, column)}
    if column.read is not None:
        return description | {"type": ["string", "integer", "boolean", "null"]}
    model_field = rule.get_model()._meta.get_field(column.name)
    if isinstance(model_field, models.JSONField):
        return description
    value: dict[str, Any] = {"type": "string"}
    if not model_field.is_relation:
        value = next((known for types, known in _TYPES if isinstance(model_field, types)), value)
        if choices := getattr(model_field, "choices", None):
            value = value | {"examples": [code for code, _choice_label in choices]}
    if getattr(model_field, "null", False):
        value = value | {"type": [value["type"], "null"]}
    return description | value


def _section(rule: Rule, person: Person, archive: zipfile.ZipFile) -> Section:
    """Read the rows of `rule`, and add their files to `archive`."""
    section = Section(rule, _title(rule))
    if not rule.columns:
        return section
    columns = list(_columns(rule))
    meta = rule.get_model()._meta
    related = [
        column.name
        for column in columns
        if column.read is None and meta.get_field(column.name).many_to_one
    ]
    queryset = rule.rows(person).order_by("pk")
    rows = list(queryset.select_related(*related) if related else queryset)
    descriptions = rule.describe_rows(rows, person.user) if rule.describe_rows else {}
    for row in rows:
        values = {column.name: _read(row, column) for column in columns}
        description = descriptions.get(row.pk, "")
        files = list(_add_files(rule, row, archive))
        data = {name: _to_json(value) for name, value in values.items()}
        data |= {"in_words": description} if rule.describe_rows else {}
        section.rows.append(data | ({"files": files} if rule.files else {}))
        section.shown.append(
            {
                "values": [(_("Readable version"), description)] * bool(description)
                + [
                    (_label(rule, column), text)
                    for column in columns
                    if (text := _to_text(row, column, values[column.name])) != ""
                ],
                "files": [(path, _is_picture(path)) for path in files],
            }
        )
    return section


def _columns(rule: Rule) -> Iterator[Column]:
    for column in rule.columns:
        yield Column(column) if isinstance(column, str) else column


def _title(rule: Rule) -> str:
    name = str(rule.title or rule.get_model()._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def _label(rule: Rule, column: Column) -> str:
    label = column.label
    if not label:
        label = getattr(rule.get_model()._meta.get_field(column.name), "verbose_name", column.name)
    return str(label)[:1].upper() + str(label)[1:]


def _read(row: Any, column: Column) -> Any:
    return column.read(row) if column.read else getattr(row, column.name)


def _to_json(value: Any) -> Any:
    """Return `value` as a type that JSON has."""
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    if isinstance(value, datetime.date):  # includes datetime
        return value.isoformat()
    return str(value)


def _to_text(row: Any, column: Column, value: Any) -> str:
    """Return `value` as the page shows it; empty for no value."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    if column.read is None and hasattr(row, f"get_{column.name}_display"):
        return str(getattr(row, f"get_{column.name}_display")())
    return str(value)


def _add_files(rule: Rule, row: Any, archive: zipfile.ZipFile) -> Iterator[str]:
    """Add the row's files to `archive` and yield their paths in it; skip a missing file."""
    for number, file in enumerate(rule.files(row) if rule.files else ()):
        if not file.name or not file.storage.exists(file.name):
            continue
        name = get_valid_filename(PurePosixPath(file.name).name)
        path = f"files/{rule.name}-{row.pk}-{number}-{name}"
        with file.storage.open(file.name) as source, archive.open(path, "w") as copy:
            for chunk in source.chunks():
                copy.write(chunk)
        yield path


def _is_picture(path: str) -> bool:
    return (mimetypes.guess_type(path)[0] or "").startswith("image/")


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
