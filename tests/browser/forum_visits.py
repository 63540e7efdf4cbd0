"""The pages and states of the forum that axe-core looks at, by who sees them.

The things on them are those of `forum_states.load`; the other pages are in `pages.py`.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation

from tests.browser.forum_states import Keys

ERRORS = ".error-summary"


@dataclass(frozen=True)
class Visit:
    """A page, and a form on it that is sent before it is looked at.

    `keys` names the arguments of the route. The form is that with the first field of `sends`, sent
    by the button `presses`; the answer shows `expects`.
    """

    route: str
    keys: tuple[str, ...] = ()
    language: str = "da"
    query: str = ""
    sends: dict[str, str] = field(default_factory=dict)
    presses: str = "[type=submit]"
    expects: str = ERRORS

    @property
    def name(self) -> str:
        """What a failure calls it."""
        return " ".join([self.language, self.route, *self.keys, self.query, *self.sends])

    def path(self, known: Keys) -> str:
        """Return the address. What `known` does not name stands for itself."""
        with translation.override(self.language):
            arguments = [known.get(key, key) for key in self.keys]
            return reverse(f"forum:{self.route}", args=arguments) + self.query.format_map(known)


WITHOUT_ACCOUNT = (
    Visit("anonymous_issue_report", sends={"title": "", "email": "karen@"}),
    Visit("anonymous_issue_sent", language="en"),
    Visit("anonymous_issue_confirm", ("unconfirmed",)),
    Visit("anonymous_issue_stop", ("stop",), "en"),
    Visit("anonymous_issue_reopen", ("solved_link",), sends={"reason": ""}),
    Visit("threads", query="?kind=issue"),
    Visit("threads", language="en", query="?kind=help_wanted"),
    Visit("thread", ("solved",)),
    Visit("thread", ("wanted",), "en"),
    Visit("poll", ("poll",), sends={"email": "", "name": ""}),
    Visit("poll_sent", ("poll",), "en"),
    Visit("vote", ("vote",), "en", sends={"version": "1"}, expects="#stale"),
    Visit("vote", ("what-is-this",)),
    Visit("meetup", ("meetup",)),
    Visit("join", ("join",), "en"),
    Visit("report", ("post",), sends={"rule": "", "email": "karen@"}),
    Visit("report_sent", ("post",), "en"),
    Visit("report_confirm", ("report_link",)),
    Visit("moderation_log"),
    Visit("draft", ("draft",), "en"),
)
# Alice: she has started the threads.
WRITER = (
    Visit(
        "start",
        sends={"kind": "help_wanted", "title": "En stige", "body": "Ja\n\n- a"},
        presses="[name=preview]",
        expects="#preview",
    ),
    Visit("reply", ("thread",), query="?draft={draft}"),
    Visit("reply", ("thread",), "en", query="?reply_to={post}"),
    Visit("thread", ("issue",)),
    Visit("issue_reopen", ("solved",), sends={"text": ""}),
    Visit("issue_place", ("issue",), "en", sends={"place": "x" * 300}),
    Visit("tags", ("thread",), "en"),
    Visit("title", ("thread",), sends={"title": ""}),
    Visit("withdraw", ("offered",), "en"),
    Visit("by_mail"),
    Visit("thread", ("wanted",)),
    Visit("help", ("wanted",), "en"),
    Visit("help", ("wanted",), sends={"until": "2020-01-01"}),
    Visit("contact", ("offered",), sends={"body": ""}),
    Visit("conversations", language="en"),
    Visit("conversation", ("talk",), sends={"body": ""}),
    Visit("conversation_report", ("talk",), "en", sends={"rule": ""}),
    Visit("propose", ("thread",), sends={"title": "", "date-0-seats": "2"}),
    Visit("poll", ("poll",), "en"),
    Visit("poll_change", ("poll",), sends={"title": ""}),
    Visit("poll_dates", ("poll",), "en", sends={"date-0-seats": "2"}),
    Visit("poll_choose", ("poll",), sends={"date": ""}),
    Visit("meetup", ("meetup",), "en"),
    Visit("meetup_change", ("meetup",), "en", sends={"title": ""}),
    Visit("meetup_change", ("meetup",), sends={"place": "Skolen"}, expects="#impact"),
    Visit("meetup_cancel", ("meetup",), sends={"reason": ""}),
)
# Bob: he has answered, and moderators have decided about him.
ANSWERER = (
    Visit("poll", ("poll",), sends={"version": "1"}, expects="#stale"),
    Visit("conversation", ("talk",), "en"),
    Visit("held", ("held",)),
    Visit("held_edit", ("held",), "en", sends={"body": ""}),
    Visit("decision", ("warning",), sends={"text": ""}),
    Visit("decision", ("appealed",), "en"),
    Visit("report", ("own_post",), "en", sends={"rule": "other"}),
)
SUSPENDED = (Visit("start"), Visit("thread", ("thread",), "en"))
MODERATOR = (
    Visit("thread", ("thread",)),
    Visit("issue_status", ("issue",), sends={"promised_on": "2020-01-01"}),
    Visit("issue_status", ("solved",), "en"),
    Visit("held", ("held",), "en"),
    Visit("held_refuse", ("held",), sends={"reason": ""}),
    Visit("anonymous_issue", ("waiting",)),
    Visit("anonymous_issue_refuse", ("waiting",), "en", sends={"reason": ""}),
    Visit("acts", ("reported",), sends={"partner": ""}, expects=".messages"),
    Visit("reports", ("reported",), sends={"answer": ""}),
    Visit("act", ("reported", "redact"), "en", sends={"reason": ""}),
    Visit("act", ("reported", "lock"), sends={"reason": ""}),
    Visit("act", ("reported", "move"), sends={"reason": ""}),
    Visit("act", ("reported", "suspend"), "en", sends={"until": "2020-01-01"}),
    Visit("merge", ("duplicate",), sends={"into": "what"}),
    Visit("merge", ("duplicate",), "en", query="?into={thread}", sends={"reason": ""}),
    Visit("conversation_reports", ("talk",), sends={"answer": ""}),
    Visit("proposed_act", ("proposal",), sends={"answer": ""}),
    Visit("take_back", ("warning",), "en", sends={"reason": ""}),
)
ADMINISTRATOR = (
    Visit("decision", ("appealed",)),
    Visit("appeal_answer", ("appealed",), sends={"answer": ""}),
)
PARTNERS_MODERATOR = (
    Visit("act", ("own_post", "warn"), "en"),
    Visit("reports", ("reported",)),
    Visit("proposed_act", ("proposal",), "en"),
)
