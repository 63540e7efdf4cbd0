"""The admin's fields for a position: their script, the look-up it asks, and the tile server.

`static/admin/position-picker.js` adds a map and a button to every pair of fields that end in
`latitude` and `longitude`, also to those of blocks that are added later.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, json_script
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.fields import StreamField

from core import rate_limits
from core.areas import all_areas
from core.content_security import allow_images_from
from core.positions import lookup
from core.positions.finding import areas_named_in, middles_of

_LONGEST_QUERY = 300
# An address, a venue, a title and a name.
_MOST_QUERIES = 4


def allow_tiles(request: HttpRequest) -> None:
    """Allow the response to `request` to load the tiles of the map for choosing a position."""
    if settings.MAP_TILE_URL:
        allow_images_from(request, settings.MAP_TILE_URL)


@cache
def asks_for_position(model: type[Model]) -> bool:
    """Return whether the form of `model` has fields for a position, also in its blocks."""
    return any(
        field.name == "latitude"
        or (isinstance(field, StreamField) and _has_position(field.stream_block))
        for field in model._meta.get_fields()
    )


def _has_position(block: Any) -> bool:
    children = getattr(block, "child_blocks", {})
    if "latitude" in children:
        return True
    inner = [*children.values(), *filter(None, [getattr(block, "child_block", None)])]
    return any(_has_position(each) for each in inner)


@never_cache
@require_POST
def find_position(request: HttpRequest) -> HttpResponse:
    """Answer with the places of an address, and a message if there are none.

    The first text is looked up; an area may be named in any of them. Wagtail checks that the user
    may enter its admin.
    """
    texts = [" ".join(text.split())[:_LONGEST_QUERY] for text in request.POST.getlist("query")]
    queries = [text for text in texts if text][:_MOST_QUERIES]
    if not queries:
        return JsonResponse({"places": [], "message": _("Write an address or a venue first.")})
    failure = ""
    found: list[lookup.Place] = []
    if lookup.is_on():
        if not rate_limits.allows(request, "address_lookup"):
            message = _("You have looked up many addresses. Try again in a minute.")
            return JsonResponse({"places": [], "message": message}, status=429)
        try:
            found = lookup.look_up(queries[0])
        except lookup.LookupFailed:
            failure = _("The service that finds addresses does not answer. Try again later.")
    areas = next(filter(None, map(areas_named_in, queries)), [])
    places = found or middles_of(areas)
    message = failure
    if not places and not failure:
        message = _("We found no such address. Check the spelling, or choose it on a map.")
    elif places and not found:
        nearest = _("This is the middle of the area, not the address itself.")
        message = f"{failure} {nearest}".strip()
    return JsonResponse({"places": [place._asdict() for place in places], "message": message})


def script() -> str:
    """Load the script with its texts, and where the areas of the hub lie."""
    middles = {
        str(area.pk): [float(number) for number in area.position]
        for area in all_areas()
        if area.position
    }
    values = {
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_ATTRIBUTION,
        "leafletScript": static("vendor/leaflet/leaflet.js"),
        "leafletStyle": static("vendor/leaflet/leaflet.css"),
        "findUrl": reverse("find_position") if middles or lookup.is_on() else "",
        "middles": middles,
        "texts": {
            "find": _("Find the position of the address"),
            "looking": _("Looking …"),
            "found": _("Found: %s"),
            "choose": _("Choose one:"),
            "failed": _("There is no answer. Try again."),
            "map": _("Map for choosing the position"),
            "help": _(
                "Click on the map, or drag the marker. With the keyboard: place the marker, then "
                "move it with the arrow keys, with Shift in small steps."
            ),
            "place": _("Place the marker in the middle of the map"),
            "marker": _("The position"),
            "larger": _("Zoom in"),
            "smaller": _("Zoom out"),
        },
    }
    return format_html(
        '{}<link rel="stylesheet" href="{}"><script src="{}"></script>',
        json_script(values, "position-picker"),
        static("admin/position-picker.css"),
        static("admin/position-picker.js"),
    )


def urls() -> list[URLPattern]:
    """Route the look-up."""
    return [path("find-position/", find_position, name="find_position")]


def before_page(request: HttpRequest, page: Any, *_more: Any) -> None:
    """Allow tiles where a page with a position is edited."""
    if asks_for_position(page._meta.model):
        allow_tiles(request)


def before_new_page(request: HttpRequest, _parent: Any, page_class: Any) -> None:
    """Allow tiles where a page with a position is made."""
    if asks_for_position(page_class):
        allow_tiles(request)


def before_new_snippet(request: HttpRequest, model: Any) -> None:
    """Allow tiles where an area is made."""
    if asks_for_position(model):
        allow_tiles(request)


def register_hooks() -> None:
    """Add the script and the look-up to the admin."""
    hooks.register("insert_editor_js", script)
    hooks.register("register_admin_urls", urls)
    hooks.register("before_edit_page", before_page)
    hooks.register("before_create_page", before_new_page)
    hooks.register("before_edit_snippet", before_page)
    hooks.register("before_create_snippet", before_new_snippet)
