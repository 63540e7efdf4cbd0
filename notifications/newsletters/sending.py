"""Sending letters.

A letter is published as an activity: mutes, preferences, digests and unsubscribe links apply to
it, and followers who want no mail find it among their notices.
"""

from django.conf import settings

from notifications.broadcasts import sending
from notifications.models import Letter
from notifications.newsletters.recipients import count_recipients
from notifications.notices import activities, topics
from residents.models import User


def send(letter: Letter, *, sender: User, seen: str) -> bool:
    """Send a draft to the followers of its topic; return whether this call has sent it.

    `seen` is the fingerprint of the preview. Raises `StalePreview` and `DailyLimitReached`
    of `notifications.broadcasts.sending`.
    """

    def publish(draft: Letter) -> int:
        label = topics.resolve([draft.topic], sender).get(draft.topic)
        draft.topic_name = label.name if label else ""
        followers, _by_mail = count_recipients(draft.topic)
        # Without an actor: followers who have muted the sender as a person get the letter too.
        activities.publish(
            key=f"letter:{draft.pk}",
            kind="letter",
            object_id=draft.pk,
            target=f"letter:{draft.pk}",
            topics=[draft.topic],
            at=draft.sent_at,
        )
        return followers

    return sending.send(
        letter,
        sender=sender,
        seen=seen,
        daily_limit=settings.LETTERS_PER_DAY,
        deliver=publish,
    )
