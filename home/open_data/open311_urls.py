"""Routes of Open311, which the specification names."""

from typing import Any

from django.urls import path

from home.open_data import open311

app_name = "open311"

_FORMATS: list[dict[str, Any]] = [{"extension": "json"}, {"extension": "xml"}]

urlpatterns = [
    *(
        path(f"services.{each['extension']}", open311.services, each, name="services")
        for each in _FORMATS
    ),
    *(
        path(f"requests.{each['extension']}", open311.service_requests, each, name="requests")
        for each in _FORMATS
    ),
    *(
        path(
            f"requests/<int:issue_id>.{each['extension']}",
            open311.service_request,
            each,
            name="request",
        )
        for each in _FORMATS
    ),
]
