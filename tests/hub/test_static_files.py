"""The static files of production."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"


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

        styles = re.findall(r'href="/static/(css/[\w.]+\.css)"', html)
        assert styles
        for name in styles:
            assert re.search(r"\.[0-9a-f]{12}\.css$", name), name
            assert (tmp_path / name).exists()
            assert (tmp_path / f"{name}.br").exists()


def test_the_static_files_of_a_first_view_are_small():
    """Styles and scripts, compressed, and the font."""
    import brotli

    static = Path(__file__).resolve().parents[2] / "static"

    def size(*patterns: str) -> int:
        files = [path for pattern in patterns for path in static.glob(pattern)]
        assert files
        return sum(len(brotli.compress(path.read_bytes())) for path in files)

    assert size("css/*.css") < 12_000
    assert size("js/*.js") < 10_000
    assert sum(path.stat().st_size for path in static.glob("fonts/*.woff2")) < 30_000
