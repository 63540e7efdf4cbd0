"""What a browser's own description of itself means, in words that its owner knows."""

from django.utils.translation import gettext as _

# The first that is found counts: most browsers also name those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def name(user_agent: str) -> str:
    """Return the name of the device, such as "Firefox on Windows", without any version."""
    browser, system = _find(_BROWSERS, user_agent), _find(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _find(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((shown for part, shown in names if part in user_agent), "")
