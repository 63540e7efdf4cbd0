"""Fixtures for the tests of the tooling."""

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ("console", "install", "processes", "dev_server", "release", "lock_requirements")


@pytest.fixture
def root():
    """The project's folder."""
    return ROOT


@pytest.fixture
def load_script(monkeypatch):
    """Import scripts of deploy/, which is not a package, for one test."""
    monkeypatch.syspath_prepend(ROOT / "deploy")
    yield importlib.import_module
    for name in SCRIPTS:
        sys.modules.pop(name, None)


@pytest.fixture
def console(load_script, monkeypatch, tmp_path):
    """deploy/console.py, working in a temporary folder."""
    module = load_script("console")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module
