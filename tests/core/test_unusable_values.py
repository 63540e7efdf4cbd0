"""Numbers that no column holds are a 404 in an address and a 400 in a filter, on both databases."""

import pytest
from django.db import DataError
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from core.unusable_values import UnusableValuesMiddleware
from tests import factories

NUMBERS = [2**63, 10**18, int("9" * 30), int("9" * 3000)]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_address_with_such_a_number_is_not_found(as_editor, theme, number):
    factories.make_event_page(theme)
    for address in (
        *(f"/admin/events/{number}/times/", f"/admin/events/{number}/sign-ups/"),
        *(f"/admin/events/{number}/times/1/", f"/admin/pages/{number}/edit/"),
        *(f"/da/forum/{number}/", f"/documents/{number}/a.pdf", f"/da/naboer/{number}/"),
        *(f"/admin/images/{number}/", f"/admin/snippets/core/partner/edit/{number}/"),
    ):
        assert as_editor.get(address).status_code in {302, 404}, address[:60]
    with pytest.raises(NoReverseMatch):
        reverse("forum:thread", args=[number])


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**31, int("9" * 30)])
def test_a_filter_with_such_a_number_has_an_answer(client, number):
    administrator = factories.make_user("a@example.org", "Adam", groups=("Administrators",))
    factories.sign_in(client, administrator)
    for address in (
        *("/admin/pages/?owner=", "/admin/pages/?site=", "/admin/pages/?content_type="),
        *("/admin/users/?group=", "/admin/choose-page/chosen-multiple/?id="),
        *("/admin/images/chooser/chosen-multiple/?id=", "/admin/images/?collection_id="),
        *("/admin/choose-email-link/?parent_page_id=", "/da/forum/?page=", "/da/soeg/?p="),
    ):
        assert client.get(f"{address}{number}").status_code in {200, 302, 400, 404}, address


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 400),
        (DataError("integer out of range"), 400),
        (NoReverseMatch("Reverse for 'x' with arguments '('abc',)' not found."), 400),
        (NoReverseMatch("Reverse for 'x' with arguments '('xyz',)' not found."), None),
        (OverflowError("math range error"), None),
        (DataError("value too long for type"), None),
        (ValueError("too large"), None),
    ],
)
def test_a_fault_of_our_own_stays_a_500(error, status):
    middleware = UnusableValuesMiddleware(lambda _request: None)

    response = middleware.process_exception(RequestFactory().get("/da/?a=abc"), error)

    assert (response and response.status_code) == status
