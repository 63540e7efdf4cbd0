"""The client of the service that finds addresses: off until `ADDRESS_LOOKUP_URL` is set."""

import json
import logging
import math
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import requests
from django.conf import settings

from core.positions import utm

logger = logging.getLogger(__name__)

MOST = 5
# What an editor waits for, in seconds, and the largest answer that is read.
CONNECT_SECONDS = 3
TOTAL_SECONDS = 6
MOST_BYTES = 256 * 1024
_CHUNK = 16 * 1024
_LONGEST_LABEL = 160
# GeoJSON's own name first, then those of Denmark's GSearch.
_GEOMETRIES = ("geometry", "adgangspunkt_geometri", "vejpunkt_geometri", "geometri")
_LABELS = ("label", "display_name", "visningstekst", "praesentation", "name")


class Place(NamedTuple):
    """A place that was found. The position has six decimals: a tenth of a metre."""

    label: str
    latitude: str
    longitude: str


class LookupFailed(Exception):
    """The service did not answer in time, or with what nobody can read."""


def is_on() -> bool:
    """Return whether an administrator has chosen a service."""
    return bool(settings.ADDRESS_LOOKUP_URL)


def look_up(query: str) -> list[Place]:
    """Return the places that the service finds for `query`, the best first.

    The query is only ever a value in the configured URL, and redirects are not followed: nobody can
    make the hub send requests to other machines (server-side request forgery). Raises
    `LookupFailed`.
    """
    url = settings.ADDRESS_LOOKUP_URL.replace("{query}", quote(query, safe=""))
    try:
        return list(_places(json.loads(_body(url))))[:MOST]
    except (requests.RequestException, ValueError, RecursionError) as error:
        # The URL may hold a key, so the error stays unwritten.
        logger.warning("The look-up of an address failed: %s", type(error).__name__)
        raise LookupFailed from error


def _body(url: str) -> bytes:
    ends = time.monotonic() + TOTAL_SECONDS
    body = b""
    with requests.get(
        url,
        headers={"Accept": "application/json"},
        timeout=(CONNECT_SECONDS, CONNECT_SECONDS),
        allow_redirects=False,
        stream=True,
    ) as response:
        if response.status_code != 200:
            raise ValueError("not an answer")
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES or time.monotonic() > ends:
                raise ValueError("too large or too slow")
    return body


def _places(answer: Any) -> Iterator[Place]:
    found = answer.get("features") if isinstance(answer, dict) else answer
    if not isinstance(found, list):
        raise ValueError("neither a FeatureCollection nor a list")
    for each in found:
        if not isinstance(each, dict):
            continue
        position = _position(next((each[name] for name in _GEOMETRIES if each.get(name)), None))
        properties = each.get("properties")
        words: dict[str, Any] = properties if isinstance(properties, dict) else each
        label = next((words[name] for name in _LABELS if isinstance(words.get(name), str)), "")
        if position and label.strip():
            latitude, longitude = position
            yield Place(label.strip()[:_LONGEST_LABEL], f"{latitude:.6f}", f"{longitude:.6f}")


def _position(geometry: Any) -> tuple[float, float] | None:
    """Return latitude and longitude of a point in GeoJSON, in degrees or in UTM zone 32."""
    if not isinstance(geometry, dict):
        return None
    point = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(point, list) and point:
        point = point[0]
    if not isinstance(point, list) or len(point) < 2:
        return None
    if not all(type(number) in {int, float} for number in point[:2]):
        return None
    east, north = float(point[0]), float(point[1])
    if not (math.isfinite(east) and math.isfinite(north)):
        return None
    if 100_000 <= east <= 1_000_000 and 5_000_000 <= north <= 7_500_000:
        return utm.to_degrees(east, north)
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
