"""`manage.py page_cache` prints what all processes have counted together."""

import json
import sqlite3
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from core.caching.change_log import FileLog
from core.management.commands import page_cache


@pytest.fixture
def log(tmp_path, monkeypatch):
    log = FileLog(tmp_path / "changes.sqlite3")
    monkeypatch.setattr(page_cache, "make_change_log", lambda: log)
    return log


def figures(**options: bool) -> dict[str, int]:
    written = StringIO()
    call_command("page_cache", json=True, stdout=written, **options)
    found: dict[str, int] = json.loads(written.getvalue())
    return found


def test_figures_of_several_processes_add_up(log):
    log.add_figures({"hits": 6, "misses": 2})
    log.add_figures({"hits": 1, "stale": 1, "waited": 1, "misses": 1})
    assert figures() == {"hits": 9, "misses": 3, "hit_percent": 75}


def test_without_requests_there_is_no_share(log):
    assert figures() == {"hits": 0, "misses": 0, "hit_percent": 0}


def test_reset_begins_anew(log):
    log.add_figures({"hits": 6, "misses": 2})
    assert figures(reset=True)["hits"] == 6
    assert figures()["hits"] == 0


def test_words_name_the_figures(log):
    log.add_figures({"hits": 30, "misses": 10})
    written = StringIO()
    call_command("page_cache", stdout=written)
    assert "30 (75 %)" in written.getvalue()


def test_store_that_is_away_is_one_line(log):
    with (
        mock.patch.object(log, "figures", side_effect=sqlite3.OperationalError("away")),
        pytest.raises(CommandError, match="away"),
    ):
        call_command("page_cache")
