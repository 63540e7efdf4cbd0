"""The hub's settings, read from the environment (12-factor).

Every variable read here stands in docs/settings.md; a test keeps the two in step.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.urls import reverse_lazy

from hub.oidc_providers import providers_from

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def required_in_production(name: str, development_default: str) -> str:
    """Return the variable `name`; without it, stop the start with one line (unless DEBUG)."""
    value: str = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return development_default
    sys.exit(f"{name} is not set. The hub does not start without it: see docs/settings.md.")


# --- Mode and addresses -------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required_in_production("SECRET_KEY", "insecure-development-key")
BASE_URL = required_in_production("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[_base.hostname or "localhost", *(["localhost", "127.0.0.1"] if DEBUG else [])],
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = _base.scheme == "https"

# --- What the project is made of ----------------------------------------------------------

INSTALLED_APPS = [
    "hub",
    "home",
    "forum",
    "campaigns",
    "events",
    "notifications",
    "residents",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.content_security.ContentSecurityMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "core.cache_headers.CacheHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "residents.accounts.second_factor.SecondFactorMiddleware",
    "residents.personal_data.erased_account_middleware.ErasedMeanwhileMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
ASGI_APPLICATION = "hub.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.site",
            ],
            "builtins": ["core.templatetags.core_tags"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Databases, cache, background work ----------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hub.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, concurrent writers fail with "database is locked" instead of waiting.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, so that a test's server thread and the test see one database.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    VAR_DIR.mkdir(exist_ok=True)
else:
    # The development server has a new thread, and so a new connection, for every request: kept
    # open, they would soon be all that PostgreSQL allows.
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if DEBUG else 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
    # `?key_prefix=…`: django-environ writes it in small letters, which Django does not read.
    CACHES["default"]["KEY_PREFIX"] = CACHES["default"].pop("key_prefix", "")

# "database" needs a worker (`manage.py run_worker`); "immediate" runs each task where it is queued.
TASKS_BACKENDS = {
    "database": "django_tasks_db.DatabaseBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
_tasks = env.str("TASKS", default="database")
if _tasks not in TASKS_BACKENDS:
    sys.exit(f"TASKS is “{_tasks}”. It must be one of: {', '.join(TASKS_BACKENDS)}.")
TASKS = {"default": {"BACKEND": TASKS_BACKENDS[_tasks]}}

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "residents.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
# The front page in the language one has been reading in; "/" would ask the browser.
LOGIN_REDIRECT_URL = reverse_lazy("wagtail_serve", args=[""])
ACCOUNT_ADAPTER = "notifications.delivery.allauth_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Without a password one signs in with a code by mail, or with a passkey.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "residents.accounts.signup_form.SignupDetailsForm"
_forms = "residents.accounts.allauth_forms."
ACCOUNT_FORMS = {
    "login": f"{_forms}LoginForm",
    "signup": f"{_forms}SignupForm",
    "reset_password": f"{_forms}ResetPasswordForm",
    "reset_password_from_key": f"{_forms}ResetPasswordKeyForm",
    "change_password": f"{_forms}ChangePasswordForm",
    "set_password": f"{_forms}SetPasswordForm",
    "request_login_code": f"{_forms}RequestLoginCodeForm",
    "confirm_login_code": f"{_forms}ConfirmLoginCodeForm",
    "confirm_email_verification_code": f"{_forms}ConfirmEmailForm",
    "reauthenticate": f"{_forms}ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code is typed where one is joining; a link would open in another browser, or a mail scanner.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_REDIRECT_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# Beside allauth's own. Counted in the cache, so for all processes together; core.rate_limits.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/10m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "signup": "20/m/ip",
    "confirm_email": "3/m/key,10/h/key",
    "change_email": "5/h/user",
    "event_signup": "20/10m/ip",
    "event_signup_address": "10/h/key",
    # The texts that the forum keeps for readers who are not signed in.
    "draft": "30/h/ip",
}
MFA_ADAPTER = "residents.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Det Gode Naboskab"
# A telephone's clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "add_webauthn": f"{_forms}AddPasskeyForm",
    "authenticate": f"{_forms}AuthenticateForm",
    "reauthenticate": f"{_forms}ReauthenticateWithCodeForm",
    "activate_totp": f"{_forms}ActivateTOTPForm",
}
# Who may do more than a resident signs in with a second factor.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)

SOCIALACCOUNT_ADAPTER = "residents.accounts.adapters.SocialAccountAdapter"
# The form is always shown: it asks for the name and states the rules.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": providers_from(env.str("OIDC_PROVIDERS", default="")),
        "OAUTH_PKCE_ENABLED": True,
    }
}
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# Wagtail would take an address without asking for a proof; whoever has it sees its sign-ups.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# --- Mail ---------------------------------------------------------------------------------

_email = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
vars().update({key: value for key, value in _email.items() if key.startswith("EMAIL_")})
if _email["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_BACKEND = "notifications.delivery.file_email_backend.EmailBackend"
    # django-environ drops the slash that makes the path absolute.
    EMAIL_FILE_PATH = "/" + _email["EMAIL_FILE_PATH"].lstrip("/")
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"Det Gode Naboskab <hub@{_base.hostname}>"
)
# How long the mail server may take for each of its answers.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
# After so many refusals for good, one after the other, an address is sent account mail only.
BOUNCE_LIMIT = env.int("BOUNCE_LIMIT", default=3)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL

# --- Messages to devices ------------------------------------------------------------------

# Made by `manage.py vapid_keys`. Without it, nobody is offered messages on their device.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
# The push services of the browsers. The address of a device comes from outside, and the hub calls
# no other hosts because of it.
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "jmt17.google.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    ],
)

# --- Languages and time -------------------------------------------------------------------

_NATIVE_NAMES = {"da": "Dansk", "en": "English", "de": "Deutsch", "uk": "Українська"}
LANGUAGES = [
    (code, _NATIVE_NAMES.get(code, code)) for code in env.list("LANGUAGES", default=["da", "en"])
]
LANGUAGE_CODE = LANGUAGES[0][0]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Otherwise untranslated copies of a page go live.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
USE_I18N = True
# The second holds Danish for texts of Wagtail and allauth, where theirs is missing or poor.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_upstream"]
FORMAT_MODULE_PATH = ["hub.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- Static files and media ---------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"


def bucket(place: str, **options: Any) -> dict[str, Any]:
    """Return the storage at `s3://bucket/prefix?option=value`."""
    address = urlsplit(place)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": address.netloc,
            "location": address.path.strip("/"),
            "file_overwrite": False,
            **options,
            **{key: values[0] for key, values in parse_qs(address.query).items()},
        },
    }


_media = env.str("MEDIA", default=str(VAR_DIR / "media"))
_private = env.str("PRIVATE_FILES", default=str(VAR_DIR / "private"))
if f"{urlsplit(_private).path}/".startswith(f"{urlsplit(_media).path.rstrip('/')}/") and (
    urlsplit(_private)[:2] == urlsplit(_media)[:2]
):
    sys.exit("PRIVATE_FILES lies in MEDIA, where everybody can fetch it. Choose another place.")
FOLDER = "django.core.files.storage.FileSystemStorage"
if _media.startswith("s3:"):
    _media_storage = bucket(_media)
else:
    MEDIA_ROOT = urlsplit(_media).path
    _media_storage = {"BACKEND": FOLDER}
if _private.startswith("s3:"):
    _private_storage = bucket(_private, default_acl="private")
else:
    _private_storage = {
        "BACKEND": FOLDER,
        "OPTIONS": {
            "location": urlsplit(_private).path,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
STORAGES = {
    "default": _media_storage,
    # No address leads here: a view of the hub hands out what is in it, to whom it is meant for.
    "private": _private_storage,
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- Wagtail ------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Det Gode Naboskab"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        # Danish stemming; SQLite's FTS5 has none and ignores the option.
        "SEARCH_CONFIG": "danish",
    }
}
# No calls to strangers.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Security -----------------------------------------------------------------------------

# The only cookies there are. The language is part of every address, so it needs none.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Django would leave the second one for a year. The privacy page says how long.
SESSION_COOKIE_AGE = CSRF_COOKIE_AGE = 14 * 24 * 60 * 60
# Says what happened, and keeps what was written in the forum.
CSRF_FAILURE_VIEW = "forum.threads.drafts.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# Kept in the session, so that a message sets no cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Wagtail shows its preview in a frame of the same site.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
_csp_directives = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _csp_directives}
# Wagtail's date choosers and inline panels stay dead without inline scripts and styles. Only
# the editors' pages get this, behind their sign-in: core.content_security.
ADMIN_CONTENT_SECURITY_POLICY = {
    **_csp_directives,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# --- The hub's own rules ------------------------------------------------------------------

UNCONFIRMED_SIGNUP_HOURS = env.int("UNCONFIRMED_SIGNUP_HOURS", default=48)
EMAIL_CHANGE_HOURS = env.int("EMAIL_CHANGE_HOURS", default=48)
WAITING_OFFER_HOURS = env.int("WAITING_OFFER_HOURS", default=12)
SERIES_DAYS_AHEAD = env.int("SERIES_DAYS_AHEAD", default=400)
SIGNUP_RETENTION_DAYS = env.int("SIGNUP_RETENTION_DAYS", default=60)
DRAFT_HOURS = env.int("DRAFT_HOURS", default=24)
LETTERS_PER_DAY = env.int("LETTERS_PER_DAY", default=2)
ANNOUNCEMENTS_PER_DAY = env.int("ANNOUNCEMENTS_PER_DAY", default=3)
PUBLIC_PAGE_SECONDS = env.int("PUBLIC_PAGE_SECONDS", default=60)
# Where a link to a map leads, and where the map on a page gets its tiles: from nowhere, unless
# the operator names a server that may be asked.
MAP_LINK_URL = env.str(
    "MAP_LINK_URL",
    default="https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    "#map=17/{latitude}/{longitude}",
)
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="")
# How long what is stored about people. `tick` keeps to it, and the privacy page says it.
UNCONFIRMED_ACCOUNT_DAYS = env.int("UNCONFIRMED_ACCOUNT_DAYS", default=7)
NOTICE_RETENTION_DAYS = env.int("NOTICE_RETENTION_DAYS", default=90)
MAIL_RETENTION_DAYS = env.int("MAIL_RETENTION_DAYS", default=30)
ADDRESS_TROUBLE_DAYS = env.int("ADDRESS_TROUBLE_DAYS", default=180)
IP_RETENTION_DAYS = env.int("IP_RETENTION_DAYS", default=30)
ERASED_HISTORY_DAYS = env.int("ERASED_HISTORY_DAYS", default=30)
EXPORT_HOURS = env.int("EXPORT_HOURS", default=48)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.server": {"level": "WARNING"}},
}
