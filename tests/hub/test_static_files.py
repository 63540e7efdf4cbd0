"""The static files of production."""

import re
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command
from django.test import Client, override_settings

BACKEND = "hub.static_storage.JoinedStyleSheetStorage"
# Compressed.
MOST_BYTES = {"css/site": 12_000, "css/content": 4_000}
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.mark.django_db
def test_collected_files_have_a_hash_in_their_names(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": BACKEND}},
        STATIC_ROOT=tmp_path,
        # Without Wagtail's files, whose compression takes half a minute.
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)

        html = Client().get("/da/").content.decode()

    [of_every_page] = re.findall(r'href="/static/(css/[\w.]+\.css)"', html)
    assert re.search(r"\.[0-9a-f]{12}\.css$", of_every_page)
    [of_content] = (path.relative_to(tmp_path) for path in tmp_path.glob("css/content.*.css"))
    sheets = {name: (tmp_path / name).read_text() for name in (of_every_page, str(of_content))}
    for name, rules in sheets.items():
        assert "@import" not in rules
        compressed = (tmp_path / f"{name}.br").read_bytes()
        assert brotli.decompress(compressed).decode() == rules
        assert len(compressed) < MOST_BYTES[name.split(".")[0]]
    for part in STATIC.glob("css/*.css"):
        last = part.read_text().rstrip().splitlines()[-2]
        is_joined = any(last in rules for rules in sheets.values())
        assert is_joined or part.name in {"site.css", "content.css", "poster.css"}, part.name
    assert (tmp_path / re.search(r"fonts/[\w.]+\.woff2", sheets[of_every_page])[0]).exists()


def test_the_static_files_of_a_first_view_are_small():
    """Scripts, compressed, and the font; the test above has the styles."""
    scripts = [len(brotli.compress(path.read_bytes())) for path in STATIC.glob("js/*.js")]
    fonts = [path.stat().st_size for path in STATIC.glob("fonts/*.woff2")]

    assert scripts
    assert sum(scripts) < 10_000
    assert fonts
    assert sum(fonts) < 30_000
