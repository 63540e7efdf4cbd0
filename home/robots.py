"""`/robots.txt`: where the sitemap is, and what crawlers leave alone. (RFC 9309)"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of the admin, of all that leads to an account, and of search results."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _disallowed())]
    lines += ["", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _disallowed() -> Iterator[str]:
    yield reverse("wagtailadmin_home")
    for code, _name in settings.LANGUAGES:
        with override(code):
            # "/da/konto/": everything to do with accounts lies below.
            yield reverse("residents:account").split("/")[2].join((f"/{code}/", "/"))
            yield f"{reverse('home:search')}?"
