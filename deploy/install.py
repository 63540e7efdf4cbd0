#!/usr/bin/env python3
"""Install the locked packages into .venv: `install.py production` or `install.py development`."""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys

from console import ROOT, Problem, announce, call, one_at_a_time, run_script

MINIMUM_PYTHON = (3, 11)
VENV = ROOT / ".venv"
# Measured: .venv takes 350 and 720 MB, and pip keeps and unpacks its downloads next to it.
INSTALL_MB = {"production": 1000, "development": 1500}


def check_python(version=None):
    """Raise `Problem` if the running Python is too old."""
    running = tuple((version or sys.version_info)[:2])
    if running < MINIMUM_PYTHON:
        raise Problem(
            "Python {}.{} or newer is needed, this is {}.{} "
            "(another one is chosen with `make run PYTHON=python3.12`).".format(
                *(MINIMUM_PYTHON + running)
            )
        )


def check_venv_module():
    """Raise `Problem` if this Python cannot make a virtual environment."""
    try:
        # Debian ships venv without ensurepip until its package is installed.
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Problem(
            "This Python cannot make a virtual environment; on Debian and Ubuntu "
            "`apt install python3-venv` puts that right."
        ) from None


def check_disk(needed_mb, directory=ROOT):
    """Raise `Problem` if the disk has less than `needed_mb` megabytes free."""
    free_mb = shutil.disk_usage(str(directory)).free // 1_000_000
    if free_mb < needed_mb:
        raise Problem(
            f"Not enough disk space: about {needed_mb} MB are needed in {directory}, "
            f"and {free_mb} MB are free."
        )


def venv_python():
    """Return the path of the Python in the virtual environment."""
    return VENV / "bin" / "python"


def lock_file(kind):
    """Return the path of the lock file of `kind`."""
    return ROOT / "requirements" / (kind + ".txt")


def digest(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Stamp:
    """A file in the virtual environment that records the installed packages.

    It is written after each step. An environment without it, or with an install in progress, was
    left by an interrupted run and is made anew.
    """

    def __init__(self, directory=None):
        self.path = (directory or VENV) / "installed.json"

    def read(self):
        """Return the record; empty if it is missing or unreadable."""
        try:
            record = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def write(self, **record):
        """Replace the record atomically."""
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps(record, indent=2), encoding="utf-8")
        temporary.replace(self.path)


def venv_python_version():
    """Return the version of the Python in the virtual environment; None if it does not run."""
    try:
        process = subprocess.run(
            [str(venv_python()), "-c", "import platform; print(platform.python_version())"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return process.stdout.strip() if process.returncode == 0 else None


def running_python_version():
    """Return the version of the Python that runs this script."""
    return ".".join(str(part) for part in sys.version_info[:3])


def ensure_venv(kind):
    """Make the virtual environment, unless an intact one of the same Python exists."""
    stamp = Stamp()
    record = stamp.read()
    if record and not record.get("installing"):
        if record.get("python") == running_python_version() == venv_python_version():
            return
        reason = "Python has changed"
    else:
        reason = "the last install was interrupted"
    check_venv_module()
    check_disk(INSTALL_MB[kind])
    if VENV.exists():
        announce(f"Making the virtual environment in .venv anew ({reason})")
    else:
        announce("Making a virtual environment in .venv")
    # Not sys.executable: in an activated .venv that is the Python about to be deleted.
    python = getattr(sys, "_base_executable", sys.executable)
    call([python, "-m", "venv", "--clear", str(VENV)])
    stamp.write(python=running_python_version())


def ensure_installed(kind):
    """Install the locked packages of `kind` unless exactly these are installed."""
    locked = digest(lock_file(kind))
    stamp = Stamp()
    record = stamp.read()
    if record.get(kind) == locked:
        return
    count = sum("==" in line for line in lock_file(kind).read_text(encoding="utf-8").splitlines())
    announce(
        f"Installing {count} locked packages for {kind} (the first time takes a minute or two)"
    )
    check_disk(INSTALL_MB[kind])
    stamp.write(python=record["python"], installing=kind)
    call(
        [
            *[str(venv_python()), "-m", "pip", "install", "-qq", "--no-input"],
            *["--disable-pip-version-check", "--progress-bar", "off"],
            *["--require-hashes", "-r", str(lock_file(kind))],
        ]
    )
    installed = {kind: locked}
    if kind == "development":
        # `make lock` keeps all of production in it, in the same versions.
        installed["production"] = digest(lock_file("production"))
    stamp.write(python=record["python"], **installed)


def install(kind):
    """Make the virtual environment match the lock file of `kind`."""
    check_python()
    with one_at_a_time("install"):
        ensure_venv(kind)
        ensure_installed(kind)


def main(arguments=None):
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(INSTALL_MB))
    options = parser.parse_args(arguments)
    # Not 0: what follows must not take an interrupted install for a finished one.
    return run_script(lambda: install(options.kind), code_if_stopped=130)


if __name__ == "__main__":
    sys.exit(main())
