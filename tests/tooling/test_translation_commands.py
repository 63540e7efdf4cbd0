"""The commands that compile and check the translations."""

import gettext
import os
import shutil

import polib
import pytest
from django.core.management import CommandError, call_command

from hub.management.commands import compile_translations, translations

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign up"
msgstr "Tilmeld"

msgctxt "month"
msgid "May"
msgstr "maj"

msgid "%(count)s seat"
msgid_plural "%(count)s seats"
msgstr[0] "%(count)s plads"
msgstr[1] "%(count)s pladser"

#, fuzzy
msgid "Cancel"
msgstr "Forkert"
"""


# The settings that makemessages needs.
SETTINGS = """\
from pathlib import Path
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
"""


@pytest.fixture
def po_path(settings, tmp_path):
    """A Danish translation file in the settings' LOCALE_PATHS."""
    path = tmp_path / "locale" / "da" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("da", "Dansk"), ("en", "English")]
    return path


def test_compiled_texts_are_what_gettext_reads(po_path):
    call_command("compile_translations", verbosity=0)
    with po_path.with_suffix(".mo").open("rb") as file:
        danish = gettext.GNUTranslations(file)
    assert danish.gettext("Sign up") == "Tilmeld"
    assert danish.pgettext("month", "May") == "maj"
    assert danish.ngettext("%(count)s seat", "%(count)s seats", 2) == "%(count)s pladser"
    # Fuzzy entries are not used.
    assert danish.gettext("Cancel") == "Cancel"


def test_only_changed_files_are_compiled(po_path):
    assert compile_translations.compile_po(po_path)
    assert not compile_translations.compile_po(po_path)
    assert compile_translations.compile_po(po_path, force=True)
    later = po_path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(po_path, (later, later))
    assert compile_translations.compile_po(po_path)


def test_the_error_names_an_unreadable_file(po_path):
    po_path.write_text('msgid "A"\nnonsense\n')
    with pytest.raises(CommandError, match=r"django\.po cannot be read"):
        call_command("compile_translations", verbosity=0)


@pytest.mark.parametrize(
    ("source", "plural", "plurals", "right"),
    [
        ("Hello", "", ["Hej"], True),
        ("Hello %(name)s", "", ["Hej %(name)s"], True),
        ("Hello %(name)s", "", ["Hej %(navn)s"], False),
        ("Hello %(name)s", "", ["Hej"], False),
        ("%(a)s of %(b)s", "", ["%(b)s: %(a)s"], True),
        ("Hello {name}", "", ["Hej {name}"], True),
        ("Hello {name}", "", ["Hej {navn}"], False),
        ("50 % off", "", ["50 % rabat"], True),
        ("%d seats", "", ["%s pladser"], False),
        ("One seat", "%(n)s seats", ["Én plads", "%(n)s pladser"], True),
        ("One seat", "%(n)s seats", ["%(n)s plads", "%(n)s pladser"], True),
        ("One seat", "%(n)s seats", ["Én plads", "Pladser"], False),
    ],
)
def test_placeholders_must_agree(source, plural, plurals, right):
    entry = polib.POEntry(msgid=source, msgid_plural=plural)
    if "%" in source and "% " not in source:
        entry.flags.append("python-format")
    if plural:
        entry.msgstr_plural = dict(enumerate(plurals))
    else:
        entry.msgstr = plurals[0]
    assert translations.has_wrong_placeholders(entry) is not right


@pytest.mark.parametrize(("translation", "right"), [("Send", True), ("Send %(to)s", False)])
def test_the_texts_of_other_packages_may_leave_out_a_placeholder(translation, right):
    entry = polib.POEntry(msgid="Submit to %(name)s", msgstr=translation, flags=["python-format"])
    assert translations.has_wrong_placeholders(entry, may_leave_out=True) is not right


def test_every_mistake_is_listed(po_path):
    po = polib.pofile(PO + '\nmsgid "Home"\nmsgstr ""\n\nmsgid "%(n)s"\nmsgstr "%(m)s"\n')
    assert list(translations.mistakes_in(po)) == [
        "fuzzy: 'Cancel'",
        "untranslated: 'Home'",
        "placeholders differ: '%(n)s'",
    ]


def test_a_language_without_a_file_fails(po_path, settings):
    settings.LANGUAGES = [("da", "Dansk"), ("en", "English"), ("de", "Deutsch")]
    with pytest.raises(CommandError, match="de: there is no translation file"):
        call_command("translations")


@pytest.fixture
def no_gettext(monkeypatch, po_path):
    """A machine without GNU gettext, and translations without mistakes."""
    po_path.write_text(PO.partition("#, fuzzy")[0])
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)


def test_without_gettext_the_check_warns(no_gettext, capsys):
    call_command("translations")
    assert "GNU gettext is not installed" in capsys.readouterr().err


def test_without_gettext_the_check_fails_in_ci(no_gettext, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(CommandError, match="GNU gettext is not installed"):
        call_command("translations")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
def test_a_text_without_an_entry_is_missing(po_path, settings, tmp_path):
    po_path.write_text(PO.partition("#, fuzzy")[0])
    project = tmp_path / "project"
    (project / "hub").mkdir(parents=True)
    (project / "hub" / "settings.py").write_text(SETTINGS)
    shutil.copy(settings.BASE_DIR / "manage.py", project)
    (project / "page.html").write_text('{% load i18n %}{% translate "A brand new text" %}')
    settings.BASE_DIR = project
    texts = {entry.msgid for entry in translations.texts_in_code()}
    assert "A brand new text" in texts
    with pytest.raises(CommandError, match="da: missing, run `make messages`: 'A brand new text'"):
        call_command("translations")
    # makemessages ran on a copy.
    assert [path.name for path in project.glob("page*")] == ["page.html"]
