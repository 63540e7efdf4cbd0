"""Documents: the content decides what a file is, and it is always served as a download."""

import io
import json
import zipfile
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import CollectionViewRestriction, get_root_collection_id

from core.documents import gate
from core.models import SiteDocument

HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def archive(*names: str, **contents: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as made:
        for name, content in contents.items():
            made.writestr(name, content)
        for name in names:
            made.writestr(name, b"<xml/>")
    return output.getvalue()


def office(folder: str, *more: str) -> bytes:
    return archive("[Content_Types].xml", f"{folder}/document.xml", *more)


def open_document(kind: str, *more: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive("content.xml", *more, mimetype=mimetype)


GENUINE = {
    "a.pdf": PDF,
    "a.PDF": PDF,
    "a.docx": office("word"),
    "a.xlsx": office("xl"),
    "a.pptx": office("ppt"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.txt": "Vi mødes på torvet.\r\n\tKl. 19.\n".encode(),
    "b.txt": "Vi mødes på torvet.".encode("latin-1"),
    "c.txt": "Vi mødes på torvet.".encode("utf-16"),
    "a.csv": b"navn;by\r\nJens;Hirtshals\r\n",
}
FALSE = {
    "HTML as PDF": ("a.pdf", HTML),
    "HTML before a PDF": ("a.pdf", HTML + PDF),
    "a program as PDF": ("a.pdf", b"MZ\x90\0" * 99),
    "a program as text": ("a.txt", b"\x7fELF\2\1\1\0" * 99),
    "a picture as CSV": ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "a spreadsheet as text document": ("a.docx", office("xl")),
    "any archive as text document": ("a.docx", archive("run.exe")),
    "half an archive": ("a.docx", office("word")[:90]),
    "a head of an archive": ("a.docx", b"PK\x03\x04" + b"\0" * 90),
    "macros": ("a.docx", office("word", "word/vbaProject.bin")),
    "macros of an open document": ("a.odt", open_document("text", "Basic/Standard/Module1.xml")),
    "another open document": ("a.ods", open_document("text")),
    "an open document without a type": ("a.odt", archive("content.xml")),
    "HTML": ("a.html", HTML),
    "SVG": ("a.svg", b"<svg/>"),
    "a document with macros": ("a.docm", office("word")),
    "no extension": ("a", PDF),
    "two extensions": ("a.pdf.exe", PDF),
}


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    kept = FileSystemStorage(tmp_path / "private")
    with mock.patch.object(SiteDocument._meta.get_field("file"), "storage", kept):
        yield kept


def add(client, name: str, content: bytes):
    data = {
        "title": "Referat",
        "file": SimpleUploadedFile(name, content, content_type="application/pdf"),
        "collection": "1",
    }
    return client.post(reverse("wagtaildocs:add"), data)


@pytest.mark.parametrize("name", GENUINE)
def test_a_document_that_is_what_its_name_says(name):
    gate.check(io.BytesIO(GENUINE[name]), name)


@pytest.mark.parametrize("case", FALSE)
def test_a_document_that_is_something_else(case):
    name, content = FALSE[case]

    with pytest.raises(ValidationError):
        gate.check(io.BytesIO(content), name)


def test_a_false_document_gets_a_message_beside_the_field(as_editor):
    for name, content in (FALSE["HTML as PDF"], FALSE["HTML"], FALSE["macros"]):
        response = add(as_editor, name, content)
        assert response.status_code == 200
        assert "file" in response.context["form"].errors
        assert response.context["form"]["title"].value() == "Referat"
    assert not SiteDocument.objects.exists()


@pytest.mark.parametrize("name", ["a.exe", "a", "a.pdf", None])
def test_a_refused_document_gets_one_message(as_editor, name):
    upload = {"file": SimpleUploadedFile(name, b"MZ")} if name else {}
    form = as_editor.post(reverse("wagtaildocs:add"), {"title": "A", **upload}).context["form"]
    assert len(form.errors["file"]) == 1
    if name:
        several = reverse("wagtaildocs:add_multiple")
        again = SimpleUploadedFile(name, b"MZ")
        answer = as_editor.post(several, {"files[]": again}).json()
        assert answer["error_message"].strip()
        assert "“”" not in answer["error_message"]


def test_several_documents_at_once(as_editor):
    url = reverse("wagtaildocs:add_multiple")
    for content, is_stored in ((PDF, True), (HTML, False)):
        file = SimpleUploadedFile("a.pdf", content)
        response = as_editor.post(url, {"title": "Referat", "files[]": file})
        assert json.loads(response.content)["success"] is is_stored
    assert SiteDocument.objects.count() == 1


@pytest.mark.django_db
def test_code_that_saves_a_false_document(tmp_path):
    with pytest.raises(ValidationError):
        SiteDocument(title="A", file=ContentFile(HTML, name="a.pdf")).save()
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a.csv", "a.odt"])
def test_each_document_is_served_as_a_download(as_editor, client, name):
    assert add(as_editor, name, GENUINE[name]).status_code == 302
    document = SiteDocument.objects.get()

    response = client.get(document.url)

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == GENUINE[name]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert "html" not in response["Content-Type"]


def test_a_document_has_no_public_file(as_editor, client, settings, storage, tmp_path):
    """Who may read a document is a matter of its collection."""
    add(as_editor, "a.pdf", PDF)
    document = SiteDocument.objects.get()
    assert not list((tmp_path / "media").rglob("*.pdf"))
    assert list((tmp_path / "private").rglob("*.pdf"))

    CollectionViewRestriction.objects.create(
        collection_id=get_root_collection_id(), restriction_type="login"
    )

    assert client.get(document.url).status_code == 302
    assert as_editor.get(document.url).status_code == 200


def test_documents_are_in_the_private_storage():
    from django.core.files.storage import storages

    _name, _path, _args, kwargs = SiteDocument._meta.get_field("file").deconstruct()
    assert kwargs["storage"]().path("a.pdf") == storages["private"].path("a.pdf")
