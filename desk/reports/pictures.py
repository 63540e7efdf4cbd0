"""Pictures without a description."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import CollectionFilter, WagtailFilterSet
from wagtail.models import Collection

from core.models import SiteImage
from desk.filters import choice_filter
from desk.reports.base import DeskReport, LinkColumn, MomentColumn, ReportColumn
from desk.undescribed_pictures import edits_pictures, undescribed_pictures


class PictureFilterSet(WagtailFilterSet):
    use = choice_filter(
        gettext_lazy("Use"),
        [("used", gettext_lazy("In use")), ("unused", gettext_lazy("Not in use"))],
        "with_use",
    )
    collection = CollectionFilter(
        label=gettext_lazy("Collection"), queryset=lambda request: Collection.objects.all()
    )

    class Meta:
        model = SiteImage
        fields: tuple[str, ...] = ()

    def with_use(
        self, pictures: "QuerySet[SiteImage]", name: str, value: str
    ) -> "QuerySet[SiteImage]":
        return pictures.filter(Q(is_used=value == "used"))


class PictureReport(DeskReport):
    """The pictures without a description that the user may change, those in use first."""

    name = "pictures"
    page_title = gettext_lazy("Pictures without a description")
    header_icon = "image"
    index_url_name = "desk_undescribed_pictures"
    index_results_url_name = "desk_undescribed_pictures_results"
    filterset_class = PictureFilterSet
    may_view = staticmethod(edits_pictures)
    note = gettext_lazy(
        "People who do not see a picture are read its description. If it says nothing that the"
        " text does not, mark it as decoration only."
    )

    def get_base_queryset(self) -> "QuerySet[SiteImage]":
        found = undescribed_pictures(self.request.user)
        return found.select_related("uploaded_by_user", "collection")

    def report_columns(self) -> list[ReportColumn | LinkColumn]:
        return [
            LinkColumn("title", _("Title"), lambda picture: picture.title, _edit_url),
            ReportColumn("use", _("Use"), _use),
            ReportColumn("collection", _("Collection"), lambda picture: picture.collection.name),
            MomentColumn("uploaded", _("Uploaded"), lambda picture: picture.created_at),
            ReportColumn("by", _("Uploaded by"), _uploader),
        ]


def _edit_url(picture: SiteImage) -> str:
    return reverse("wagtailimages:edit", args=[picture.pk])


def _use(picture: Any) -> str:
    return _("In use") if picture.is_used else _("Not in use")


def _uploader(picture: SiteImage) -> str:
    user = picture.uploaded_by_user
    return user.public_name if user else ""
