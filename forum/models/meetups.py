"""Meetups: events that neighbours arrange in a thread."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from forum.models.polls import Poll
from forum.models.thread_queries import visible_threads
from forum.models.threads import Thread
from residents.models import User


class MeetupQuerySet(models.QuerySet["Meetup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the meetups whose threads `user` may read."""
        return self.filter(visible_threads(user, "thread__"))

    def organised_by(self, user: User) -> Self:
        """Return the public meetups of which `user` is the organiser or the co-organiser."""
        return self.filter(Q(organiser=user) | Q(co_organiser=user), thread__is_hidden=False)


class Meetup(models.Model):
    """An event without a page, made by choosing a date of a poll. Its thread is its talk."""

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="meetups", verbose_name=_("thread")
    )
    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, related_name="meetup")
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="meetup")
    # None once the account is erased.
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="meetups"
    )
    co_organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("co-organiser"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = MeetupQuerySet.as_manager()

    class Meta:
        verbose_name = _("meetup")
        verbose_name_plural = _("meetups")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(co_organiser__isnull=True)
                | Q(organiser__isnull=True)
                | ~Q(co_organiser=F("organiser")),
                name="meetup_two_organisers",
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    def get_absolute_url(self) -> str:
        return reverse("forum:meetup", args=[self.pk])

    def may_be_changed_by(self, user: User | AnonymousUser) -> bool:
        """Return whether `user` is the organiser or the co-organiser."""
        return user.is_authenticated and user.pk in {self.organiser_id, self.co_organiser_id}

    def may_be_cancelled_by(self, user: User | AnonymousUser) -> bool:
        """Return whether `user` may cancel it: an organiser, or a moderator."""
        return self.may_be_changed_by(user) or user.has_perm("forum.moderate")

    @property
    def organiser_names(self) -> list[tuple[str, str]]:
        """Name and profile of its organisers."""
        return [
            (person.public_name, person.get_absolute_url() if person.is_active else "")
            for person in (self.organiser, self.co_organiser)
            if person is not None
        ]
