"""What the tests of the tooling share."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root():
    """The project's folder."""
    return ROOT


@pytest.fixture
def load_script(monkeypatch):
    """Load a script of deploy/, which is no package, afresh for one test."""

    def load(name):
        path = ROOT / "deploy" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(f"deploy_{name}", path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load
