"""Migrations stay valid when the code of the apps moves or changes."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"hub"}
MIGRATIONS = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
# Migrations keep references to these, so their names and paths stay.
STABLE_MODULES = {"core.field_defaults", "core.tokens_field", "core.validators"}


def imported_modules(source: str) -> set[str]:
    """Return the modules that a source imports, at the top and in functions."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            modules.add("." * node.level + (node.module or ""))
        elif isinstance(node, ast.ImportFrom):
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def app_code_in(source: str) -> set[str]:
    """Return what a migration imports of the hub's own code, beside the stable modules."""
    return {
        module
        for module in imported_modules(source)
        if (module.startswith(".") or module.partition(".")[0] in APPS)
        and not any(f"{module}.".startswith(f"{stable}.") for stable in STABLE_MODULES)
    }


def test_there_are_migrations_to_check():
    assert {path.parents[1].name for path in MIGRATIONS} >= {"core", "residents", "events"}


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_migration_imports_no_code_of_the_apps(path):
    assert app_code_in(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_name_of_a_migration_says_what_it_does(path):
    number, name = re.fullmatch(r"(\d{4})_(\w+)", path.stem).groups()
    assert not re.match(r"auto_|alter_\w+_and_more$", name)
    assert name != "initial" or number == "0001"


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import core.field_defaults", set()),
        ("from core import validators", set()),
        ("from core.validators import validate_slug", set()),
        ("import django.db.models, events.models", {"events.models"}),
        ("from core.models import Area", {"core.models.Area"}),
        ("from core import themes, validators", {"core.themes"}),
        ("from ..models import Area", {"..models"}),
        ("def forward(apps, _editor):\n    import home.demo", {"home.demo"}),
    ],
)
def test_an_import_of_app_code_is_found(source, modules):
    assert app_code_in(source) == modules
