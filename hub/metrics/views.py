"""The page that Prometheus reads."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return all metrics, if the request has `METRICS_TOKEN`; without it, the page is not there."""
    given = re.fullmatch(r"Bearer +(\S+)", request.headers.get("Authorization", ""))
    token = settings.METRICS_TOKEN
    if not (token and given and constant_time_compare(given[1], token)):
        response = HttpResponse("Not found\n", status=404, content_type="text/plain")
        # Django would log each scrape of a monitor with an old token.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response
    # Not at the top: this module is loaded with the middleware, also where nobody asks for metrics.
    from hub.metrics.collector import encoded_metrics

    text, content_type = encoded_metrics(request.headers.get("Accept", ""))
    return HttpResponse(text, content_type=content_type)
