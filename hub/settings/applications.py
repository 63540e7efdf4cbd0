"""The installed apps, the middleware and the templates."""

from hub.settings.environment import BASE_DIR, DEBUG

INSTALLED_APPS = [
    "hub",
    "home",
    "desk",
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
    "wagtail.contrib.typed_table_block",
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
    # Danish for “6 seconds ago”: Wagtail uses its filter, but needs no more of it.
    "django.contrib.humanize",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "hub.health.HealthMiddleware",
    "hub.metrics.middleware.RouteNameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.content_security.ContentSecurityMiddleware",
    "home.open_data.responses.CrossOriginMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "core.cache_headers.CacheHeadersMiddleware",
    "core.request_size.RequestSizeMiddleware",
    "core.request_charset.RequestCharsetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.return_urls.ReturnUrlMiddleware",
    "residents.accounts.key_rotation.KeyRotationMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "residents.accounts.second_factor.SecondFactorMiddleware",
    "residents.personal_data.erased_account_middleware.ErasedAccountMiddleware",
    "residents.accounts.admin_access.AdminAccessMiddleware",
    "forum.moderation.suspension_middleware.SuspensionMiddleware",
    "core.rate_limits.WritingRateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.unusable_values.UnusableValuesMiddleware",
    "core.page_routing.PageRoutingMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

if DEBUG:
    MIDDLEWARE.append("hub.not_found_page.NotFoundPageMiddleware")

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
