"""The reports on campaigns as files, for those who edit campaigns."""

import io
import zipfile

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.table_files import CONTENT_TYPES
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("name", ["pledges", "answers", "kits"]),
]


@pytest.fixture(autouse=True)
def kit(theme):
    return factories.make_kit(factories.make_theme_page(theme), "Sikr dit hjem", "Lås døren.")


def report(name):
    return reverse(f"campaign_{name}")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_editor_gets_the_file_and_that_is_logged(as_editor, name, kind):
    response = as_editor.get(report(name), {"export": kind})

    assert response["Content-Type"] == CONTENT_TYPES[kind]
    assert f"{name}-" in response["Content-Disposition"]
    assert zipfile.is_zipfile(io.BytesIO(response.getvalue())) == (kind == "xlsx")
    assert ModelLogEntry.objects.get(action="desk.export").data == {"report": name, "kind": kind}


def test_an_unknown_kind_is_the_page(as_editor, name):
    response = as_editor.get(report(name), {"export": "pdf"})
    assert response["Content-Type"].startswith("text/html")
    assert not ModelLogEntry.objects.filter(action="desk.export").exists()


@pytest.mark.parametrize("who", ["client", "as_alice", "as_moderator"])
def test_others_get_no_file(request, name, who):
    response = request.getfixturevalue(who).get(report(name), {"export": "csv"})
    assert response.status_code in {302, 403}
    assert "Content-Disposition" not in response
