"""URLs of the forum."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forum.moderation import held_views
from forum.moderation import views as moderation
from forum.threads import campaign_views, drafts, views
from forum.threads.feeds import ThreadFeed

app_name = "forum"

urlpatterns = [
    path("", views.threads, name="threads"),
    path("feed/", require_safe(ThreadFeed()), name="feed"),
    path(_("new/"), views.start, name="start"),
    path(_("draft/<str:token>/"), drafts.show_draft, name="draft"),
    path("<int:thread_id>/", views.thread, name="thread"),
    path(_("<int:thread_id>/reply/"), views.reply, name="reply"),
    path(_("<int:thread_id>/campaign/"), campaign_views.make_campaign, name="make_campaign"),
    path(_("waiting/<int:held_id>/"), held_views.show, name="held"),
    path(_("waiting/<int:held_id>/edit/"), held_views.change, name="held_edit"),
    path(_("waiting/<int:held_id>/withdraw/"), held_views.withdraw, name="held_withdraw"),
    path(_("waiting/<int:held_id>/approve/"), held_views.approve, name="held_approve"),
    path(_("waiting/<int:held_id>/refuse/"), held_views.refuse, name="held_refuse"),
    path(_("post/<int:post_id>/"), views.show_post, name="post"),
    path(_("post/<int:post_id>/edit/"), views.edit, name="edit"),
    path(_("post/<int:post_id>/history/"), moderation.history, name="history"),
    path(_("post/<int:post_id>/hide/"), moderation.hide, name="hide"),
    path(_("post/<int:post_id>/restore/"), moderation.restore, name="restore"),
]
