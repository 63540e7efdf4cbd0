"""Pages, images and documents: Wagtail's API, cut down to what is public.

Pages are those that anybody can open. Images and documents are those that such a page uses, or a
theme or a partner: what lies unused in the library may belong to a draft.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, Model, Q, QuerySet
from django.db.models.functions import Cast
from rest_framework.fields import Field
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    LocaleFilter,
    OrderingFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import BadRequestError, get_full_url
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex, Site

from core.images.pictures import find_picture, stored_renditions
from core.models import Partner, SiteDocument, SiteImage, Theme
from core.primary_keys import parse_pk

# Rows in front of a page of the list: the database reads them all.
MOST_SKIPPED = 10_000
_PAGING = frozenset({"limit", "offset", "fields", "order"})
# Models without a page whose pictures everybody sees.
_SHOWN_EVERYWHERE = (Theme, Partner)


class Pagination(WagtailPagination):
    """Wagtail's, with a bound on `offset`."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        typed = request.GET.get("offset", "0")
        offset = parse_pk(typed)
        if typed.isdecimal() and (offset is None or offset > MOST_SKIPPED):
            raise BadRequestError(f"offset cannot be higher than {MOST_SKIPPED}")
        return super().paginate_queryset(queryset, request, view)


class OpenViewSet(BaseAPIViewSet):
    """What the three lists share: no session, no search, JSON without blanks."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = [JSONRenderer]
    pagination_class = Pagination
    filter_backends = [OrderingFilter]
    known_query_parameters = _PAGING

    def check_query_parameters(self, queryset: Any) -> None:
        """Refuse every other parameter; Wagtail would take each field as a filter."""
        if unknown := self.request.GET.keys() - self.known_query_parameters:
            raise BadRequestError(f"unknown parameters: {', '.join(sorted(unknown))}")

    def get_renderer_context(self) -> Any:
        return {**super().get_renderer_context(), "indent": None}

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        """Leave out "find/", which needs the session of a reader to find a page."""
        return [each for each in super().get_urlpatterns() if each.name != "find"]


class PublicPages(OpenViewSet, PagesAPIViewSet):
    """The pages that anybody can open."""

    filter_backends = [
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        OrderingFilter,
        TranslationOfFilter,
        LocaleFilter,
    ]
    known_query_parameters = _PAGING | {
        *("type", "child_of", "ancestor_of", "descendant_of", "translation_of", "locale"),
    }
    # The source of an alias may be a draft.
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    def get_base_queryset(self) -> Any:
        return public_pages(Site.find_for_request(self.request)).select_related("locale")


def public_pages(site: Site | None) -> "QuerySet[Page]":
    """Return the live pages of `site` in all languages, without those that some may not see."""
    if site is None:
        return Page.objects.none()
    roots = site.root_page.get_translations(inclusive=True)
    below = Q(pk__in=())
    for path in roots.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Page.objects.live().public().filter(below)


class DownloadUrl(Field):
    """The address of the largest picture that pages show. The upload itself may show more."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, image: Any) -> str | None:
        found = find_picture(image, "body")
        return None if found.is_missing else get_full_url(self.context["request"], found.url)


class ImageSerializer(BaseSerializer):
    download_url = DownloadUrl(read_only=True)


class PublicImages(OpenViewSet):
    """The images that public pages show. Their titles are for editors: often names of files."""

    base_serializer_class = ImageSerializer
    body_fields = [
        *(*BaseAPIViewSet.body_fields, "description", "descriptions"),
        *("credit", "width", "height"),
    ]
    meta_fields = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields = [*body_fields, *meta_fields]
    nested_default_fields = [*BaseAPIViewSet.nested_default_fields, "download_url"]
    name = "images"
    model = SiteImage

    def get_queryset(self) -> Any:
        return _shown(SiteImage, self.request).prefetch_related(stored_renditions())


class PublicDocuments(OpenViewSet):
    """The documents that public pages link to."""

    base_serializer_class = DocumentSerializer
    body_fields = [*BaseAPIViewSet.body_fields, "title"]
    meta_fields = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields = [*body_fields, *meta_fields]
    nested_default_fields = [*BaseAPIViewSet.nested_default_fields, "title"]
    name = "documents"
    model = SiteDocument

    def get_queryset(self) -> Any:
        return _shown(SiteDocument, self.request)


def _shown(model: type[Model], request: Any) -> Any:
    """Return the rows of `model` that public pages use, outside of private collections."""
    types = ContentType.objects.get_for_models(model, Page, *_SHOWN_EVERYWHERE)
    pages = public_pages(Site.find_for_request(request)).order_by()
    by_page = Q(
        base_content_type=types[Page],
        object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"),
    )
    everywhere = Q(base_content_type__in=[types[each] for each in _SHOWN_EVERYWHERE])
    used = ReferenceIndex.objects.filter(by_page | everywhere, to_content_type=types[model])
    rows = model._default_manager.filter(
        pk__in=used.annotate(row=Cast("to_object_id", IntegerField())).values("row")
    )
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        rows = rows.exclude(collection__path__startswith=restriction.collection.path)
    return rows.order_by("pk")


router = WagtailAPIRouter("open_data:content")
router.register_endpoint("pages", PublicPages)
router.register_endpoint("images", PublicImages)
router.register_endpoint("documents", PublicDocuments)
