"""What all reports share: permission, columns, chart and files."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from core.charts.chart import Chart
from core.table_files import file_response
from residents.models import User

# Rows of a file that are in memory at a time.
_BATCH_SIZE = 500

Value = Callable[[Any], Any]


class ReportColumn(Column):
    """A column of the table and of the file. `value` takes a row; see `shown`."""

    classname = ""

    def __init__(self, name: str, label: str, value: Value) -> None:
        super().__init__(
            name, label=label, accessor=lambda row: shown(value(row)), classname=self.classname
        )
        self.value = value


class MomentColumn(ReportColumn):
    """A column of dates with times, each in one line."""

    classname = "desk-date"


class LinkColumn(TitleColumn):
    """A column of the table that leads to a page; a text in the file."""

    def __init__(self, name: str, label: str, value: Value, get_url: Value) -> None:
        super().__init__(name, label=label, accessor=value, get_url=get_url)
        self.value = value


def shown(value: Any) -> Any:
    """Return a value as the table shows it."""
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return "" if value is None else value


def written(value: Any) -> Any:
    """Return a value as the file has it."""
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else value


class DeskReport(ReportView):
    """A report. Subclasses give `name`, `report_columns`, `may_view` and a queryset."""

    name = ""
    results_template_name = "desk/admin/report_results.html"
    template_name = "desk/admin/report.html"
    is_searchable = False
    # Below the chart.
    note: str | Promise = ""

    @staticmethod
    def may_view(user: User) -> bool:
        """Return whether `user` may see the report."""
        raise NotImplementedError

    def report_columns(self) -> Sequence[ReportColumn | LinkColumn]:
        raise NotImplementedError

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """Return the rows of the table for a part of the queryset."""
        return list(found)

    def chart(self, found: Any) -> Chart | None:
        """Return the chart of everything that is found."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not self.may_view(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def columns(self) -> Sequence[Column]:
        return self.report_columns()

    @property
    def show_export_buttons(self) -> bool:
        return True

    def get_filtered_queryset(self) -> Any:
        return self.get_queryset()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            return file_response(request, self.name, request.GET["export"], self._table())
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self.rows(list(object_list)))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"chart": self.chart(self.object_list), "note": self.note}

    def _table(self) -> Iterator[list[Any]]:
        columns = self.report_columns()
        yield [column.label for column in columns]
        found = self.get_filtered_queryset()
        if isinstance(found, QuerySet):
            found = found.iterator(chunk_size=_BATCH_SIZE)
        for batch in _batches(found):
            for row in self.rows(batch):
                yield [written(column.value(row)) for column in columns]


def _batches(found: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(found)
    while batch := list(islice(rows, _BATCH_SIZE)):
        yield batch
