"""Every model that refers to a person has a rule for the export, erasure and privacy page."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from residents.models import User
from residents.personal_data.coverage_check import uncovered_fields
from residents.personal_data.privacy_notice import ACCOUNT
from residents.personal_data.registry import Erasure, Person, Registry, Rule, registry

RULES = sorted(registry.rules.values(), key=lambda rule: rule.model)
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.model)


def test_rules_cover_every_field_with_personal_data():
    """If this fails, write a rule in the app's `personal_data.py` (see docs/personal-data.md)."""
    assert uncovered_fields() == {}


@pytest.fixture
def make_model(request):
    """Return a function that makes a model; remove the models from Django's registry afterwards."""
    names_before = set(apps.all_models["residents"])

    def remove_models() -> None:
        for name in set(apps.all_models["residents"]) - names_before:
            del apps.all_models["residents"][name]
        apps.clear_cache()

    def make(name: str, **fields: models.Field) -> type[models.Model]:
        meta = type("Meta", (), {"app_label": "residents"})
        model = type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
        request.addfinalizer(remove_models)
        return model

    return make


def user_foreign_key(**options):
    return models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", **options)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("owner", user_foreign_key),
        ("double", lambda: models.OneToOneField(User, models.CASCADE, related_name="+")),
        ("friends", lambda: models.ManyToManyField(User, related_name="+")),
        ("reply", models.EmailField),
        ("seen_from", models.GenericIPAddressField),
        ("ip", lambda: models.CharField(max_length=40)),
        ("first_name", lambda: models.CharField(max_length=40)),
        ("user_agent", models.TextField),
    ],
)
def test_a_model_without_a_rule_is_reported(make_model, field, make):
    make_model("Diary", **{field: make()})

    uncovered = uncovered_fields()

    assert uncovered.pop("residents.Diary") == [field]
    assert all(name.startswith("residents.Diary_") for name in uncovered)  # a link table


def test_a_field_that_its_rule_does_not_name_is_reported(make_model):
    model = make_model("Diary", owner=user_foreign_key(), email=models.EmailField())
    rules = Registry()
    rules.register(
        Rule(
            model="residents.Diary",
            person_fields=("owner",),
            privacy_row=ACCOUNT,
            columns=("email",),
            erasure=Erasure.DELETE,
        )
    )

    assert uncovered_fields([model], rules) == {"residents.Diary": ["email"]}


def test_a_model_without_personal_data_needs_no_rule(make_model):
    make_model("Colour", shade=models.CharField(max_length=9), is_name=models.BooleanField())

    assert uncovered_fields() == {}


@every_rule
def test_the_fields_of_a_rule_exist(rule):
    for name in (*rule.person_fields, *(name for name in rule.columns if isinstance(name, str))):
        try:
            rule.get_model()._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{rule.model} has no field {name}")


@every_rule
@pytest.mark.django_db
def test_a_rule_finds_the_rows_of_a_person(rule, alice):
    assert rule.rows(Person.of(alice)).count() in {0, 1}


def test_a_rule_must_give_a_reason_to_keep_or_withhold():
    with pytest.raises(ValueError, match="gives no reason"):
        Rule(model="a.B", person_fields=(), privacy_row=ACCOUNT, erasure=Erasure.DELETE)
    with pytest.raises(ValueError, match="gives no reason"):
        Rule(
            model="a.B", person_fields=(), privacy_row=ACCOUNT, columns=("c",), erasure=Erasure.KEEP
        )


def test_a_second_rule_for_a_model_is_refused():
    rules = Registry()
    rules.register(RULES[0])
    with pytest.raises(ValueError, match="already"):
        rules.register(RULES[0])


def test_impersonal_fields_exist_and_have_no_rule():
    for label, fields in registry.impersonal.items():
        for field in fields:
            assert apps.get_model(label)._meta.get_field(field)
            assert label not in registry.rules or field not in registry.rules[label].person_fields
