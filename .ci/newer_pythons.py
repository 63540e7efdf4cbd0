"""Print the newer Pythons of this machine, one line each: the series and the path ("3.13 /…").

They are looked for on the PATH, and among those that pyenv and uv have installed.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

# Those after the oldest that the hub supports, which the suites run on.
OLDEST = (3, 12)
NEWEST = (3, 19)


def candidates(search: Iterable[Path]) -> Iterator[Path]:
    """Yield what is called a Python of one of these series in the folders of `search`."""
    for folder in search:
        for minor in range(OLDEST[1], NEWEST[1] + 1):
            path = folder / f"python{OLDEST[0]}.{minor}"
            if os.access(path, os.X_OK):
                yield path


def folders() -> list[Path]:
    """Return where Pythons are, on this machine."""
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
    found = [Path(folder) for folder in os.get_exec_path()]
    found += sorted(pyenv.glob("versions/*/bin"))
    found += sorted(home.glob(".local/share/uv/python/*/bin"))
    return found


def version_of(python: Path) -> tuple[int, ...]:
    """Return its whole version; () if it does not run, or cannot make an environment.

    A shim of pyenv is a program, too, and fails if its version is not switched on.
    """
    code = "import ensurepip, platform, venv; print(platform.python_version())"
    command = [str(python), "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    parts = done.stdout.strip().split(".")
    if done.returncode or not all(part.isdecimal() for part in parts):
        # Those that are not released yet are called "3.15.0a1".
        return ()
    return tuple(map(int, parts))


def newest_of_each(pythons: Iterable[Path]) -> dict[tuple[int, ...], Path]:
    """Return the one with the newest fixes of each series."""
    by_version = {version_of(python): python for python in pythons}
    return {version[:2]: by_version[version] for version in sorted(by_version) if version}


def main() -> None:
    """Print them, the oldest first."""
    for series, python in sorted(newest_of_each(candidates(folders())).items()):
        print(".".join(map(str, series)), python)


if __name__ == "__main__":
    sys.exit(main())
