"""The Nu HTML checker: `npm install --no-save --prefix var/vnu vnu-jar`, and Java."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

JAR = Path(__file__).resolve().parents[1] / "var/vnu/node_modules/vnu-jar/build/dist/vnu.jar"


def what_is_missing() -> str:
    """Return why the checker cannot run; "" if it can."""
    if not shutil.which("java"):
        return "Java is not installed (apt install default-jre-headless)."
    if not JAR.exists():
        return "The checker is not installed (npm install --no-save --prefix var/vnu vnu-jar)."
    return ""


def require() -> None:
    """Skip the test without the checker; fail it with HUB_REQUIRE_HTML_CHECKER=1."""
    if missing := what_is_missing():
        if os.environ.get("HUB_REQUIRE_HTML_CHECKER"):
            pytest.fail(missing)
        pytest.skip(missing)


def errors_in(pages: dict[str, str], folder: Path) -> list[str]:
    """Check pages, by their addresses, in one run of Java; return the errors."""
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = address
    options = ["--errors-only", "--format", "json", "--stdout", "--exit-zero-always"]
    command = ["java", "-Xss4m", "-jar", JAR, *options, folder]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    found = []
    for message in json.loads(result.stdout)["messages"]:
        address = names.get(Path(message.get("url", "")).name, "")
        extract = " ".join(message.get("extract", "").split())
        found.append(f"{address}: {message['message']} [{extract}]")
    return sorted(set(found))
