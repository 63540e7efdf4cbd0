"""Every form that takes an e-mail address refuses what would go to another mailbox."""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import get_resolver, reverse

from core.models import EmailField as EmailModelField
from core.models import Partner
from core.text.fields import EmailField
from residents.models import User
from tests import factories

ODD = ["\u0131pek@example.org", "\u017fofie@example.org", "\u212aaren@example.org", "å@b.dk"]


@pytest.mark.parametrize("address", [*ODD, "karen@\u2603.dk", "karen@-ø.dk"])
def test_the_form_field_refuses_odd_letters(address):
    with pytest.raises(ValidationError) as caught:
        EmailField().clean(address)
    assert caught.value.code == "invalid"


def test_the_form_field_stores_the_address_as_it_is_looked_up():
    assert EmailField().clean(" Karen@KØBENHAVN.dk ") == "karen@xn--kbenhavn-54a.dk"


def test_every_form_uses_the_field():
    assert get_resolver().url_patterns  # imports the forms
    fields = [
        (form.__qualname__, name)
        for form in _subclasses(forms.BaseForm)
        if form.__module__.partition(".")[0] in _our_apps()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.EmailField)
        and not isinstance(field, EmailField)
        # These replace the field of allauth when they are made; the pages below show it.
        and form.__name__ not in {"SignupForm", "ProviderSignupForm"}
    ]
    assert fields == []


def test_every_model_uses_the_field():
    fields = [
        field
        for model in apps.get_models()
        if model._meta.app_label in _our_apps()
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
    ]
    assert len(fields) >= 5
    assert [field for field in fields if not isinstance(field, EmailModelField)] == []


@pytest.mark.parametrize("address", ODD)
def test_a_new_account_is_refused_in_wagtails_admin(db, client, address):
    admin = factories.make_user("admin@example.org", "Admin", is_superuser=True)
    factories.sign_in(client, admin)
    data = {
        **{"email": address, "first_name": "Ipek", "last_name": "Holm"},
        **{"password1": factories.PASSWORD, "password2": factories.PASSWORD},
    }
    response = client.post(reverse("wagtailusers_users:add"), data)
    assert response.status_code == 200
    assert "email" in response.context["form"].errors
    assert not User.objects.filter(first_name="Ipek").exists()
    client.post(reverse("wagtailusers_users:add"), {**data, "email": "Ipek@KØBENHAVN.dk"})
    assert User.objects.get(first_name="Ipek").email == "ipek@xn--kbenhavn-54a.dk"


def test_a_partners_contact_address_is_refused(as_editor):
    data = {"name": "Havnen", "slug": "havnen", "role": "network", "contact_email": ODD[0]}
    response = as_editor.post(reverse("wagtailsnippets_core_partner:add"), data)
    assert "contact_email" in response.context["form"].errors
    assert not Partner.objects.filter(slug="havnen").exists()


def test_an_address_is_found_in_any_spelling(db):
    user = factories.make_user("karen@xn--kbenhavn-54a.dk", "Karen")
    assert User.objects.get(email="KAREN@københavn.dk") == user


@pytest.mark.parametrize("name", ["account_signup", "account_login", "account_reset_password"])
def test_the_pages_of_an_account_refuse_odd_letters(db, client, name):
    factories.make_user("karen@example.org", "Karen")
    field = "login" if name == "account_login" else "email"
    data = {field: "\u212aaren@example.org", "password": factories.PASSWORD}
    response = client.post(reverse(name), data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "\u212aaren@example.org" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_up_for_an_event_refuses_odd_letters(client, theme):
    occurrence = factories.make_event_page(theme).event.occurrences.get()
    data = {"name": "Karen", "email": "\u212aaren@example.org", "party_size": "1"}
    response = client.post(reverse("events:sign_up", args=[occurrence.pk]), data)
    assert "email" in response.context["form"].errors
    assert not occurrence.signups.exists()


def _our_apps() -> set[str]:
    return {"core", "residents", "notifications", "events", "campaigns", "forum", "home"}


def _subclasses(cls: type) -> Iterator[type]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
