"""Maps of venues."""

from hub.settings.environment import env

# The link to a map, and the tile server of maps on pages. Without a tile server there are no maps
# on pages.
MAP_LINK_URL = env.str(
    "MAP_LINK_URL",
    default="https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    "#map=17/{latitude}/{longitude}",
)
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="")
