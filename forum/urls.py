"""URLs of the forum."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forum.anonymous_issues import views as anonymous_issues
from forum.by_mail import views as by_mail
from forum.help import block_views as blocking
from forum.help import conversation_views
from forum.help import report_views as conversation_reports
from forum.help import views as help_views
from forum.issues import place_views as issue_places
from forum.issues import reopening_by_link
from forum.issues import views as issues
from forum.meetups import views as meetups
from forum.moderation import anonymous_issue_views as anonymous_moderation
from forum.moderation import held_views, report_views
from forum.moderation import views as moderation
from forum.pictures import views as pictures
from forum.polls import email_views
from forum.polls import views as polls
from forum.threads import (
    answer_views,
    campaign_views,
    drafts,
    history_views,
    join_views,
    mention_views,
    own_thread_views,
    tag_views,
    thanks_views,
    views,
    writing_views,
)
from forum.threads.feeds import ThreadFeed

app_name = "forum"

urlpatterns = [
    path("", views.threads, name="threads"),
    path("", include("forum.moderation.urls")),
    path("feed/", require_safe(ThreadFeed()), name="feed"),
    path(_("all-read/"), views.all_read, name="all_read"),
    path(_("new/"), writing_views.start, name="start"),
    path(_("report-issue/"), anonymous_issues.report, name="anonymous_issue_report"),
    path(_("report-issue/sent/"), anonymous_issues.sent, name="anonymous_issue_sent"),
    path(
        _("report-issue/confirm/<str:token>/"),
        anonymous_issues.confirm,
        name="anonymous_issue_confirm",
    ),
    path(_("report-issue/stop/<str:token>/"), anonymous_issues.stop, name="anonymous_issue_stop"),
    path(
        _("report-issue/reopen/<str:token>/"),
        reopening_by_link.reopen,
        name="anonymous_issue_reopen",
    ),
    path(_("blocked/"), blocking.own_list, name="blocks"),
    path(_("by-mail/"), by_mail.show, name="by_mail"),
    path(_("draft/<str:token>/"), drafts.show_draft, name="draft"),
    path("<int:thread_id>/", views.thread, name="thread"),
    path(_("<int:thread_id>/reply/"), writing_views.reply, name="reply"),
    path(_("<int:thread_id>/campaign/"), campaign_views.make_campaign, name="make_campaign"),
    path(_("<int:issue_id>/status/"), issues.change, name="issue_status"),
    path(_("<int:issue_id>/reopen/"), issues.reopen, name="issue_reopen"),
    path(_("<int:issue_id>/place/"), issue_places.change, name="issue_place"),
    path(_("<int:issue_id>/me-too/"), issues.say_me_too, name="issue_me_too"),
    path(_("<int:thread_id>/campaign/join/"), join_views.join, name="join_campaign"),
    path(_("<int:thread_id>/campaign/leave/"), join_views.leave, name="leave_campaign"),
    path(_("<int:thread_id>/tags/"), tag_views.change, name="tags"),
    path(_("<int:thread_id>/mentions/"), mention_views.mentions, name="mentions"),
    path(_("<int:thread_id>/title/"), own_thread_views.title, name="title"),
    path(_("<int:thread_id>/close/"), own_thread_views.close, name="close"),
    path(_("<int:thread_id>/withdraw/"), own_thread_views.withdraw, name="withdraw"),
    path(_("<int:thread_id>/contact/"), help_views.contact, name="contact"),
    path(_("<int:thread_id>/finish/"), help_views.manage, name="help"),
    path(_("<int:thread_id>/finish/change/"), help_views.change, name="help_change"),
    path(_("messages/"), conversation_views.own_list, name="conversations"),
    path(
        _("messages/<int:conversation_id>/"), conversation_views.conversation, name="conversation"
    ),
    path(
        _("messages/<int:conversation_id>/share/"),
        conversation_views.share,
        name="conversation_share",
    ),
    path(
        _("messages/<int:conversation_id>/block/"),
        conversation_views.block,
        name="conversation_block",
    ),
    path(
        _("messages/<int:conversation_id>/name/"),
        conversation_views.name,
        name="conversation_name",
    ),
    path(
        _("messages/<int:conversation_id>/report/"),
        conversation_views.report,
        name="conversation_report",
    ),
    path(
        _("messages/<int:conversation_id>/reports/"),
        conversation_reports.review,
        name="conversation_reports",
    ),
    path(_("waiting/<int:held_id>/"), held_views.show, name="held"),
    path(_("waiting/<int:held_id>/edit/"), held_views.change, name="held_edit"),
    path(_("waiting/<int:held_id>/withdraw/"), held_views.withdraw, name="held_withdraw"),
    path(_("waiting/<int:held_id>/approve/"), held_views.approve, name="held_approve"),
    path(_("waiting/<int:held_id>/refuse/"), held_views.refuse, name="held_refuse"),
    path(
        _("waiting/issue/<int:anonymous_issue_id>/"),
        anonymous_moderation.show,
        name="anonymous_issue",
    ),
    path(
        _("waiting/issue/<int:anonymous_issue_id>/approve/"),
        anonymous_moderation.approve,
        name="anonymous_issue_approve",
    ),
    path(
        _("waiting/issue/<int:anonymous_issue_id>/refuse/"),
        anonymous_moderation.refuse,
        name="anonymous_issue_refuse",
    ),
    path(_("picture/<int:picture_id>/"), pictures.show, name="picture"),
    path(
        _("picture/<int:picture_id>/small/"),
        pictures.show,
        {"is_small": True},
        name="picture_small",
    ),
    path(_("post/<int:post_id>/"), views.show_post, name="post"),
    path(_("post/<int:post_id>/edit/"), writing_views.edit, name="edit"),
    path(_("post/<int:post_id>/thanks/"), thanks_views.thank, name="thank"),
    path(_("post/<int:post_id>/answer/"), answer_views.answer, name="answer"),
    path(_("post/<int:post_id>/history/"), history_views.history, name="history"),
    path(_("post/<int:post_id>/hide/"), moderation.hide, name="hide"),
    path(_("post/<int:post_id>/restore/"), moderation.restore, name="restore"),
    path(_("post/<int:post_id>/block/"), blocking.block, name="block"),
    path(_("post/<int:post_id>/report/"), report_views.report, name="report"),
    path(_("post/<int:post_id>/report/sent/"), report_views.report_sent, name="report_sent"),
    path(_("post/<int:post_id>/reports/"), report_views.review, name="reports"),
    path(_("<int:thread_id>/meetup/"), polls.propose, name="propose"),
    path(_("poll/<int:poll_id>/"), polls.poll, name="poll"),
    path(_("poll/<int:poll_id>/sent/"), polls.sent, name="poll_sent"),
    path(_("poll/<int:poll_id>/change/"), polls.change, name="poll_change"),
    path(_("poll/<int:poll_id>/dates/"), polls.add_dates, name="poll_dates"),
    path(_("poll/<int:poll_id>/close/"), polls.close, name="poll_close"),
    path(_("poll/<int:poll_id>/choose/"), meetups.choose, name="poll_choose"),
    path(_("vote/<str:token>/"), email_views.vote, name="vote"),
    path(_("meetup/<int:meetup_id>/"), meetups.show, name="meetup"),
    path(_("meetup/<int:meetup_id>/change/"), meetups.change, name="meetup_change"),
    path(_("meetup/<int:meetup_id>/cancel/"), meetups.cancel, name="meetup_cancel"),
    path(_("meetup/join/<str:token>/"), meetups.join, name="join"),
    path(_("report/<str:token>/"), report_views.report_confirm, name="report_confirm"),
]
