"""The list of threads, a thread's page, and the forms to write with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.areas import all_areas
from core.breadcrumbs import breadcrumbs
from core.caching.tracking import part
from core.filter_links import chosen_filters
from core.keyset import InvalidCursorError
from core.themes import localized_themes
from forum.models import Post, Thread
from forum.threads import campaigns, drafts, holding, posting, shared_rows, thread_list, thread_page
from forum.threads.drafts import keeps_draft
from forum.threads.forms import EditForm, ReplyForm, ThreadForm
from notifications.newsletters.permissions import write_url as write_letter_url
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons as follow_buttons
from notifications.notices.inbox import mark_topic_seen
from residents.requests import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """List the threads by last activity, filtered by theme, area and kind."""
    themes, areas = localized_themes(), all_areas()
    active, is_known = thread_list.read_filter(request.GET, themes, areas)
    cursor = request.GET.get("after", "")
    try:
        page, next_cursor = shared_rows.list_page(request.user, active, cursor)
    except InvalidCursorError:
        is_known, cursor = False, ""
        page, next_cursor = shared_rows.list_page(request.user, active, cursor)
    list_url = reverse("forum:threads")
    filter_groups = thread_list.filter_groups(active, themes, areas)
    chosen = chosen_filters(filter_groups)
    context = {
        "threads": page,
        "held_posts": holding.waiting_in(None, request.user),
        "active_filter": active,
        "is_known": is_known,
        "filter_groups": filter_groups,
        "chosen": chosen,
        "chosen_label": ", ".join(each.label for each in chosen),
        "everything_url": list_url,
        "newest_url": list_url + active.query_string() if cursor else "",
        "older_url": list_url + active.query_string(after=next_cursor) if next_cursor else "",
        "start_url": reverse("forum:start") + active.query_string(area=""),
        "feed_url": reverse("forum:feed") + active.query_string(area="", kind=""),
        "follows": follow_buttons(request, active.followable_topics()),
        "crumbs": breadcrumbs(current=_("Forum")),
    }
    if active or not is_known:
        context["robots"] = "noindex"
    if cursor:
        query = active.query_string(after=cursor)
        context["canonical_url"] = settings.BASE_URL + request.path + query
        context["alternates"] = []
    return render(request, "forum/threads.html", context)


@require_safe
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show one page of a thread. A reply drops no other thread from the page cache."""
    with part(topics.thread(thread_id)):
        return _show_thread(request, thread_id)


def _show_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = shared_rows.find_thread(request.user, thread_id)
    page = thread_page.read_page(thread, request.GET.get("page", ""))
    query = f"?page={page.number}" if page.number > 1 else ""
    posts = thread_page.posts_on_page(thread, page.number, request.user)
    topic = topics.thread(thread.pk)
    # Posts on later pages stay unread.
    mark_topic_seen(request, topic, up_to=posts[-1].post.pk if posts else None)
    is_in_another_language = thread.language != get_language()
    user = request.user
    may_reply = user.is_authenticated and not thread.is_hidden
    reply_form = ReplyForm(author=user, thread=thread) if may_reply else None
    canonical_url = thread_page.canonical_url(thread, query)
    context = {
        "thread": thread,
        "structured_data": (
            thread_page.structured_data(thread, posts, canonical_url) if page.number == 1 else ""
        ),
        "follows": follow_buttons(request, [(topic, _("this thread"))]),
        "theme": localized_themes().get(thread.theme_id),
        "posts": posts,
        "held_posts": holding.waiting_in(thread, user),
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "description": thread_page.description(posts),
        "canonical_url": canonical_url,
        "alternates": [],
        "crumbs": breadcrumbs(
            (reverse("forum:threads"), _("Forum")), current=thread.title, language=thread.language
        ),
        "other_language": (
            dict(settings.LANGUAGES).get(thread.language) if is_in_another_language else None
        ),
        "reply_form": reply_form,
        "letter_url": write_letter_url(request.user, topic),
        "campaign": campaigns.campaign_of(thread, request.user),
        "sign_in_url": redirect_to_login(f"{thread.get_absolute_url()}{query}#reply").url,
    }
    return render(request, "forum/thread.html", context)


