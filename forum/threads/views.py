"""The list of threads, a thread's page, and the forms to write with."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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
from core.primary_keys import parse_pk
from core.social.cards import list_card
from core.themes import localized_themes
from forum import reply_addresses
from forum.models import Post, Thread
from forum.models.posts import readable_threads
from forum.pictures import choosing
from forum.threads import (
    campaigns,
    drafts,
    help_box,
    holding,
    issue_panel,
    issue_place,
    merged,
    other_lists,
    own_thread,
    posting,
    previews,
    related,
    safety_questions,
    shared_rows,
    tag_filter,
    tagging,
    thread_list,
    thread_page,
    unread,
)
from forum.threads.drafts import keeps_draft
from forum.threads.forms import EditForm, ReplyForm, ThreadForm
from notifications.newsletters.permissions import write_url as write_letter_url
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons as follow_buttons
from notifications.notices.inbox import mark_topic_seen
from residents.requests import SignedInRequest
from residents.suspensions import suspension_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """List the threads by last activity, filtered by theme, area, kind, state and tag."""
    themes, areas = localized_themes(), all_areas()
    active, is_known = thread_list.read_filter(
        request.GET, themes, areas, lambda tag: tag_filter.is_known(request.user, tag)
    )
    show, is_known_list = other_lists.read_choice(request.GET, active)
    if show in other_lists.PERSONAL and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    is_known = is_known and is_known_list
    list_page = partial(other_lists.list_page if show else shared_rows.list_page, request.user)
    cursor = request.GET.get("after", "")
    try:
        page, next_cursor = list_page(show or active, cursor)
    except InvalidCursorError:
        is_known, cursor = False, ""
        page, next_cursor = list_page(show or active, cursor)
    pinned = [] if show else shared_rows.pinned_threads(request.user, active)
    above = {each.pk for each in pinned}
    page = [each for each in page if each.pk not in above]
    if not cursor:
        page = pinned + page
    list_url = reverse("forum:threads")
    offered_tags = tag_filter.offered(request.user, active)
    filter_groups = thread_list.filter_groups(active, themes, areas, offered_tags)
    chosen = chosen_filters(filter_groups)
    context = {
        "threads": page,
        "unread": unread.unread_posts(request, page),
        "held_posts": holding.waiting_in(None, request.user),
        "active_filter": active,
        "is_known": is_known,
        "filter_groups": filter_groups,
        "chosen": chosen,
        "chosen_label": ", ".join(each.label for each in chosen) or other_lists.label_of(show),
        "lists": other_lists.links(request.user, "" if active else show),
        "empty_title": other_lists.empty_title(request.user, show),
        "everything_url": list_url,
        "newest_url": list_url + active.query_string(show=show) if cursor else "",
        "older_url": (
            list_url + active.query_string(show=show, after=next_cursor) if next_cursor else ""
        ),
        "start_url": reverse("forum:start")
        + active.query_string(area="", status="", state="", tag=""),
        "feed_url": reverse("forum:feed")
        + active.query_string(area="", kind="", status="", state="", tag=""),
        "follows": follow_buttons(request, active.followable_topics()),
        "crumbs": breadcrumbs(current=_("Forum")),
        "social_card": list_card(thread_list.SOCIAL_LIST, active.theme),
    }
    if active or show or not is_known:
        context["robots"] = "noindex"
    if cursor:
        query = active.query_string(show=show, after=cursor)
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
    other = merged.other_thread(thread, request.user)
    if other is not None and not {"page", merged.ITSELF} & request.GET.keys():
        # Not for good: a moderator can take it back.
        return redirect(f"{other.get_absolute_url()}#merged")
    page = thread_page.read_page(thread, request.GET.get("page", ""))
    query = f"?page={page.number}" if page.number > 1 else ""
    panel = issue_panel.panel_of(thread, request.user, request)
    changes = issue_panel.changes_by_post(panel)
    posts = thread_page.posts_on_page(thread, page.number, request.user, changes)
    topic = topics.thread(thread.pk)
    first_unread_url = unread.first_unread_url(request, thread, posts)
    # Posts on later pages stay unread.
    mark_topic_seen(request, topic, up_to=posts[-1].post.pk if posts else None)
    is_in_another_language = thread.language != get_language()
    user = request.user
    suspension = suspension_of(user.pk)
    is_open = not (thread.is_hidden or thread.is_locked or thread.closed_at)
    may_reply = user.is_authenticated and is_open and suspension is None
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
        "has_foreign_texts": thread_page.has_foreign_texts(posts),
        "other_language": (
            dict(settings.LANGUAGES).get(thread.language) if is_in_another_language else None
        ),
        "reply_form": reply_form,
        "mentions_url": reverse("forum:mentions", args=[thread.pk]),
        "first_unread_url": first_unread_url,
        "own": own_thread.OwnThread(thread, user),
        "suspension": suspension,
        "rules_in_full": thread_page.has_rules_in_full(thread.kind, thread.theme_id),
        "letter_url": write_letter_url(request.user, topic),
        "help": help_box.help_box(thread, request.user),
        "campaign": campaigns.campaign_of(thread, request.user),
        "panel": panel,
        "tags": thread.localized_tags,
        "related": [] if thread.is_hidden else related.related_threads(thread),
        "tags_url": (
            reverse("forum:tags", args=[thread.pk]) if tagging.may_tag(user, thread) else ""
        ),
        "merged_into": other,
        "merged_threads": merged.merged_threads(thread),
        "page_query": f"{merged.ITSELF}=1" if thread.merged_into_id else "",
        "sign_in_url": redirect_to_login(f"{thread.get_absolute_url()}{query}#reply").url,
    }
    if thread.merged_into_id is not None:
        context["robots"] = "noindex"
    return render(request, "forum/thread.html", context)


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
        return _lead_reply_on(request, other)
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
        drafts.delete_requested(request)
        if post.is_repeated:
            report, done = messages.info, _("You have already sent this reply.")
        else:
            report, done = messages.success, _("Your reply has been sent.")
        report(request, thread_page.message_about(post, done, _("See your reply")))
        return redirect(post.page_url)
    more = {"is_draft": bool(draft_fields), "preview": preview.html}
    return _show_reply_form(request, thread, form, **more)


def _lead_reply_on(request: SignedInRequest, other: Thread) -> HttpResponse:
    """Offer a reply to a merged thread, with its text kept, for the other thread."""
    typed = drafts.requested_fields(request).get("body", "") or request.POST.get("body", "")
    if not typed:
        return redirect(other)
    form = ReplyForm(author=request.user, thread=other, initial={"body": typed})
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


@require_safe
@login_required
def show_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Lead to a post, after the sign-in: mails link here to posts that not everybody may see."""
    return redirect(get_object_or_404(Post.objects.on_pages_of(request.user), pk=post_id))


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
