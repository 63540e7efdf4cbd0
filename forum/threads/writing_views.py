"""The forms to write with: start a thread, reply, edit a post."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.breadcrumbs import breadcrumbs
from core.primary_keys import parse_pk
from core.themes import localized_themes
from forum import reply_addresses
from forum.models import Post, Thread
from forum.models.posts import readable_threads
from forum.pictures import choosing
from forum.threads import (
    drafts,
    holding,
    issue_place,
    merged,
    posting,
    previews,
    safety_questions,
    thread_page,
)
from forum.threads.drafts import keeps_draft
from forum.threads.forms import EditForm, ReplyForm, ThreadForm
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@keeps_draft(
    *("kind", "theme", "area", "title", "body", "place", "position", "happened_when"),
    *("people_did", "until", "tags", "partner", "submission", *choosing.DRAFT_FIELDS),
)
@previews.shows_previews
def start(request: SignedInRequest) -> HttpResponse:
    """Start a thread."""
    draft_fields = drafts.requested_fields(request)
    preview = previews.read(request, ThreadForm, text=safety_questions.preview_text)
    form = ThreadForm(
        preview.data,
        author=request.user,
        pictures=choosing.choose(request, draft=draft_fields),
        themes=localized_themes(),
        initial=_initial_values(request) | draft_fields | preview.typed,
    )
    if request.method == "POST" and form.is_valid() and form.held:
        held = holding.hold(
            author=request.user,
            language=get_language(),
            findings=form.held,
            **form.cleaned_data,
        )
        drafts.delete_requested(request)
        return redirect(held)
    if request.method == "POST" and form.is_valid():
        with _forbid_refused_posts():
            thread = posting.start_thread(
                author=request.user, language=get_language(), **form.cleaned_data
            )
        drafts.delete_requested(request)
        if thread.is_repeated:
            messages.info(request, _("You have already started this thread. Here it is."))
        else:
            messages.success(
                request, _("Your thread has been posted. Your neighbours can read it now.")
            )
        return redirect(thread)
    issue_place.allow_map(request)
    kind, chosen = str(form["kind"].value()), str(form["theme"].value() or "")
    title = _start_title(kind)
    theme_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    context = {
        "form": form,
        "title": title,
        "crumbs": breadcrumbs((reverse("forum:threads"), _("Forum")), current=title),
        "robots": "noindex",
        "is_draft": bool(draft_fields),
        "preview": preview.html,
        "by_mail": reply_addresses.is_enabled(),
        "rules_in_full": thread_page.has_rules_in_full(kind, theme_id),
    }
    return render(request, "forum/start.html", context)


@form_methods
@keeps_draft("body", "partner", "submission", "reply_to", *choosing.DRAFT_FIELDS)
@previews.shows_previews
def reply(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Add a reply to a thread."""
    threads = Thread.objects.filter(readable_threads(request.user))
    thread: Thread = get_object_or_404(threads, pk=thread_id)
    if (other := merged.other_thread(thread, request.user)) is not None:
        chosen = choosing.choose(request, draft=drafts.requested_fields(request))
        return _lead_reply_on(request, other, chosen)
    if thread.is_hidden or thread.is_locked:
        raise PermissionDenied
    if thread.closed_at is not None and request.method != "POST":
        return redirect(thread)
    draft_fields = drafts.requested_fields(request)
    next_post = Post(thread=thread, number=thread.post_count + 1)
    preview = previews.read(request, ReplyForm, post=next_post)
    answered = {"reply_to": parse_pk(request.GET.get("reply_to", ""))}
    initial = answered | draft_fields | preview.typed
    pictures = choosing.choose(request, draft=draft_fields)
    form = ReplyForm(
        preview.data, author=request.user, thread=thread, initial=initial, pictures=pictures
    )
    if request.method == "POST" and form.is_valid() and form.held:
        held = holding.hold(
            author=request.user,
            language=thread.language,
            thread=thread,
            findings=form.held,
            **form.cleaned_data,
        )
        drafts.delete_requested(request)
        return redirect(held)
    if request.method == "POST" and form.is_valid():
        try:
            with _forbid_refused_posts():
                post = posting.reply(thread=thread, author=request.user, **form.cleaned_data)
        except posting.ThreadClosed:
            form.refuse_closed()
            return _show_reply_form(request, thread, form)
        except PermissionDenied:
            # A moderator may have merged the thread while the reply was on its way.
            thread.refresh_from_db(fields=["merged_into"])
            if (other := merged.other_thread(thread, request.user)) is None:
                raise
            return _lead_reply_on(request, other, pictures)
        drafts.delete_requested(request)
        if post.is_repeated:
            report, done = messages.info, _("You have already sent this reply.")
        else:
            report, done = messages.success, _("Your reply has been sent.")
        report(request, thread_page.message_about(post, done, _("See your reply")))
        return redirect(post.page_url)
    more = {"is_draft": bool(draft_fields), "preview": preview.html}
    return _show_reply_form(request, thread, form, **more)


