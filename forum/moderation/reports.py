"""Report posts, and answer the reports. Each function is one transaction that also writes mails."""

import datetime
import uuid
from functools import partial

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from core.text.normalization import email_key
from forum import moderator_notices
from forum.models import Post, PostReport, ProposedAct, UnloggedAct
from forum.moderation import lapsing, locking
from forum.moderation.conflicts import OwnCase, check_partner
from notifications.delivery import outbox
from residents.models import User

_SALT = "forum.report.confirm"


class OwnPost(OwnCase):
    """Somebody wants to report a post of their own, or to decide about reports of it."""


def report_post(
    *,
    post: Post,
    reporter: User | None,
    rule: str,
    text: str,
    language: str,
    email: str = "",
    submission: uuid.UUID | None = None,
) -> bool:
    """Report `post` to the moderators; return False if this person's report of it is open.

    Without an account, `email` gets a link; the answer goes to it once the link was used. Raises
    `OwnPost`.
    """
    if reporter is not None and reporter.pk == post.author_id:
        raise OwnPost
    address = "" if reporter else email_key(email)
    if reporter is None and not address:
        # Nothing tells two such readers apart, and the same words again tell moderators nothing.
        same = PostReport.objects.open().filter(post=post, reporter=None, email="")
        if same.filter(rule=rule, text=text).exists():
            return False
    try:
        with transaction.atomic():
            report = PostReport.objects.create(
                post=post,
                reporter=reporter,
                email=address,
                rule=rule,
                text=text,
                language=language,
                submission=submission,
            )
            moderator_notices.notify_of_report(report)
            if address:
                _mail(report, "confirm", confirm_url=settings.BASE_URL + confirm_path(report))
    except IntegrityError:
        if PostReport.objects.filter(submission=submission).exists():
            return False
        same = PostReport.objects.open().filter(post=post)
        known = same.filter(reporter=reporter) if reporter else same.filter(email=address or None)
        if known.exists():
            return False
        raise
    return True


def confirm_path(report: PostReport) -> str:
    """Return the path of the mailed link, in the active language."""
    return reverse("forum:report_confirm", args=[signing.dumps(report.pk, salt=_SALT)])


def find(token: str) -> PostReport | None:
    """Return the report of a mailed link; None for a forged one."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return PostReport.objects.filter(pk=pk).exclude(email="").first()


@transaction.atomic
def confirm_address(report: PostReport) -> bool:
    """Confirm the address of a report, and answer it if it was decided; False if it was so."""
    unconfirmed = PostReport.objects.filter(pk=report.pk, email_confirmed_at=None)
    if not unconfirmed.exclude(email="").update(email_confirmed_at=timezone.now()):
        return False
    report.refresh_from_db()
    _answer(report)
    return True


def dismiss(
    *, post: Post, moderator: User, answer: str, proposal: ProposedAct | None = None
) -> int:
    """Leave `post` as it is, and answer everybody who has reported it; return how many reports.

    Raises `OwnPost` and `PartnerCase`.
    """
    if post.author_id == moderator.pk:
        raise OwnPost
    check_partner(post, moderator)
    return decide(
        post=post,
        state=PostReport.State.DISMISSED,
        moderator=moderator,
        answer=answer,
        proposal=proposal,
    )


@transaction.atomic
def decide(
    *,
    post: Post,
    state: PostReport.State,
    moderator: User,
    answer: str = "",
    proposal: ProposedAct | None = None,
) -> int:
    """Close the open reports of `post` and answer them; return how many there were."""
    locking.lock_threads(post.thread_id)
    open_reports = PostReport.objects.open().select_for_update(of=("self",), no_key=True)
    reports = list(open_reports.filter(post=post))
    for report in reports:
        report.state, report.decided_by, report.answer = state, moderator, answer
        report.decided_at = timezone.now()
        report.save()
        moderator_notices.withdraw(report)
        _answer(report)
    lapsing.lapse(Q(post=post, kind=UnloggedAct.DISMISS), confirmed=proposal)
    return len(reports)


def forget_unconfirmed() -> int:
    """Remove the addresses that nobody has confirmed in time; return how many."""
    limit = timezone.now() - datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS)
    late = PostReport.objects.filter(email_confirmed_at=None, created_at__lt=limit)
    return late.exclude(email="").update(email="")


def delete_decided() -> int:
    """Delete the reports that were decided `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    deleted, _by_model = PostReport.objects.filter(decided_at__lt=limit).delete()
    return deleted


def _answer(report: PostReport) -> None:
    """Mail the decision to the reporter, if there is one and they can be reached."""
    if not report.is_open and (report.reporter or report.is_confirmed):
        _mail(report, report.state)


def _mail(report: PostReport, name: str, **more: str) -> None:
    user = report.reporter
    if user is not None and not user.is_active:
        return
    language = user.language if user else report.language
    put = partial(outbox.put, user=user, must_reach=user is not None)
    with translation.override(language):
        # The thread of a hidden post may be hidden, too.
        is_upheld = report.state == PostReport.State.UPHELD
        path = reverse("forum:threads") if is_upheld else report.post.get_absolute_url()
        put(
            key=f"report:{report.pk}:{name}",
            to=user.email if user else report.email,
            template=f"forum/mail/report_{name}",
            context={
                "report": report,
                "thread": report.post.thread,
                "url": settings.BASE_URL + path,
                **more,
            },
            language=language,
            # A reader without an account has asked for the answer.
            scope="notices" if user else "account",
        )
