"""All mails: each in every state and language, by the samples of the gallery."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from django.template.loader import get_template

from home.component_gallery import mails
from notifications.delivery import outbox, worker
from notifications.models import OutboxMessage
from tests import mime

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SAMPLES = {sample.name: sample for sample in mails.samples()}
ENGLISH = re.compile(r"\b(?:the|you|your|this|with|been|from|please|hello|was)\b", re.I)
# The action is to type the code: a button would lead away from where to type it.
WITH_CODE = {"login_code", "email_confirmation", "email_confirmation_signup"}


def test_mail_templates_are_found():
    names = mails.template_names()
    assert {"events/mail/confirm", "forum/mail/post_hide", "account/email/login_code"} <= names
    assert names == {sample.template for sample in SAMPLES.values()}


def template_files() -> list[Path]:
    """Return the files of all mail templates, partial ones among them."""
    ours = [*mails.OURS.glob("*/mail/*.txt"), *mails.OURS.glob("*/email/*.txt")]
    return ours + [
        Path(get_template(f"{name}_message.txt").origin.name)
        for name in mails.template_names()
        if "/email/" in name
    ]


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.name)
def test_mail_template_leaves_escaping_to_the_renderer(path):
    """`autoescape off` would put what people write into the HTML as it is."""
    source = path.read_text()
    assert "autoescape" not in source
    assert "|safe" not in source


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_mail_is_complete_in_every_language(name, language):
    subject, text, html = SAMPLES[name].render(language)

    assert subject
    assert len(text) > 60
    assert f'<html lang="{language}">' in html
    page = BeautifulSoup(html, "html.parser")
    buttons = page.select(".mail__button a")
    if SAMPLES[name].template.rpartition("/")[2] in WITH_CODE:
        assert not buttons
        assert "4FK-7PM" in subject
        assert page.select_one(".mail__code").text == "4FK-7PM"
    else:
        [button] = buttons
        label, url = button.text, button["href"]
        assert urlsplit(url).scheme == "http"
        # The text says the same, and where the link leads to.
        assert f"{label}:\n{url}\n" in text
    assert "Grethe" in text.splitlines()[0]
    assert "Grethe" in page.text
    # Nothing of one format is left in the other.
    assert not re.search(r"</?[a-z]+[ >]|&[a-z]+;|\*\*|<http|None", text)
    assert "\n\n\n" not in text
    # Finds untranslated sentences.
    if language == "da":
        visible = re.sub(r"https?://\S+|[\w.]+@[\w.]+", "", f"{subject}\n{text}")
        assert not ENGLISH.findall(visible)
    else:
        assert ENGLISH.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_has_a_link_to_unsubscribe(language):
    with transaction.atomic():
        outbox.put(
            key="mail",
            to="a@example.org",
            template="account/email/login_code",
            context={"code": "1", "code_minutes": 5},
            language=language,
            scope="account",
        )
    message = OutboxMessage.objects.get()
    email = worker.as_email(message)
    assert urlsplit(message.url).path.startswith(f"/{language}/")
    received = mime.received(message)
    mime.check(received)
    assert mime.tree(received) == ("multipart/alternative", ["text/plain", "text/html"])
    assert email.extra_headers["List-Unsubscribe"] == f"<{message.url}>"
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.url in email.body
    assert message.url in email.alternatives[0].content
