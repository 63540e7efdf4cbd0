"""The list of threads, and a thread's page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.areas import all_areas
from core.breadcrumbs import breadcrumbs
from core.caching.tracking import part
from core.keyset import InvalidCursorError
from core.return_urls import local_path
from core.social.cards import list_card
from core.themes import localized_themes
from forum.models import HelpBlock, Post
from forum.threads import (
    campaigns,
    help_box,
    holding,
    issue_panel,
    merged,
    own_thread,
    related,
    shared_rows,
    tag_filter,
    tagging,
    thread_filter,
    thread_list,
    thread_page,
    unread,
)
from forum.threads.forms import ReplyForm
from notifications.newsletters.permissions import write_url as write_letter_url
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons as follow_buttons
from notifications.notices.inbox import mark_topic_seen
from residents.models import User
from residents.requests import SignedInRequest
from residents.suspensions import suspension_of


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """List the threads: those that the reader has chosen, in the order that they have chosen."""
    reader, themes, areas = request.user, localized_themes(), all_areas()
    active, is_known = thread_filter.read_filter(
        request.GET, themes, areas, lambda tag: tag_filter.is_known(reader, tag)
    )
    if active.show in thread_filter.PERSONAL and not reader.is_authenticated:
        return redirect_to_login(request.get_full_path())
    cursor = request.GET.get("after", "")
    try:
        page, next_cursor = shared_rows.list_page(reader, active, cursor)
    except InvalidCursorError:
        is_known, cursor = False, ""
        page, next_cursor = shared_rows.list_page(reader, active, cursor)
    pinned = shared_rows.pinned_threads(reader, active)
    is_start = not (active or cursor)
    near = shared_rows.latest_near(reader, without=pinned) if is_start else []
    above = {each.pk for each in [*pinned, *near]}
    page = [each for each in page if each.pk not in above]
    listed = page if cursor else [*pinned, *near, *page]
    list_url = reverse("forum:threads")
    offered_tags = tag_filter.offered(reader, active)
    filter_groups = thread_list.filter_groups(active, themes, areas, offered_tags)
    chosen = thread_list.chosen(active, filter_groups)
    context = {
        "threads": listed,
        # The list in parts, where some threads are near the reader.
        "pinned": pinned,
        "near": near,
        "elsewhere": page,
        "here": request.get_full_path(),
        "unread": unread.unread_posts(request, listed),
        "held_posts": holding.waiting_in(None, reader),
        "active_filter": active,
        "is_known": is_known,
        "filter_groups": filter_groups,
        "chosen": chosen,
        "chosen_label": thread_list.label_of(active, chosen),
        "parts": thread_list.part_links(reader, active),
        "orders": thread_list.order_links(active),
        "empty": thread_list.empty_list(reader, active, chosen) if chosen else None,
        "everything_url": list_url,
        "near_url": list_url + active.query_string(show=thread_filter.NEAR),
        "newest_url": list_url + active.query_string() if cursor else "",
        "older_url": list_url + active.query_string(after=next_cursor) if next_cursor else "",
        "start_url": reverse("forum:start")
        + thread_filter.ThreadFilter(theme=active.theme, kind=active.kind).query_string(),
        "feed_url": reverse("forum:feed")
        + thread_filter.ThreadFilter(theme=active.theme).query_string(),
        "follows": follow_buttons(request, active.followable_topics()),
        "crumbs": breadcrumbs(current=_("Forum")),
        "social_card": list_card(thread_list.SOCIAL_LIST, active.theme),
    }
    if active or not is_known:
        context["robots"] = "noindex"
    if cursor:
        query = active.query_string(after=cursor)
        context["canonical_url"] = settings.BASE_URL + request.path + query
        context["alternates"] = []
    return render(request, "forum/threads.html", context)


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all threads as read, and lead back to the list."""
    if not isinstance(request.user, User):
        # After the sign-in, this address would answer 405.
        return redirect_to_login(reverse("forum:threads"))
    unread.mark_all_read(request.user)
    messages.success(request, _("All threads are marked as read."))
    return redirect(local_path(request.POST.get("next"), reverse("forum:threads")))


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
    blocked = HelpBlock.objects.blocked_by(request.user)
    posts = thread_page.posts_on_page(thread, page.number, request.user, changes, blocked)
    topic = topics.thread(thread.pk)
    first_unread_url = unread.open_page(request, thread, posts)
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
        "social_card": thread_page.shared_picture(thread, posts),
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
        "shows_answer": thread_page.shows_answer(thread, blocked),
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


@require_safe
@login_required
def show_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Lead to a post, after the sign-in: mails link here to posts that not everybody may see."""
    return redirect(get_object_or_404(Post.objects.on_pages_of(request.user), pk=post_id))
