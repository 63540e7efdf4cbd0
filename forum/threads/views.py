"""The pages of the forum."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.models import Area
from core.themes import themes_for
from forum.models import Post, Thread
from forum.threads import drafts, posting, thread_list
from forum.threads.drafts import keeps_draft
from forum.threads.forms import (
    EditForm,
    ReasonForm,
    ReplyForm,
    ThreadForm,
)
from notifications.newsletters.permissions import write_url as write_letter_url
from notifications.notices import topics
from notifications.notices.inbox import buttons as follow_buttons
from notifications.notices.inbox import mark_topic_seen
from residents.models import User

form_methods = require_http_methods(["GET", "HEAD", "POST"])


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets."""

    user: User


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """List the threads, those last written in first; by theme, area and kind if asked to."""
    visible = Thread.objects.visible_to(request.user)
    themes, areas = themes_for(request), list(Area.objects.all())
    choice, is_known = thread_list.read_filter(request.GET, themes, areas)
    cursor = request.GET.get("after", "")
    try:
        found, older = thread_list.after(choice.among(visible), cursor)
    except ValueError:
        is_known, cursor = False, ""
        found, older = thread_list.after(choice.among(visible), "")
    context = {
        "threads": found,
        "choice": choice,
        "is_known": is_known,
        "filter_groups": thread_list.filter_groups(choice, themes, areas),
        "newest_url": reverse("forum:threads") + choice.query() if cursor else "",
        "older_url": reverse("forum:threads") + choice.query(after=older) if older else "",
        "start_url": reverse("forum:start") + choice.query(area=""),
        "feed_url": reverse("forum:feed") + choice.query(area="", kind=""),
        "follows": follow_buttons(request, thread_list.topics_of(choice)),
        "crumbs": _crumbs(_("Forum")),
    }
    if choice or not is_known:
        context["robots"] = "noindex"
    if cursor:
        context["canonical_url"] = settings.BASE_URL + request.path + choice.query(after=cursor)
        context["alternates"] = []
    return render(request, "forum/threads.html", context)


@require_safe
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show one page of a thread."""
    visible = Thread.objects.visible_to(request.user)
    found: Thread = get_object_or_404(visible.for_listing(), pk=thread_id)
    page = thread_list.read_page(found, request.GET.get("page", ""))
    query = f"?page={page}" if page > 1 else ""
    languages = dict(settings.LANGUAGES)
    with override(found.language if found.language in languages else settings.LANGUAGE_CODE):
        canonical = settings.BASE_URL + found.get_absolute_url() + query
    posts = thread_list.posts_on_page(found, page, request.user)
    topic = topics.thread(found.pk)
    # What stands on later pages is still new.
    mark_topic_seen(request, topic, up_to=posts[-1].post.pk if posts else None)
    context = {
        "thread": found,
        "follows": follow_buttons(request, [(topic, _("this thread"))]),
        "theme": themes_for(request).get(found.theme_id),
        "posts": posts,
        "page": page,
        "pages": thread_list.page_links(found, page),
        "description": thread_list.excerpt(posts),
        "canonical_url": canonical,
        "alternates": [],
        "crumbs": _crumbs((reverse("forum:threads"), _("Forum")), found.title),
        "other_language": languages.get(found.language) if _is_foreign(found) else None,
        "reply_form": _reply_form(request, found),
        "letter_url": write_letter_url(request.user, topics.thread(found.pk)),
        "sign_in_url": redirect_to_login(f"{found.get_absolute_url()}{query}#reply").url,
    }
    return render(request, "forum/thread.html", context)


@form_methods
@keeps_draft("kind", "theme", "area", "title", "body", "partner", "submission")
def start(request: SignedInRequest) -> HttpResponse:
    """Start a thread."""
    kept = drafts.shown_again(request)
    form = ThreadForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        themes=themes_for(request),
        initial=_asked_for(request) | kept,
    )
    if request.method == "POST" and form.is_valid():
        with _refusals():
            started = posting.start_thread(
                author=request.user, language=get_language(), **form.cleaned_data
            )
        drafts.used(request)
        messages.success(
            request, _("Your thread is in the forum. Your neighbours can read it now.")
        )
        return redirect(started)
    crumbs = _crumbs((reverse("forum:threads"), _("Forum")), _("Start a thread"))
    context = {"form": form, "crumbs": crumbs, "robots": "noindex", "is_draft": bool(kept)}
    return render(request, "forum/start.html", context)


@form_methods
@keeps_draft("body", "partner", "submission")
def reply(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Add a reply to a thread."""
    found: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if found.is_hidden:
        raise PermissionDenied
    kept = drafts.shown_again(request)
    data = request.POST if request.method == "POST" else None
    form = ReplyForm(data, author=request.user, initial=kept)
    if request.method == "POST" and form.is_valid():
        with _refusals():
            post = posting.reply(thread=found, author=request.user, **form.cleaned_data)
        drafts.used(request)
        messages.success(request, _("Your reply is in the thread."))
        return redirect(post)
    context = {"thread": found, "form": form, **_within(found, _("Write a reply"))}
    return render(request, "forum/reply.html", context | {"is_draft": bool(kept)})


