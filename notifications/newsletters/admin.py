"""The pages of letters in Wagtail's admin, for editors: Wagtail's generic views."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from django.views.generic.edit import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from notifications.broadcasts import drafts
from notifications.models import Letter
from notifications.newsletters import views
from notifications.newsletters.descriptions import topic_names
from notifications.newsletters.forms import LetterForm
from notifications.newsletters.permissions import may_write
from residents.requests import SignedInRequest


class LetterAdminMixin(WagtailAdminTemplateMixin):
    """The heading of a page of letters, with the way back to their list."""

    header_icon = "mail"
    kwargs: dict[str, Any]
    request: HttpRequest

    @property
    def signed_in_request(self) -> SignedInRequest:
        """The request, as `for_writers` has checked it."""
        return cast(SignedInRequest, self.request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("letters_admin:list"), "label": _("Newsletters to followers")},
            {"url": "", "label": self.get_page_title()},
        ]


class LetterListView(IndexView):
    """The drafts, and then the log of the letters that were sent."""

    model = Letter
    # `for_writers` checks the permission.
    permission_policy = None
    page_title = gettext_lazy("Newsletters to followers")
    header_icon = "mail"
    index_url_name = "letters_admin:list"
    add_url_name = "letters_admin:new"
    add_item_label = gettext_lazy("Write a newsletter")
    paginate_by = views.PER_PAGE
    FORMATS = ()  # no spreadsheets

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "subject", label=_("Subject"), url_name="letters_admin:preview", accessor="subject"
            ),
            Column("topic", label=_("To followers of"), accessor=self._topic_name),
            Column("author", label=_("Written by")),
            DateColumn("changed_at", label=_("Changed")),
            Column("sender", label=_("Sent by")),
            DateColumn("sent_at", label=_("Sent")),
            Column("recipients", label=_("Recipients")),
        ]

    def get_base_queryset(self) -> QuerySet[Letter]:
        letters = Letter.objects.writable_by(self.request.user)
        drafts_first = F("sent_at").desc(nulls_first=True)
        return letters.select_related("author", "sender").order_by(drafts_first, "-created_at")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        self.topic_names = topic_names(context["object_list"], self.request.user)
        return context

    def _topic_name(self, letter: Letter) -> str:
        return self.topic_names[letter.pk]


class LetterWriteView(LetterAdminMixin, FormView):
    """The form of a new letter or of a draft."""

    http_method_names = ["get", "head", "post"]
    template_name = "notifications/letters/admin/write.html"
    letter: Letter | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "letter_id" in kwargs:
            self.letter = views.get_letter(self.signed_in_request.user, kwargs["letter_id"])
            if self.letter.is_sent:
                return redirect("letters_admin:preview", self.letter.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Edit a newsletter") if self.letter else _("Write a newsletter")

    def get_form(self, form_class: type | None = None) -> LetterForm:
        return views.letter_form(self.signed_in_request, self.letter)

    def form_valid(self, form: LetterForm) -> HttpResponse:
        letter = views.save_form(self.signed_in_request, form, self.letter)
        return redirect("letters_admin:preview", letter.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "letter": self.letter,
            "media": context["form"].media,
            "submit_button_label": _("Save and preview the newsletter"),
        }


class LetterPreviewView(LetterAdminMixin, TemplateView):
    """A draft with its number of recipients, or a letter that was sent."""

    template_name = "notifications/letters/admin/preview.html"
    error = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.letter = views.get_letter(self.signed_in_request.user, self.kwargs["letter_id"])

    def get_page_title(self) -> str:
        return self.letter.subject

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | views.preview_context(self.letter, self.signed_in_request.user, self.error)


class LetterSendView(LetterPreviewView):
    """Sends a draft that was previewed, or shows the preview again with an error."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, letter_id: int) -> HttpResponse:
        self.error, status = views.send_previewed(self.signed_in_request, letter_id)
        if not self.error:
            return redirect("letters_admin:preview", letter_id)
        self.letter = views.get_letter(self.signed_in_request.user, letter_id)
        return self.render_to_response(self.get_context_data(), status=status)


@require_POST
def discard(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """Delete a draft."""
    if not drafts.discard(views.get_letter(request.user, letter_id)):
        return redirect("letters_admin:preview", letter_id)
    messages.success(request, _("The draft has been deleted."))
    return redirect("letters_admin:list")


class LettersMenuItem(MenuItem):
    """The menu item, for users who may write letters."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_write(request.user)


def menu_item() -> MenuItem:
    """Return the menu item."""
    return LettersMenuItem(
        gettext_lazy("Newsletters"),
        reverse("letters_admin:list"),
        name="letters",
        icon_name="mail",
        order=290,
    )


# Untranslated: the language of the admin is its reader's own, and is not part of the address.
urlpatterns: list[URLPattern] = [
    path(address, views.for_writers(view), name=name)
    for address, view, name in (
        ("", LetterListView.as_view(), "list"),
        ("new/", LetterWriteView.as_view(), "new"),
        ("<int:letter_id>/change/", LetterWriteView.as_view(), "change"),
        ("<int:letter_id>/preview/", LetterPreviewView.as_view(), "preview"),
        ("<int:letter_id>/send/", LetterSendView.as_view(), "send"),
        ("<int:letter_id>/discard/", discard, "discard"),
        ("<int:letter_id>/mail/", views.mail, "mail"),
    )
]
