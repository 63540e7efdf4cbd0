"""The Content-Security-Policy of each part of the site."""

import re
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

# What no page of the hub uses; a script that got in could not either.
NOT_USED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def allow_images_from(request: HttpRequest, url: str) -> None:
    """Let the page that answers `request` show images from the origin of `url`, such as a map's.

    A place holder for a subdomain (`{s}`) becomes a star.
    """
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.netloc:
        origin = f"{parts.scheme}://{re.sub(r'{[^}]*}', '*', parts.netloc)}"
        request._image_origins = [*_image_origins(request), origin]  # type: ignore[attr-defined]


def _image_origins(request: HttpRequest) -> list[str]:
    origins: list[str] = getattr(request, "_image_origins", [])
    return origins


class ContentSecurityMiddleware(CSPMiddleware):
    """Give the editors' pages the policy that Wagtail's admin needs, all others the strict one."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add both policies: of what may be loaded, and of what the browser may be asked for."""
        response.headers.setdefault("Permissions-Policy", NOT_USED)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the parts that django-csp builds the header from."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = {**settings.ADMIN_CONTENT_SECURITY_POLICY, **(parts.replace or {})}
        if origins := _image_origins(request):
            parts.update = {**(parts.update or {}), "img-src": origins}
        return parts
