"""Wagtail and its search."""

from typing import Any

from django.utils.functional import lazy

from hub.settings.environment import BASE_URL


def _name_in_the_admin() -> str:
    from core.site_settings import site_name

    return site_name()


# The admin shows the name that administrators have typed there.
WAGTAIL_SITE_NAME = lazy(_name_in_the_admin, str)()
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
# Documents pass the gate in core.documents. A view serves them from the private storage, always
# as a download.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.documents.forms.SiteDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "txt", "xlsx"]
_office = "application/vnd.openxmlformats-officedocument."
# The machine's own list may lack some.
WAGTAILDOCS_CONTENT_TYPES = {
    "csv": "text/csv",
    "docx": f"{_office}wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "pptx": f"{_office}presentationml.presentation",
    "txt": "text/plain",
    "xlsx": f"{_office}spreadsheetml.sheet",
}
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# Every picture passes the gate in core.images, and becomes a JPEG or a PNG.
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.images.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "core.search.admin_index",
        # `core.text.search_words` makes the words: PostgreSQL takes them as they are.
        "SEARCH_CONFIG": "simple",
    },
    "site": {"BACKEND": "core.search.index"},
}
# No calls to other sites.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Approvers need no permission to publish. `desk.workflow_mails` writes to them, to nobody twice.
WAGTAIL_FINISH_WORKFLOW_ACTION = "desk.publish_approved.publish"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
# Rows of a page of the open data.
WAGTAILAPI_LIMIT_MAX = 50
# Slugs are ASCII; `core/slugs.py` makes them from Danish titles.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Bytes of a request, by the name of the view: six pictures of 10 MB, with their text.
# `core.request_size` has the limit of all other forms.
PICTURE_FORMS = dict.fromkeys(("forum:start", "forum:reply", "forum:edit"), 64 * 1024 * 1024)
