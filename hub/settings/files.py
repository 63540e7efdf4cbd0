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


# What may stand behind the `?` of a bucket. Credentials come from the environment.
_BUCKET_OPTIONS = (
    *("region_name", "endpoint_url", "custom_domain", "addressing_style", "signature_version"),
    *("default_acl", "url_protocol"),
)


def s3_storage(name: str, url: str, **options: Any) -> dict[str, Any]:
    """Return the storage for `s3://bucket/prefix?option=value`, which the variable `name` has."""
    parts = urlsplit(url)
    given = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if not parts.netloc:
        refuse(name, "names no bucket: s3://bucket/prefix")
    if unknown := sorted(given.keys() - {*_BUCKET_OPTIONS}):
        refuse(name, f"has the option “{unknown[0]}”. It can have: {', '.join(_BUCKET_OPTIONS)}")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "file_overwrite": False,
            **options,
            **given,
        },
    }


def s3_sources(options: dict[str, Any]) -> list[str]:
    """Return the sources of a Content-Security-Policy from which browsers load a bucket's files."""
    bucket = options["bucket_name"]
    if domain := options.get("custom_domain"):
        return [f"{options.get('url_protocol', 'https:').rstrip(':')}://{domain}"]
    if endpoint := options.get("endpoint_url"):
        parts = urlsplit(endpoint)
        hosts = [(parts.scheme, parts.netloc)]
    else:
        regions = [f"s3.{region}" for region in (options.get("region_name"),) if region]
        hosts = [("https", f"{host}.amazonaws.com") for host in ("s3", *regions)]
    # The bucket is a part of the path or of the host, as `addressing_style` says.
    return [
        source
        for scheme, host in hosts
        for source in (f"{scheme}://{host}/{bucket}/", f"{scheme}://{bucket}.{host}")
    ]


_media = env.text("MEDIA", default=str(VAR_DIR / "media"))
_private = env.text("PRIVATE_FILES", default=str(VAR_DIR / "private"))
for _name, _place in (("MEDIA", _media), ("PRIVATE_FILES", _private)):
    if urlsplit(_place).scheme not in {"", "s3"}:
        refuse(_name, "must be a folder, or a bucket: s3://bucket/prefix")
if f"{urlsplit(_private).path}/".startswith(f"{urlsplit(_media).path.rstrip('/')}/") and (
    urlsplit(_private)[:2] == urlsplit(_media)[:2]
):
    sys.exit("PRIVATE_FILES is inside MEDIA, which is public. Choose another folder.")
FILE_SYSTEM = "django.core.files.storage.FileSystemStorage"
if _media.startswith("s3:"):
    # Signed URLs would end while pages that show them are still kept.
    _media_storage = s3_storage("MEDIA", _media, querystring_auth=False)
    MEDIA_SOURCES = s3_sources(_media_storage["OPTIONS"])
else:
    MEDIA_SOURCES = []
    MEDIA_ROOT = urlsplit(_media).path
    _media_storage = {"BACKEND": FILE_SYSTEM}
if _private.startswith("s3:"):
    _private_storage = s3_storage("PRIVATE_FILES", _private, default_acl="private")
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
            else "hub.static_storage.JoinedFilesStorage"
        )
    },
}
