"""The static files of production."""

import re
from pathlib import Path

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.test import Client, override_settings

from hub.static_storage import join_imports

BACKEND = "hub.static_storage.JoinedFilesStorage"
# The sheets that others are joined in, and those that only a few pages have.
ON_THEIR_OWN = {"site.css", "content.css", "poster.css", "issues.css", "polls.css", "start.css"}
# The scripts of forms for people who are signed in, and of threads in another language.
NOT_IN_A_FIRST_VIEW = {"writing.js", "issue-place.js", "check-in.js", "translate.js"}
# What the script of every page imports, by the attribute that it looks for.
JOINED_SCRIPTS = ("share", "video", "kit", "map")
# Compressed.
MOST_BYTES = {"css/site": 12_000, "css/content": 4_000, "js/site": 3_000}
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.mark.django_db
def test_collected_files_are_joined_and_have_a_hash_in_their_names(tmp_path, settings):
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
    sheets = [read_joined(tmp_path, name) for name in (of_every_page, str(of_content))]
    for part in STATIC.glob("css/*.css"):
        last = part.read_text().rstrip().splitlines()[-2]
        is_joined = any(last in rules for rules in sheets)
        assert is_joined or part.name in ON_THEIR_OWN, part.name
    assert (tmp_path / re.search(r"fonts/[\w.]+\.woff2", sheets[0])[0]).exists()
    [name] = re.findall(r'src="/static/(js/[\w.]+\.js)"', html)
    script = read_joined(tmp_path, name)
    assert all(f"[data-{part}]" in script for part in JOINED_SCRIPTS)
    # Two of them declare `show`: a block keeps the names of each to itself.
    assert len(re.findall(r"^\{$", script, re.MULTILINE)) == len(JOINED_SCRIPTS)


def read_joined(folder, name):
    """Return a file without imports and comments, and check that it is small once compressed."""
    text = (folder / name).read_text()
    assert not re.search(r"^(@import|import| *//| */\*)", text, re.MULTILINE)
    compressed = (folder / f"{name}.br").read_bytes()
    assert brotli.decompress(compressed).decode() == text
    assert len(compressed) < MOST_BYTES[name.split(".")[0]]
    return text


@pytest.mark.parametrize(
    ("name", "text", "joined"),
    [
        ("css/a.css", '@import url("b.css");\na {}\n', "b { top: 0 }\na {}\n"),
        ("css/a.css", "/* one */ a {}\n/* two\n   lines */\nc {}\n", "/* one */ a {}\nc {}\n"),
        ("js/a.js", '// Why.\nimport "./b.js";\na(); // here\n', "{\nb('//');\n}\na(); // here\n"),
    ],
)
def test_imports_are_replaced_and_whole_lines_of_comment_left_out(name, text, joined):
    files = InMemoryStorage()
    for path, content in {
        name: text,
        "css/b.css": "/* B. */\nb { top: 0 }\n",
        "js/b.js": "// B.\nb('//');\n",
    }.items():
        files.save(path, ContentFile(content))
    paths = {path: (files, path) for path in (name, "css/b.css", "js/b.js")}

    assert join_imports(paths, name) == joined


def test_a_file_that_was_not_collected_cannot_be_joined():
    files = InMemoryStorage()
    files.save("js/a.js", ContentFile('import "./gone.js";\n'))

    with pytest.raises(KeyError):
        join_imports({"js/a.js": (files, "js/a.js")}, "js/a.js")


def test_the_static_files_of_a_first_view_are_small():
    """Scripts, compressed, and the font; the test above has the styles."""
    sizes = {path.name: len(brotli.compress(path.read_bytes())) for path in STATIC.glob("js/*.js")}
    scripts = [size for name, size in sizes.items() if name not in NOT_IN_A_FIRST_VIEW]
    fonts = [path.stat().st_size for path in STATIC.glob("fonts/*.woff2")]

    assert scripts
    assert sum(scripts) < 8_000
    assert sum(sizes.values()) < 12_000
    assert fonts
    assert sum(fonts) < 30_000
