"""Numbers in addresses and filters that no database column can hold."""

import logging
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.urls.converters import IntConverter

from core.error_pages import error_page

logger = logging.getLogger(__name__)


def limit_numbers_in_addresses() -> None:
    """Let `<int:…>` match no number that a 64-bit column cannot hold, in any app's routes.

    SQLite fails on such a number in a comparison with a foreign key (Django only checks it for
    other columns). Django 6 refuses to register another converter called "int".
    """
    IntConverter.regex = "[0-9]{1,18}"


class UnusableValuesMiddleware:
    """Answer 400 where a value of the request cannot be used, in views of any app.

    The hub's own views read numbers with `core.primary_keys`. Wagtail's filters and choosers
    compare numbers with any column, or make addresses of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return a 400 if the exception is about a value of the request."""
        message = str(exception)
        is_too_large = (
            isinstance(exception, OverflowError) and "too large to convert to SQLite" in message
        ) or (isinstance(exception, DataError) and "out of range" in message)
        is_no_address = isinstance(exception, NoReverseMatch) and any(
            repr(value) in message for value in request.GET.values() if value
        )
        if not (is_too_large or is_no_address):
            return None
        logger.warning("A value of %s cannot be used: %s", request.path, message[:200])
        return error_page(request, 400)
