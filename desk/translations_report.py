"""The order of wagtail-localize's report of translations, which has none of its own."""

from typing import Any

from wagtail_localize.views.report import TranslationsReportView


def put_in_order() -> None:
    """List the newest texts first, and each of them by language. Called once, in `ready()`.

    Without an order a translation can be on two pages of the report, and another one on none.
    """
    get_queryset = TranslationsReportView.get_queryset

    def in_order(view: Any) -> Any:
        return get_queryset(view).order_by("-source_id", "target_locale_id", "pk")

    TranslationsReportView.get_queryset = in_order
