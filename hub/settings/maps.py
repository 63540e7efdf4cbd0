"""Maps of venues."""

from urllib.parse import urlsplit

from hub.settings.environment import env
from hub.settings.reader import refuse

# The link to a map, and the tile server of maps on pages. Without a tile server there are no maps
# on pages.
MAP_LINK_URL = env.url(
    "MAP_LINK_URL",
    default="https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    "#map=17/{latitude}/{longitude}",
)
if not all(part in MAP_LINK_URL for part in ("{latitude}", "{longitude}")):
    refuse("MAP_LINK_URL", "must have {latitude} and {longitude} in it")
MAP_TILE_URL = env.url("MAP_TILE_URL")
if MAP_TILE_URL and not all(part in MAP_TILE_URL for part in ("{z}", "{x}", "{y}")):
    refuse("MAP_TILE_URL", "must have {z}, {x} and {y} in it")
MAP_ATTRIBUTION = env.text("MAP_ATTRIBUTION")
# The service that finds addresses for editors. Without it, only the areas of the hub are known.
ADDRESS_LOOKUP_URL = env.url("ADDRESS_LOOKUP_URL")
if ADDRESS_LOOKUP_URL and "{query}" not in urlsplit(ADDRESS_LOOKUP_URL).query:
    refuse("ADDRESS_LOOKUP_URL", "must have {query} in it, after the question mark")
