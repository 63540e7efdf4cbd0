"""Videos on other sites, from the addresses that people copy."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})/?", re.ASCII)
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{5,12})(?:/(\w{6,20}))?/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Video:
    """A video: its page on the other site, and the address of a frame that plays it."""

    site: str
    page_url: str
    frame_url: str


def find_video(url: str | None) -> Video | None:
    """Return the video that `url` is the address of; None if it is not one that is known."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    query = parse_qs(parts.query)
    if host in {"youtube.com", "youtube-nocookie.com", "youtu.be"}:
        return _on_youtube(host, parts.path, query)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _on_vimeo(parts.path, query)
    return None


def _on_youtube(host: str, path: str, query: dict[str, list[str]]) -> Video | None:
    if host == "youtu.be":
        found = _YOUTUBE_ID.fullmatch(path.strip("/"))
        name = found[0] if found else ""
    elif match := _YOUTUBE_PATH.fullmatch(path):
        name = match[1]
    else:
        found = _YOUTUBE_ID.fullmatch(query.get("v", [""])[0]) if path == "/watch" else None
        name = found[0] if found else ""
    if not name:
        return None
    # The host that sets no cookies before the video is played.
    return Video(
        "YouTube",
        f"https://www.youtube.com/watch?v={name}",
        f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1&rel=0",
    )


def _on_vimeo(path: str, query: dict[str, list[str]]) -> Video | None:
    match = _VIMEO_PATH.fullmatch(path)
    if match is None:
        return None
    # An unlisted video has a key beside its number.
    given = query.get("h", [""])[0]
    key = match[2] or (given if re.fullmatch(r"\w{6,20}", given, re.ASCII) else "")
    page = f"https://vimeo.com/{match[1]}" + (f"/{key}" if key else "")
    frame = f"https://player.vimeo.com/video/{match[1]}?autoplay=1&dnt=1"
    return Video("Vimeo", page, frame + (f"&h={key}" if key else ""))
