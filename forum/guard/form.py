"""The guard in a form: it asks about passages, and says whether a moderator must read the text."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forum.guard import check
from forum.guard.finding import Finding
from residents.models import User

KINDS = {
    "number_plate": _("a number plate"),
    "telephone": _("a telephone number"),
    "email": _("an email address"),
    "address": _("a home address"),
}
QUESTION = _(
    "Tick what is your own, or what you have been allowed to share. Or change the text above. "
    "Nothing has been posted yet."
)


class AllowedField(forms.MultipleChoiceField):
    """The passages that the guard asks about; ticked are those that may be published."""

    def __init__(self, findings: Collection[Finding]) -> None:
        super().__init__(
            label=_("Is this yours to share?"),
            help_text=_("Everyone can read what you post, and search engines find it."),
            choices=[(each.digest, _label(each)) for each in findings],
            widget=forms.CheckboxSelectMultiple,
        )


class GuardedForm(forms.Form):
    """Base of the forms whose texts the guard reads. Call `guard` when everything else is valid.

    `held` are the findings for which a moderator has to read the text before it is published.
    """

    held: list[Finding]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = []

    def guard(
        self,
        texts: Collection[str],
        *,
        author: User | None = None,
        own: Collection[str] = (),
        is_safety: bool,
        before: str = "",
        answered: str = "",
    ) -> None:
        """Read `texts`, and ask about passages that are not ticked.

        The address of `author` and those in `own` are the writer's, and not asked about.
        What stands in `before`, the published text, is accepted. What stands in `answered` is not
        asked about again.
        """
        known = _digests(before, is_safety)
        found = check.check(
            texts, is_safety=is_safety, own=[*own, *([author.email] if author else [])]
        )
        new = [each for each in found if each.digest not in known]
        self.held = check.held(new)
        told = _digests(answered, is_safety)
        asked = [each for each in check.asked(new) if each.digest not in told]
        if not asked:
            return
        self.fields["allowed"] = field = AllowedField(asked)
        ticked = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("allowed"))
        if not {each.digest for each in asked} <= set(ticked or ()):
            self.add_error("allowed", forms.ValidationError(QUESTION, code="not_allowed"))


def _digests(text: str, is_safety: bool) -> set[str]:
    return {each.digest for each in check.check([text], is_safety=is_safety)} if text else set()


def _label(finding: Finding) -> SafeString:
    return format_html("<strong>{}</strong> ({})", finding.passage, KINDS[finding.rule])
