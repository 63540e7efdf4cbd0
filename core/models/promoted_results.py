"""Pages that the search shows first for words that editors choose."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models.cpr_guard import GuardedModel
from core.text.search_words import query_words


class PromotedResult(GuardedModel):
    """A page, or the page of an event, that comes first in the search for some words.

    Wagtail's search promotions compare the query as typed, and know no languages.
    """

    page = models.OneToOneField(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_(
            "A page or an event. Readers get it in their own language. It is shown only while it "
            "is published."
        ),
    )
    terms = models.CharField(
        _("words"),
        max_length=240,
        help_text=_(
            "With commas between them, in all languages: “burglar, break-in, indbrud”. Who "
            "searches for one of them sees the page first."
        ),
    )

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        # Of several pages for the same words, the one that was promoted first.
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.terms

    def clean(self) -> None:
        super().clean()
        if not any(query_words(term) for term in self.term_list):
            raise ValidationError({"terms": gettext("Write at least one word.")})

    @property
    def term_list(self) -> list[str]:
        return [term for part in self.terms.split(",") if (term := part.strip())]
