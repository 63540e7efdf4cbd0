"""The report of all pages by language, and by whether their translation is up to date."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page

from core.languages import site_languages
from core.models import OutdatedTranslation
from core.outdated_translations import Freshness, progress_of, records_of
from core.spreadsheets import escape_formula
from core.theme_limits import ThemedPagePermissionPolicy

_EDITS = {"add", "change", "publish"}


def target_languages() -> list[tuple[str, str]]:
    """Return code and name of the languages that pages are translated into."""
    return [(code, name) for code, name in site_languages() if code != settings.LANGUAGE_CODE]


class TranslationFilters(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=target_languages, method="unchanged", empty_label=None
    )
    freshness = django_filters.ChoiceFilter(
        label=_("Translation"), choices=Freshness.choices, method="by_freshness"
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def unchanged(self, pages: "QuerySet[Page]", _name: str, _value: str) -> "QuerySet[Page]":
        """Leave the pages: the view takes the language into its query."""
        return pages

    def by_freshness(self, pages: "QuerySet[Page]", _name: str, value: str) -> "QuerySet[Page]":
        conditions: dict[str, dict[str, Any]] = {
            Freshness.MISSING: {"translated_page": None},
            Freshness.DRAFT: {"is_published": False, "translated_page__isnull": False},
            Freshness.OUTDATED: {"is_published": True, "outdated_since__isnull": False},
            Freshness.CURRENT: {"is_published": True, "outdated_since": None},
        }
        return pages.filter(**conditions[value])


class TranslationsView(ReportView):
    """Lists the pages in the site's first language with their translation into another one."""

    index_url_name = "desk_translations"
    index_results_url_name = "desk_translations_results"
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "desk/admin/translations_results.html"
    page_title = _("Translations")
    header_icon = "wagtail-localize-language"
    filterset_class = TranslationFilters
    permission_policy = ThemedPagePermissionPolicy()
    any_permission_required = _EDITS
    export_filename = "translations"
    list_export = ["title", "language", "freshness", "outdated_since", "translated", "texts"]
    export_headings = {
        "title": _("Title"),
        "language": _("Language"),
        "freshness": _("Translation"),
        "outdated_since": _("Out of date since"),
        "translated": _("Texts that are translated"),
        "texts": _("Texts"),
    }

    def target(self) -> tuple[str, str]:
        """Return code and name of the chosen language, or else of the first one."""
        languages = target_languages()
        chosen = self.request.GET.get("language")
        return next(
            (each for each in languages if each[0] == chosen),
            languages[0] if languages else ("", ""),
        )

    def get_queryset(self) -> "QuerySet[Page]":
        code, _name = self.target()
        translation = Page.objects.filter(
            translation_key=OuterRef("translation_key"), locale__language_code=code
        )
        outdated = OutdatedTranslation.objects.filter(
            page__translation_key=OuterRef("translation_key"), page__locale__language_code=code
        )
        pages = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, _EDITS
        )
        return (
            pages.filter(locale__language_code=settings.LANGUAGE_CODE, depth__gt=1, live=True)
            .annotate(
                translated_page=Subquery(translation.values("pk")[:1]),
                is_published=Subquery(translation.values("live")[:1]),
                outdated_since=Subquery(outdated.values("since")[:1]),
            )
            .order_by(F("outdated_since").asc(nulls_last=True), "title", "pk")
        )

    def decorate_paginated_queryset(self, pages: Iterable[Page]) -> list[Page]:
        """Add to each page how its translation stands, with a constant number of queries."""
        rows = list(pages)
        code, name = self.target()
        locale = Locale.objects.filter(language_code=code).first()
        records = records_of(rows)
        progress = progress_of(records.values())
        for row in rows:
            record = records.get((row.translation_key, locale.pk if locale else 0))
            row.translated, row.texts = progress[record.pk] if record else ("", "")
            row.language = name
            row.freshness = str(_freshness(row).label)
        return rows

    def to_row_dict(self, item: Page) -> dict[str, Any]:
        """Return the cells of a row in a file; no text becomes a formula."""
        return {key: escape_formula(value) for key, value in super().to_row_dict(item).items()}


def _freshness(row: Any) -> Freshness:
    if row.translated_page is None:
        return Freshness.MISSING
    if not row.is_published:
        return Freshness.DRAFT
    return Freshness.OUTDATED if row.outdated_since else Freshness.CURRENT