def _lead_reply_on(
    request: SignedInRequest, other: Thread, pictures: choosing.ChosenPictures
) -> HttpResponse:
    """Offer a reply to a merged thread, with its text and pictures kept, for the other thread."""
    typed = drafts.requested_fields(request).get("body", "") or request.POST.get("body", "")
    if not (typed or pictures.pictures or pictures.errors):
        return redirect(other)
    initial = {"body": typed}
    form = ReplyForm(author=request.user, thread=other, initial=initial, pictures=pictures)
    action = reverse("forum:reply", args=[other.pk])
    return _show_reply_form(request, other, form, action=action, is_merged=True)


def _show_reply_form(
    request: SignedInRequest, thread: Thread, form: ReplyForm, **more: Any
) -> HttpResponse:
    context = {
        "thread": thread,
        "form": form,
        "reply_to": thread_page.answered_post(form, request.user),
        "mentions_url": reverse("forum:mentions", args=[thread.pk]),
        **more,
        **thread_page.subpage_context(thread, _("Write a reply")),
    }
    return render(request, "forum/reply.html", context)


@form_methods
@keeps_draft("body", *choosing.DRAFT_FIELDS)
@previews.shows_previews
def edit(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Edit a post of the signed-in author."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=post_id)
    if not post.can_be_edited_by(request.user):
        raise PermissionDenied
    draft_fields = drafts.requested_fields(request)
    preview = previews.read(request, EditForm, post=post)
    initial = {"body": post.body} | draft_fields | preview.typed
    pictures = choosing.choose(request, post=post, draft=draft_fields)
    form = EditForm(
        preview.data, post=post, author=request.user, initial=initial, pictures=pictures
    )
    if request.method == "POST" and form.is_valid() and form.held:
        held = holding.hold(
            author=request.user,
            language=post.thread.language,
            post=post,
            findings=form.held,
            **form.cleaned_data,
        )
        drafts.delete_requested(request)
        return redirect(held)
    if request.method == "POST" and form.is_valid():
        with _forbid_refused_posts():
            posting.edit_post(post=post, **form.cleaned_data)
        drafts.delete_requested(request)
        # The same for a form that is sent twice: the changes are there.
        done = _("Your changes have been saved.")
        messages.success(request, thread_page.message_about(post, done, _("See your post")))
        return redirect(post.page_url)
    context = {
        "post": post,
        "form": form,
        "is_draft": bool(draft_fields),
        "preview": preview.html,
        "mentions_url": reverse("forum:mentions", args=[post.thread_id]),
        **thread_page.subpage_context(post.thread, _("Edit your post")),
    }
    return render(request, "forum/edit.html", context)


@contextmanager
def _forbid_refused_posts() -> Iterator[None]:
    """Answer 403 if the thread was hidden or locked, say, since the form was checked."""
    try:
        yield
    except posting.ThreadClosed:
        raise
    except posting.PostingRefused:
        raise PermissionDenied from None


def _start_title(kind: str) -> str:
    """Return the heading of the form: the words of the button that leads to this kind."""
    titles: dict[str, str] = {
        Thread.Kind.ISSUE: _("Raise an issue"),
        Thread.Kind.HELP_WANTED: _("Ask for help"),
        Thread.Kind.HELP_OFFERED: _("Offer help"),
        Thread.Kind.GIVE_AWAY: _("Give away, or look for something"),
    }
    return titles.get(kind, _("Start a thread"))


def _initial_values(request: SignedInRequest) -> dict[str, Any]:
    """Return the author's own town, and the values in ?theme=<slug>&kind=<kind> that are known."""
    theme = localized_themes().by_slug(request.GET.get("theme", ""))
    initial: dict[str, Any] = {
        "theme": theme.id if theme else None,
        "area": request.user.area_id,
    }
    kind = request.GET.get("kind", "")
    if kind in Thread.Kind.values:
        initial["kind"] = kind
    return initial
