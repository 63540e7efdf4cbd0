"""Block and unblock a person. Nobody is told who has blocked them.

A block folds the person's posts for the blocker, ends the messages between the two in every thread,
and mutes the person, so that neither a mention nor a reply of theirs makes a notice. Posts in a
partner's name and posts of moderators are not folded.
"""

from django.db import transaction

from forum.help import notices
from forum.models import HelpBlock, HelpConversation
from notifications.models import Subscription
from notifications.notices import follows, topics
from residents.models import User


@transaction.atomic
def block(*, blocker: User, blocked: User) -> bool:
    """Block a person; return False if they were blocked.

    What `blocker` has not read yet of them is not mailed any more.
    """
    found = HelpConversation.objects.between(blocker, blocked).order_by("pk")
    conversations = list(found.select_for_update(of=("self",)))
    _block, is_new = HelpBlock.objects.get_or_create(blocker=blocker, blocked=blocked)
    if is_new:
        follows.mute(blocker, topics.person(blocked.pk))
        notices.withdraw_messages(sender=blocked, conversations=conversations)
    return is_new


@transaction.atomic
def unblock(*, blocker: User, blocked: User) -> bool:
    """Undo the block, and the mute if it came with it; return False if nothing was blocked."""
    found = HelpBlock.objects.filter(blocker=blocker, blocked=blocked).first()
    if found is None:
        return False
    Subscription.objects.filter(
        user=blocker,
        topic=topics.person(blocked.pk),
        mode=Subscription.Mode.MUTE,
        created_at__gte=found.created_at,
    ).delete()
    return bool(found.delete()[0])