@form_methods
@keeps_draft("body")
def edit(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Change one's own post."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=post_id)
    if not post.can_be_edited_by(request.user):
        raise PermissionDenied
    kept = drafts.shown_again(request)
    data = request.POST if request.method == "POST" else None
    form = EditForm(data, initial={"body": post.body} | kept)
    if request.method == "POST" and form.is_valid():
        with _refusals():
            changed = posting.edit_post(post=post, body=form.cleaned_data["body"])
        if changed:
            messages.success(request, _("Your post has been changed."))
        drafts.used(request)
        return redirect(post)
    context = {"post": post, "form": form, **_within(post.thread, _("Edit your post"))}
    return render(request, "forum/edit.html", context | {"is_draft": bool(kept)})


@form_methods
@login_required
@permission_required("forum.moderate", raise_exception=True)
def hide(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Hide a post, with a reason."""
    return _moderate(request, post_id, is_hiding=True)


@form_methods
@login_required
@permission_required("forum.moderate", raise_exception=True)
def restore(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Show a hidden post again, with a reason."""
    return _moderate(request, post_id, is_hiding=False)


@require_safe
@login_required
@permission_required("forum.moderate", raise_exception=True)
@never_cache
def history(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Show moderators what a post said before it was changed or removed."""
    visible = Post.objects.visible_to(request.user).for_reading()
    post = get_object_or_404(visible, pk=post_id)
    context = {
        "post": post,
        "versions": post.versions.all(),
        "days": settings.ERASED_HISTORY_DAYS,
        **_within(post.thread, _("Earlier texts of a post")),
    }
    return render(request, "forum/history.html", context)


def _moderate(request: SignedInRequest, post_id: int, *, is_hiding: bool) -> HttpResponse:
    visible = Post.objects.visible_to(request.user).for_reading()
    post = get_object_or_404(visible, pk=post_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verb = posting.hide_post if is_hiding else posting.restore_post
        verb(post=post, moderator=request.user, reason=form.cleaned_data["reason"])
        # Also when a colleague was faster: what was wanted is so.
        messages.success(
            request, _("The post is hidden.") if is_hiding else _("The post is shown again.")
        )
        return redirect(post)
    title = _("Hide a post") if is_hiding else _("Show a post again")
    context = {"post": post, "form": form, "is_hiding": is_hiding, **_within(post.thread, title)}
    return render(request, "forum/moderate.html", context)


@contextmanager
def _refusals() -> Iterator[None]:
    """Refuse, as not permitted, what the verbs refuse at the moment of writing."""
    try:
        yield
    except (posting.ThreadHidden, posting.NotAMember):
        raise PermissionDenied from None


def _reply_form(request: HttpRequest, thread: Thread) -> ReplyForm | None:
    user = request.user
    return ReplyForm(author=user) if user.is_authenticated and not thread.is_hidden else None


def _is_foreign(thread: Thread) -> bool:
    return thread.language != get_language()


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the address fills in beforehand: ?theme=slug and ?kind=. The unknown is not."""
    theme = themes_for(request).by_slug(request.GET.get("theme", ""))
    kind = request.GET.get("kind", "")
    asked = {"theme": theme.id if theme else None, "kind": kind}
    if kind not in Thread.Kind.values:
        del asked["kind"]
    return asked


def _within(thread: Thread, title: str) -> dict[str, Any]:
    """Return what the pages around a thread have in common."""
    forum = (reverse("forum:threads"), _("Forum"))
    crumbs = _crumbs(forum, (thread.get_absolute_url(), thread.title), title)
    return {"title": title, "crumbs": crumbs, "robots": "noindex"}


def _crumbs(*steps: tuple[str, str] | str) -> list[dict[str, str]]:
    """Return the way here from the front page; the last step is the page itself, by its name."""
    way = [(f"/{get_language()}/", _("Front page")), *steps]
    return [
        {"url": "", "label": step} if isinstance(step, str) else {"url": step[0], "label": step[1]}
        for step in way
    ]
