"""Response headers of static files, which no other middleware sees."""

from wsgiref.headers import Headers

# A style sheet or a script is never a page; an SVG that is opened by itself runs nothing.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Add them to the file at `url`. WhiteNoise calls it for each file."""
    for name, value in _HEADERS.items():
        headers[name] = value
