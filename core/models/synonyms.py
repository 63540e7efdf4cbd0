"""Words that the search takes for one another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models.cpr_guard import GuardedModel


class SearchSynonyms(GuardedModel):
    """Words or short phrases for one thing, in any language, separated by commas."""

    terms = models.CharField(
        _("words"),
        max_length=240,
        unique=True,
        help_text=_(
            "With commas between them: “snerydning, rydde sne, snefejning”. Who searches for one "
            "finds the others, too."
        ),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["terms"]

    def __str__(self) -> str:
        return self.terms

    def clean(self) -> None:
        super().clean()
        if len(self.term_list) < 2:
            raise ValidationError({"terms": gettext("Write at least two, with a comma between.")})

    @property
    def term_list(self) -> list[str]:
        return [term for part in self.terms.split(",") if (term := part.strip())]