@form_methods
@keeps_draft("kind", "theme", "area", "title", "body", "partner", "submission")
def start(request: SignedInRequest) -> HttpResponse:
    """Start a thread."""
    draft_fields = drafts.requested_fields(request)
    form = ThreadForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        themes=localized_themes(),
        initial=_initial_values(request) | draft_fields,
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
    title = _start_title(str(form["kind"].value()))
    context = {
        "form": form,
        "title": title,
        "crumbs": breadcrumbs((reverse("forum:threads"), _("Forum")), current=title),
        "robots": "noindex",
        "is_draft": bool(draft_fields),
    }
    return render(request, "forum/start.html", context)


@form_methods
@keeps_draft("body", "partner", "submission")
def reply(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Add a reply to a thread."""
    thread: Thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_id)
    if thread.is_hidden:
        raise PermissionDenied
    draft_fields = drafts.requested_fields(request)
    data = request.POST if request.method == "POST" else None
    form = ReplyForm(data, author=request.user, thread=thread, initial=draft_fields)
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
        with _forbid_refused_posts():
            post = posting.reply(thread=thread, author=request.user, **form.cleaned_data)
        drafts.delete_requested(request)
        if post.is_repeated:
            report, done = messages.info, _("You have already sent this reply.")
        else:
            report, done = messages.success, _("Your reply has been sent.")
        report(request, thread_page.message_about(post, done, _("See your reply")))
        return redirect(post.page_url)
    context = {
        "thread": thread,
        "form": form,
        "is_draft": bool(draft_fields),
        **thread_page.subpage_context(thread, _("Write a reply")),
    }
    return render(request, "forum/reply.html", context)


@require_safe
@login_required
def show_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Lead to a post, after the sign-in: mails link here to posts that not everybody may see."""
    return redirect(get_object_or_404(Post.objects.visible_to(request.user), pk=post_id))


@form_methods
@keeps_draft("body")
def edit(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Edit a post of the signed-in author."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=post_id)
    if not post.can_be_edited_by(request.user):
        raise PermissionDenied
    draft_fields = drafts.requested_fields(request)
    data = request.POST if request.method == "POST" else None
    form = EditForm(
        data, post=post, author=request.user, initial={"body": post.body} | draft_fields
    )
    if request.method == "POST" and form.is_valid() and form.held:
        held = holding.hold(
            author=request.user,
            language=post.thread.language,
            post=post,
            findings=form.held,
            body=form.cleaned_data["body"],
        )
        drafts.delete_requested(request)
        return redirect(held)
    if request.method == "POST" and form.is_valid():
        with _forbid_refused_posts():
            posting.edit_post(post=post, body=form.cleaned_data["body"])
        drafts.delete_requested(request)
        # The same for a form that is sent twice: the changes are there.
        done = _("Your changes have been saved.")
        messages.success(request, thread_page.message_about(post, done, _("See your post")))
        return redirect(post.page_url)
    context = {
        "post": post,
        "form": form,
        "is_draft": bool(draft_fields),
        **thread_page.subpage_context(post.thread, _("Edit your post")),
    }
    return render(request, "forum/edit.html", context)


@contextmanager
def _forbid_refused_posts() -> Iterator[None]:
    """Answer 403 if the thread was hidden, or the membership ended, since the form was checked."""
    try:
        yield
    except (posting.ThreadHidden, posting.NotAMember):
        raise PermissionDenied from None


def _start_title(kind: str) -> str:
    """Return the heading of the form: the words of the button that leads to this kind."""
    titles: dict[str, str] = {
        Thread.Kind.ISSUE: _("Raise an issue"),
        Thread.Kind.HELP_WANTED: _("Ask for help"),
        Thread.Kind.HELP_OFFERED: _("Offer help"),
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
