"""Routes of the organisers' pages, and of the ticket."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.organisers import (
    announcement_views,
    attendee_views,
    check_in_views,
    views,
)

urlpatterns = [
    path(_("organise/"), views.organised_events, name="organised"),
    path(_("ticket/<str:token>/"), check_in_views.ticket, name="ticket"),
    path(_("at-the-door/<str:code>/"), check_in_views.door, name="door"),
    path(_("<int:occurrence_id>/organise/"), views.attendee_list, name="attendees"),
    path(_("<int:occurrence_id>/organise/print/"), views.print_list, name="printed"),
    path(_("<int:occurrence_id>/organise/numbers/"), views.statistics, name="figures"),
    path(_("<int:occurrence_id>/organise/export/"), views.attendee_export, name="export"),
    path(_("<int:occurrence_id>/organise/add/"), attendee_views.add, name="add"),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/"),
        attendee_views.attendee,
        name="attendee",
    ),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/party/"),
        attendee_views.change_party,
        name="attendee_party",
    ),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/move/"),
        attendee_views.move,
        name="attendee_move",
    ),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/cancel/"),
        attendee_views.act,
        {"action": "cancel"},
        name="attendee_cancel",
    ),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/confirm/"),
        attendee_views.act,
        {"action": "confirm"},
        name="attendee_confirm",
    ),
    path(
        _("<int:occurrence_id>/organise/sign-up/<int:signup_id>/accept/"),
        attendee_views.act,
        {"action": "accept"},
        name="attendee_accept",
    ),
    path(
        _("<int:occurrence_id>/organise/check-in/"), check_in_views.check_in_list, name="check_in"
    ),
    path(
        _("<int:occurrence_id>/organise/check-in/<int:signup_id>/"), check_in_views.tap, name="tap"
    ),
    path(
        _("<int:occurrence_id>/organise/mail/"),
        announcement_views.announcement_list,
        name="announcements",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/new/"),
        announcement_views.write,
        name="announcement_new",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/<int:announcement_id>/"),
        announcement_views.announcement,
        name="announcement",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/<int:announcement_id>/change/"),
        announcement_views.write,
        name="announcement_change",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/<int:announcement_id>/send/"),
        announcement_views.send,
        name="announcement_send",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/<int:announcement_id>/discard/"),
        announcement_views.discard,
        name="announcement_discard",
    ),
    path(
        _("<int:occurrence_id>/organise/mail/<int:announcement_id>/as-sent/"),
        announcement_views.mail,
        name="announcement_mail",
    ),
]
