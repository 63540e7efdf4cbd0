"""Cache-Control of public pages near midnight, when "yesterday at 19:04" becomes wrong."""

import pytest
from django.http import HttpResponse

from core.cache_headers import CacheHeadersMiddleware


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-11-28T12:00:00+01:00", 60),
        ("2026-11-28T23:59:00+01:00", 60),
        ("2026-11-28T23:59:30+01:00", 30),
        ("2026-07-28T23:59:50+02:00", 10),
        # Midnight of UTC, which is not that of the place.
        ("2026-07-28T23:59:50+00:00", 60),
    ],
)
def test_public_page_is_shared_to_midnight_at_most(rf, settings, time_machine, now, seconds):
    settings.PUBLIC_PAGE_SECONDS = 60
    time_machine.move_to(now, tick=False)
    response = CacheHeadersMiddleware(lambda request: HttpResponse("page"))(rf.get("/da/"))
    assert response["Cache-Control"] == f"public, max-age=0, s-maxage={seconds}"
