"""The Content-Security-Policy of each part of the site."""

import re
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

# No page of the hub uses these, so an injected script cannot use them either.
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def allow_images_from(request: HttpRequest, url: str) -> None:
    """Allow the response to `request` to load images from the origin of `url`, e.g. map tiles.

    A placeholder in the host name (`{s}`) becomes a wildcard.
    """
    _allow(request, "img-src", url)


def allow_frames_from(request: HttpRequest, url: str) -> None:
    """Allow the response to `request` to show frames from the origin of `url`, e.g. a video."""
    _allow(request, "frame-src", url)


def _allow(request: HttpRequest, directive: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.netloc:
        origin = f"{parts.scheme}://{re.sub(r'{[^{}]*}', '*', parts.netloc)}"
        sources = _sources_of_page(request)
        known = sources.get(directive, [])
        if origin not in known:
            sources = {**sources, directive: [*known, origin]}
        request._sources_of_page = sources  # type: ignore[attr-defined]


def _sources_of_page(request: HttpRequest) -> dict[str, list[str]]:
    sources: dict[str, list[str]] = getattr(request, "_sources_of_page", {})
    return sources


class ContentSecurityMiddleware(CSPMiddleware):
    """Set the relaxed policy that Wagtail's admin needs on its pages, the strict one elsewhere."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the Permissions-Policy and the Content-Security-Policy headers."""
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = {**settings.ADMIN_CONTENT_SECURITY_POLICY, **(parts.replace or {})}
        if sources := _sources_of_page(request):
            parts.update = {**(parts.update or {}), **sources}
        return parts
