"""`make release`: one command makes the version, the changelog, the commit and the tag."""

import datetime
import subprocess

import pytest

DATE = datetime.date(2027, 3, 28)
PROJECT = '[project]\nname = "hub"\nversion = "1.9.3"\n\n[tool.other]\nversion = "7"\n'
CHANGELOG = """# Changelog

## [Unreleased]

### Added

- A waiting list.

## [1.9.3] - 2027-01-01

### Fixed

- A date.
"""


@pytest.fixture
def script(load_script, monkeypatch):
    module = load_script("release")
    monkeypatch.setattr(module, "check_lock_files", lambda: None)
    return module


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with one commit."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return tmp_path


def git(root, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=True
    ).stdout


def test_a_release_is_a_commit_with_version_changelog_and_tag(script, repository):
    assert script.release(repository, "1.10.0", DATE) == "v1.10.0"

    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "log", "-1", "--format=%s") == "Release 1.10.0\n"
    assert git(repository, "rev-parse", "v1.10.0^{commit}") == git(repository, "rev-parse", "HEAD")
    # Annotated, so that `git push --follow-tags` takes it along.
    assert git(repository, "cat-file", "-t", "v1.10.0") == "tag\n"
    assert (repository / "pyproject.toml").read_text() == PROJECT.replace("1.9.3", "1.10.0")
    written = (repository / "CHANGELOG.md").read_text()
    added = "## [Unreleased]\n\n## [1.10.0] - 2027-03-28\n\n### Added\n\n- A waiting list.\n"
    assert added in written
    assert written.endswith(CHANGELOG.partition("## [1.9.3]")[2])


def test_the_next_release_needs_something_new(script, repository):
    script.release(repository, "1.10.0", DATE)

    with pytest.raises(script.Refused, match="names nothing"):
        script.release(repository, "1.11.0", DATE)


@pytest.mark.parametrize(
    "version", ["1.9.3", "1.9.2", "0.10.0", "1.10", "v2.0.0", "2.0.0rc1", "2.0.0.0", "01.0.0", ""]
)
def test_a_version_that_is_none_or_not_greater_is_refused(script, repository, version):
    with pytest.raises(script.Refused):
        script.release(repository, version, DATE)
    assert_nothing_happened(repository)


def assert_nothing_happened(repository):
    assert (repository / "pyproject.toml").read_text() == PROJECT
    assert (repository / "CHANGELOG.md").read_text() == CHANGELOG
    assert git(repository, "log", "--format=%s") == "Begin\n"
    assert git(repository, "tag", "--list", "v1.10.0", "--points-at", "HEAD") == ""


@pytest.mark.parametrize("is_new", [True, False])
def test_a_work_tree_with_changes_is_refused(script, repository, is_new):
    path = repository / ("new.py" if is_new else "pyproject.toml")
    path.write_text(PROJECT + "# changed\n")

    with pytest.raises(script.Refused, match="has changes"):
        script.release(repository, "1.10.0", DATE)
    assert git(repository, "log", "--format=%s") == "Begin\n"


def test_a_tag_that_exists_is_refused(script, repository):
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "More")
    git(repository, "tag", "v1.10.0", "HEAD~1")

    with pytest.raises(script.Refused, match="exists"):
        script.release(repository, "1.10.0", DATE)
    assert git(repository, "log", "-1", "--format=%s") == "More\n"


def test_lock_files_that_are_not_current_are_refused(load_script, repository, monkeypatch):
    script = load_script("release")
    monkeypatch.setattr(script.lock_requirements, "outdated", lambda: ["-django==5.2.19"])

    with pytest.raises(script.Refused, match="make lock"):
        script.release(repository, "1.10.0", DATE)
    assert_nothing_happened(repository)


def test_a_commit_that_fails_leaves_the_files_as_they_were(script, repository):
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'The linter objects.' >&2\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(script.Refused, match="The linter objects"):
        script.release(repository, "1.10.0", DATE)
    assert_nothing_happened(repository)


def test_the_command_prints_one_line_and_fails(script, repository, monkeypatch, capsys):
    monkeypatch.setattr(script, "ROOT", repository)

    assert script.main(["1.9.3"]) == 1
    assert capsys.readouterr().err.startswith("No release: 1.9.3 is not greater")
    assert script.main(["2.0.0"]) == 0
    assert "v2.0.0" in capsys.readouterr().out


def test_our_own_files_can_be_released(script, root):
    script.with_version((root / "pyproject.toml").read_text(), "1000.0.0")
    assert "## [Unreleased]\n" in (root / "CHANGELOG.md").read_text()
