"""Static files, uploads and private files."""

import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.static_headers import add_headers
from hub.settings.environment import BASE_DIR, DEBUG, VAR_DIR, env
from hub.settings.reader import refuse

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
# Only the hub's own pages use its files.
WHITENOISE_ALLOW_ALL_ORIGINS = False


def s3_storage(url: str, **options: Any) -> dict[str, Any]:
    """Return the storage for `s3://bucket/prefix?option=value`."""
    parts = urlsplit(url)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "file_overwrite": False,
            **options,
            **{key: values[0] for key, values in parse_qs(parts.query).items()},
        },
    }


_media = env.text("MEDIA", default=str(VAR_DIR / "media"))
_private = env.text("PRIVATE_FILES", default=str(VAR_DIR / "private"))
for _name, _place in (("MEDIA", _media), ("PRIVATE_FILES", _private)):
    if urlsplit(_place).scheme not in {"", "s3"}:
        refuse(_name, "must be a folder, or a bucket: s3://bucket/prefix")
    if _place.startswith("s3:") and not urlsplit(_place).netloc:
        refuse(_name, "names no bucket: s3://bucket/prefix")
if f"{urlsplit(_private).path}/".startswith(f"{urlsplit(_media).path.rstrip('/')}/") and (
    urlsplit(_private)[:2] == urlsplit(_media)[:2]
):
    sys.exit("PRIVATE_FILES is inside MEDIA, which is public. Choose another folder.")
FILE_SYSTEM = "django.core.files.storage.FileSystemStorage"
if _media.startswith("s3:"):
    _media_storage = s3_storage(_media)
else:
    MEDIA_ROOT = urlsplit(_media).path
    _media_storage = {"BACKEND": FILE_SYSTEM}
if _private.startswith("s3:"):
    _private_storage = s3_storage(_private, default_acl="private")
else:
    _private_storage = {
        "BACKEND": FILE_SYSTEM,
        "OPTIONS": {
            "location": urlsplit(_private).path,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
STORAGES = {
    "default": _media_storage,
    # Not served by URL: a view checks access and sends the file.
    "private": _private_storage,
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "hub.static_storage.JoinedStyleSheetStorage"
        )
    },
}
