"""The files of the project: make targets, documents, imports, and no local paths."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def make(root, *arguments):
    """Return what `make` prints."""
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_help_lists_every_target(root):
    text = (root / "Makefile").read_text()
    declared = set(re.search(r"^\.PHONY:(.*)$", text, re.M)[1].split())
    targets = set(re.findall(r"^([a-z][a-z-]*):(?! export)", text, re.M))
    listed = {line.split()[1] for line in make(root, "help").splitlines()}
    assert declared == targets == listed


def test_make_without_a_target_prints_the_help(root):
    assert make(root) == make(root, "help")


def test_make_targets_in_documents_exist(root):
    targets = {line.split()[1] for line in make(root, "help").splitlines()}
    for path in [*root.glob("*.md"), *root.glob("docs/*.md")]:
        named = set(re.findall(r"`make ([a-z-]+)", path.read_text()))
        assert named <= targets, path


def test_links_between_documents_are_not_broken(root):
    for path in [*root.glob("*.md"), *root.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_imports_point_downward(root):
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_template_lines_are_short_enough_for_a_diff(root):
    long_lines = [
        f"{path.relative_to(root)}:{number}"
        for path in sorted(root.glob("templates/**/*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 160
    ]
    assert not long_lines


# Joined here, so that this file does not contain them.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
    )
]
MACHINE_PATHS = r"(?<![\w./:-])/(?:root|work|Users|home/[a-z]+|opt/[a-z]+|tmp/[a-z])\b"


@pytest.mark.skipif(
    not (shutil.which("git") and (Path(__file__).parents[2] / ".git").exists()),
    reason="git knows which files belong to the project",
)
def test_no_file_has_a_registry_host_or_a_local_path(root):
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    found = []
    for name in filter(None, tracked):
        path = root / name
        # Pictures and fonts contain no readable addresses.
        if not path.is_file() or path.suffix in {".png", ".woff2", ".jpg", ".svg"}:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {host}" for host in HOSTS if host in text]
        found += [f"{name}: {match}" for match in re.findall(MACHINE_PATHS, text)]
    assert not found
