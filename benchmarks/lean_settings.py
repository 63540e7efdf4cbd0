"""The settings of the lean list: those of the hub, with five middlewares and one view."""

from hub.settings import *  # noqa: F403

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # allauth does not start without it.
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "benchmarks.lean_list"
