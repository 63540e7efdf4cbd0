"""CI finds the newer Pythons of a machine, and only those that can make an environment."""

import importlib.util

import pytest


@pytest.fixture
def script(root):
    spec = importlib.util.spec_from_file_location("newer", root / ".ci" / "newer_pythons.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_python(folder, name: str, answer: str):
    """Write a program that is called like a Python and answers with a version."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


def test_the_newest_of_each_series_is_taken(script, tmp_path):
    make_python(tmp_path / "a", "python3.12", "echo 3.12.1")
    newest = make_python(tmp_path / "b", "python3.12", "echo 3.12.10")
    other = make_python(tmp_path / "b", "python3.13", "echo 3.13.0")
    # The suites run on it, or nobody can.
    make_python(tmp_path / "b", "python3.11", "echo 3.11.9")
    make_python(tmp_path / "b", "python3.14", "echo 'no such version' >&2; exit 127")
    make_python(tmp_path / "b", "python3.15", "echo 3.15.0a1")
    (tmp_path / "b" / "python3.16").write_text("not a program")

    found = script.newest_of_each(
        script.candidates([tmp_path / "none", tmp_path / "a", tmp_path / "b"])
    )

    assert found == {(3, 12): newest, (3, 13): other}


def test_the_tests_for_newer_pythons_exist(root):
    listed = (root / ".ci" / "run").read_text().partition("newer_tests=(")[2].partition(")")[0]

    assert len(listed.split()) > 5
    assert all((root / path).is_file() for path in listed.split())
