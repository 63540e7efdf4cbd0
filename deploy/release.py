"""Make a release: `release.py 1.2.0` writes the version and the changelog, commits and tags.

It changes nothing unless the work tree is clean, the version is greater than the present one, the
changelog says what is new, and the lock files are current. It pushes nothing.
"""

import argparse
import datetime
import re
import subprocess
import sys
from pathlib import Path

import lock_requirements

ROOT = Path(__file__).resolve().parent.parent
UNRELEASED = "## [Unreleased]\n"


class Refused(Exception):
    """Why there is no release, in one sentence."""


def git(root: Path, *arguments: str) -> str:
    """Run git and return what it prints; raise `Refused` with its message if it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def parsed(version: str) -> tuple[int, ...]:
    """Return the parts of a version such as 1.2.0. (semver.org, without pre-releases)"""
    if not re.fullmatch(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}", version):
        raise Refused(f"“{version}” is no version: it must be three numbers, such as 1.2.0.")
    return tuple(map(int, version.split(".")))


def with_version(project: str, version: str) -> str:
    """Return the text of pyproject.toml with that version, which must be greater."""
    found = re.search(r'^version = "([^"]+)"$', project, re.M)
    if not found:
        raise Refused("pyproject.toml has no version.")
    if parsed(version) <= parsed(found[1]):
        raise Refused(f"{version} is not greater than {found[1]}, the version in pyproject.toml.")
    return project[: found.start(1)] + version + project[found.end(1) :]


def with_release(changelog: str, version: str, date: datetime.date) -> str:
    """Return the changelog with what is under “Unreleased” as that version. (keepachangelog.com)"""
    before, found, after = changelog.partition(UNRELEASED)
    if not found:
        raise Refused(f"CHANGELOG.md has no line “{UNRELEASED.strip()}”.")
    changes = after.split("\n## ")[0]
    if not re.search(r"^- ", changes, re.M):
        raise Refused("CHANGELOG.md names nothing under “Unreleased”.")
    return f"{before}{UNRELEASED}\n## [{version}] - {date:%Y-%m-%d}\n{after}"


def check_repository(root: Path, tag: str) -> None:
    """Raise `Refused` if the work tree is not clean, or the tag exists."""
    if changed := git(root, "status", "--porcelain").splitlines():
        raise Refused(f"The work tree has changes, the first is “{changed[0]}”: commit them first.")
    if git(root, "tag", "--list", tag):
        raise Refused(f"The tag {tag} exists.")


def check_lock_files() -> None:
    """Raise `Refused` if the lock files are not what pyproject.toml asks for."""
    if lock_requirements.outdated():
        raise Refused("The lock files are not current: run `make lock`, and commit them.")


def release(root: Path, version: str, date: datetime.date) -> str:
    """Make the release and return its tag; raise `Refused` if it cannot be made."""
    tag = f"v{version}"
    texts = {name: (root / name).read_text() for name in ("pyproject.toml", "CHANGELOG.md")}
    changed = {
        "pyproject.toml": with_version(texts["pyproject.toml"], version),
        "CHANGELOG.md": with_release(texts["CHANGELOG.md"], version, date),
    }
    check_repository(root, tag)
    check_lock_files()
    try:
        for name, text in changed.items():
            (root / name).write_text(text)
        git(root, "commit", "--quiet", "--message", f"Release {version}", "--", *changed)
    except BaseException:
        for name, text in texts.items():
            (root / name).write_text(text)
        raise
    git(root, "tag", "--annotate", tag, "--message", f"Version {version}")
    return tag


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", help="the new version, such as 1.2.0")
    options = parser.parse_args(arguments)
    try:
        tag = release(ROOT, options.version, datetime.datetime.now().astimezone().date())
    except (Refused, subprocess.CalledProcessError) as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    print(f"Committed and tagged {tag}. Look at it, then: git push --follow-tags")
    return 0


if __name__ == "__main__":
    sys.exit(main())
