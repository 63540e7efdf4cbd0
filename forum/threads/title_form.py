"""The form with which a starter changes the title of a thread."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField
from forum.guard.form import GuardedForm
from forum.models import Thread
from residents.models import User


class TitleForm(GuardedForm):
    """The title of a thread. What the guard found in the old one is accepted."""

    title = LineField(
        label=_("Title"), max_length=120, help_text=_("Say in a few words what it is about.")
    )

    def __init__(self, *args: Any, thread: Thread, author: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"title": thread.title}, **kwargs)
        self.thread, self.author = thread, author

    def clean(self) -> dict[str, Any]:
        """Refuse what a moderator would have to read: a title cannot wait for approval."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            is_safety = self.thread.is_about_crime
            self.guard(
                [cleaned["title"]],
                author=self.author,
                is_safety=is_safety,
                before=self.thread.title,
            )
            if self.held:
                self.add_error("title", _("This cannot be a title. Write it differently."))
        return cleaned
