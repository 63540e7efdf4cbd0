"""Help between neighbours in the demo: messages, thanks, and what has expired."""

import datetime
from typing import Any

from django.utils import timezone

from forum.help import conversations, requests
from forum.models import Thread
from home.demo.people import People

_DAYS_LEFT = 20


def until(content: dict[str, Any]) -> datetime.date:
    """Return the last day of the request in a thread; in the past, if it shall be expired."""
    days = content.get("help", {}).get("days_left", _DAYS_LEFT)
    return timezone.localdate() + datetime.timedelta(days=days)


def help_each_other(thread: Thread, content: dict[str, Any], people: People) -> None:
    """Make the messages of a new thread about help, then its end."""
    wanted = content.get("help", {})
    for message in wanted.get("messages", []):
        sender, helper = people[message["author"]], people[wanted["helper"]]
        if sender == helper:
            conversations.open_conversation(
                thread=thread,
                helper=helper,
                body=message["body"],
                is_nameable=wanted.get("is_named", False),
            )
        else:
            conversation = thread.conversations.get(helper=helper)
            conversations.send(conversation=conversation, sender=sender, body=message["body"])
    if "thanks" in wanted:
        requests.fulfil(thread=thread, helper=people[wanted["helper"]], thanks=wanted["thanks"])
    if "days_left" in wanted:
        requests.expire_due()
