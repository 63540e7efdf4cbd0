"""A form writes only what its fields say, whatever else is sent with it (mass assignment).

Each form is sent by its rightful sender, once as it is, and once with a field more for every column
of the tables that it writes to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client

from residents.models import User
from tests import factories
from tests.home.form_row import Form, hidden_fields
from tests.home.table_contents import changed, content_of
from tests.home.writing_forms import FORMS
from tests.home.writing_world import World
from tests.home.writing_world import world as world  # a fixture

pytestmark = pytest.mark.django_db

TEXT, NUMBER = "zqekstra", 86421
_NAMES = re.compile(r'\bname="([\w.-]+)"')


@pytest.fixture
def mallory() -> User:
    """Somebody who has nothing to do with anything."""
    return factories.make_user("mallory@example.org", "Mallory")


def html_of(response: HttpResponse) -> str:
    return "" if response.streaming else response.content.decode("utf-8", "replace")


def read_form(client: Client, form: Form, world: World) -> tuple[dict[str, str], set[str]]:
    """Return the hidden fields, and the names of all fields that the form shows."""
    url = form.url(world)
    page = html_of(client.get(form.page(world) if form.page else url))
    hidden, shown = hidden_fields(page), set(_NAMES.findall(page))
    with transaction.atomic():
        # A form that has no page of its own shows its fields when something is missing.
        shown |= set(_NAMES.findall(html_of(client.post(url, {}))))
        transaction.set_rollback(True)
    return hidden, shown


def extra_fields(written: Iterable[str], known: set[str], mallory: User) -> dict[str, Any]:
    """Return a value for each column of the tables, by the names that a form might give it."""
    extra: dict[str, Any] = {}
    for label in written:
        for field in apps.get_model(label)._meta.concrete_fields:
            if field.name in known or field.primary_key:
                continue
            if isinstance(field, models.BooleanField):
                value: Any = "on"
            elif isinstance(field, models.ForeignKey):
                if field.related_model is not User:
                    continue
                value = mallory.pk
            elif isinstance(field, models.IntegerField):
                value = NUMBER
            elif field.choices:
                value = list(field.choices)[-1][0]
            elif isinstance(field, models.CharField | models.TextField):
                value = TEXT
            else:
                continue
            extra.setdefault(field.name, value)
            extra.setdefault(field.attname, value)
    return extra


def truths_and_choices(written: Iterable[str]) -> dict[str, Counter[Any]]:
    """Return the values of the columns that have few, and how often the rows have them."""
    found = {}
    for label in written:
        model = apps.get_model(label)
        few = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.BooleanField) or field.choices
        ]
        if few:
            found[label] = Counter(model._base_manager.values_list(*few))
    return found


def wrong_columns(written: Iterable[str], mallory: User) -> Iterator[str]:
    """Yield the columns that have a text or number of the extra fields, or name Mallory."""
    for model in map(apps.get_model, written):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                about = {field.name: mallory}
            elif isinstance(field, models.CharField | models.TextField):
                about = {f"{field.name}__contains": TEXT}
            elif isinstance(field, models.IntegerField) and not field.primary_key:
                about = {field.name: NUMBER}
            else:
                continue
            if model._base_manager.filter(**about).exists():
                yield f"{model._meta.label}.{field.name}"


def send(client: Client, url: str, data: dict[str, Any], mallory: User) -> dict[str, Any]:
    """Send the form; return which tables it wrote to, and what is in them. Roll it back."""
    cache.clear()
    with transaction.atomic():
        before = content_of()
        client.post(url, data)
        written = sorted(changed(before, content_of()))
        state = {
            "written": written,
            "values": truths_and_choices(written),
            "wrong": set(wrong_columns(written, mallory)),
        }
        transaction.set_rollback(True)
    return state


def test_a_form_writes_nothing_but_its_fields(world, mallory):
    wrong, sent = {}, 0
    for form in FORMS:
        cache.clear()
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if form.who != "anonymous":
                factories.sign_in(client, getattr(world, form.who))
            form.prepare(world)
            url, data = form.url(world), form.data(world)
            hidden, shown = read_form(client, form, world)
            data = {**hidden, **data}
            as_it_is = send(client, url, data, mallory)
            extra = extra_fields(as_it_is["written"], shown | data.keys(), mallory)
            if extra:
                sent += 1
                with_more = send(client, url, {**extra, **data}, mallory)
                if with_more != as_it_is:
                    wrong[f"{form.name} by {form.who}"] = (extra, as_it_is, with_more)
            transaction.set_rollback(True)
    assert wrong == {}, wrong
    assert sent > 50
