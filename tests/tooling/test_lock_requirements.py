"""The lock files hold every package that pyproject.toml names, with hashes and without hosts."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def blocks(text):
    """Return each locked package's name with its version and number of hashes."""
    found = {}
    for block in re.split(r"\n(?=[a-z0-9])", text):
        match = re.match(r"([a-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==([^\s;]+)", block)
        if match:
            name, version = match.groups()
            found.setdefault(canonicalize_name(name), []).append(
                (version, block.count("--hash=sha256:"))
            )
    return found


@pytest.fixture(params=["production", "development"])
def kind(request):
    """Each lock file in turn."""
    return request.param


@pytest.fixture
def lock(kind, root):
    """The text of the lock file."""
    return (root / "requirements" / f"{kind}.txt").read_text()


@pytest.fixture
def project(root):
    """The content of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text())


def test_every_required_package_is_locked_with_hashes(kind, lock, project):
    wanted = list(project["project"]["dependencies"])
    if kind == "development":
        wanted += project["dependency-groups"]["dev"]
    locked = blocks(lock)
    for text in wanted:
        requirement = Requirement(text)
        assert locked.get(canonicalize_name(requirement.name)), f"{text} is not locked"
        for version, _hashes in locked[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(version), f"{version} is not {text}"


def test_every_locked_package_has_a_hash(lock):
    locked = blocks(lock)
    assert locked
    assert not [name for name, found in locked.items() if any(not hashes for _, hashes in found)]


def test_every_required_package_has_a_version_range(project):
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    loose = [text for text in wanted if not re.search(r"(==|~=)\d", text)]
    assert not loose


def test_lock_files_have_no_urls(lock):
    assert "://" not in lock
    assert "index-url" not in lock
    assert "find-links" not in lock


def test_development_includes_production_in_the_same_versions(root):
    production = blocks((root / "requirements" / "production.txt").read_text())
    development = blocks((root / "requirements" / "development.txt").read_text())
    assert production.items() <= development.items()
