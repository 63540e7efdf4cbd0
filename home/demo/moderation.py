"""What moderators have done in the threads of the demo, and what waits for them."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from forum.models import Appeal, ModerationAction, Post, PostReport, ProposedAct, Thread
from forum.moderation import appeals, merging, person_acts, proposals, reports, thread_acts
from home.demo.content_files import read
from home.demo.people import People
from notifications.models import OutboxMessage

Kind = ModerationAction.Kind


def moderate(people: People) -> None:
    """Lock, merge, suspend, report, propose and so on as the content says, and once only."""
    for content in read("threads")["threads"]:
        thread = Thread.objects.filter(is_example=True, title=content["title"]).first()
        if thread is None:
            continue
        _act_on_thread(thread, content, people)
        for reply in content.get("replies", []):
            post = thread.posts.filter(body=reply["body"].strip()).first()
            if post is not None:
                _act_on_post(post, reply, people)
    # The people of the demo get no mail about it.
    mails = Q(key__startswith="moderation:") | Q(key__startswith="appeal:")
    OutboxMessage.objects.filter(mails, user__in=[each.pk for each in people.values()]).delete()


def _act_on_thread(thread: Thread, content: dict[str, Any], people: People) -> None:
    done = set(ModerationAction.objects.filter(post__thread=thread).values_list("kind", flat=True))
    moderator = people["moderator"]
    if "locked" in content and Kind.LOCK not in done:
        thread_acts.lock(
            thread=thread, moderator=moderator, rule="off_topic", reason=content["locked"]
        )
    if "pinned" in content and Kind.PIN not in done:
        thread_acts.pin(thread=thread, moderator=moderator, reason=content["pinned"])
    if "merged_into" in content and Kind.MERGE not in done:
        merging.merge(
            duplicate=thread,
            other=Thread.objects.get(is_example=True, title=content["merged_into"]),
            moderator=moderator,
            reason=content["merged_because"],
        )


def _act_on_post(post: Post, content: dict[str, Any], people: People) -> None:
    actions = {each.kind: each for each in post.moderation_actions.select_related("post")}
    if "suspended" in content and Kind.SUSPEND not in actions:
        person_acts.suspend(
            post=post,
            moderator=people["admin"],
            rule="unkind",
            reason=content["suspended"],
            until=timezone.now() + datetime.timedelta(days=14),
        )
    hidden = actions.get(Kind.HIDE)
    if "appeal" in content and hidden is not None and post.author is not None:
        appeals.appeal(action=hidden, author=post.author, text=content["appeal"])
        if "appeal_answer" in content:
            appeals.reject(
                appealed=Appeal.objects.get(action=hidden),
                moderator=people["admin"],
                answer=content["appeal_answer"],
            )
    if "report" in content and not PostReport.objects.filter(post=post).exists():
        reports.report_post(
            post=post,
            reporter=people["alice"],
            rule="unkind",
            text=content["report"],
            language=post.thread.language,
        )
    if "proposed" in content and not ProposedAct.objects.filter(post=post).exists():
        proposer = people["karla"]
        proposals.propose(
            kind=Kind.HIDE,
            post=post,
            moderator=proposer,
            partner_id=min(proposer.partner_ids),
            given={"rule": "unkind", "reason": content["proposed"]},
        )
