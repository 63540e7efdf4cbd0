"""Write requirements/*.txt from pyproject.toml, or check that they are current.

`uv` resolves for every platform and Python version at once. The files have hashes and no URL of a
package registry, so that they install from the registry that a machine is set up to use.
"""

import argparse
import difflib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compile_locks(root: Path, upgrade: bool = False) -> None:
    """Compile both lock files below `root`, keeping their versions where possible."""
    uv = Path(sys.executable).with_name("uv")
    for kind in ("production", "development"):
        command = [str(uv), "pip", "compile", "pyproject.toml", "--quiet"]
        command += ["--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--custom-compile-command", "make lock"]
        command += ["--output-file", f"requirements/{kind}.txt"]
        if upgrade:
            command.append("--upgrade")
        if kind == "development":
            # The same versions as in production, so that the tests use the deployed packages.
            command += ["--group", "dev", "--constraint", "requirements/production.txt"]
        # Paths are relative because uv writes them into the file.
        subprocess.run(command, cwd=root, check=True)


def outdated() -> list[str]:
    """Return the differences between the lock files and the requirements in pyproject.toml."""
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(ROOT / "pyproject.toml", directory)
        fresh = shutil.copytree(ROOT / "requirements", Path(directory) / "requirements")
        compile_locks(Path(directory))
        return [
            line
            for path in sorted(fresh.glob("*.txt"))
            for line in difflib.unified_diff(
                (ROOT / "requirements" / path.name).read_text().splitlines(),
                path.read_text().splitlines(),
                fromfile=f"requirements/{path.name}",
                tofile="what pyproject.toml asks for",
                lineterm="",
            )
        ]


def main() -> int:
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only check whether they are current")
    parser.add_argument("--upgrade", action="store_true", help="take the newest allowed versions")
    options = parser.parse_args()
    try:
        if not options.check:
            compile_locks(ROOT, options.upgrade)
            return 0
        differences = outdated()
    except subprocess.CalledProcessError:
        print("uv could not resolve the packages; what it printed above says why.")
        return 1
    if differences:
        print("\n".join(differences))
        print("\nThe lock files are not current: run `make lock`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
