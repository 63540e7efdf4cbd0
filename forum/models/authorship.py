"""The author of a thread or post: a person, or a partner in whose name a person writes."""

from collections.abc import Hashable

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from residents.models import User
from residents.profiles import avatars, badges


class Authored(models.Model):
    """Base of the models that have an author.

    `author` is the person, also when they write in the name of `partner`; None once the account
    is erased. `partner` stays when the person leaves the partner, so it is protected from deletion.
    """

    author: User | None
    author_id: int | None
    # Not stored. Whether `threads.posting` has found it instead of making it.
    is_repeated = False

    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("in the name of"),
    )

    # Of what was sent in without an account: the name that its writer has chosen.
    guest_name = models.CharField(
        _("name without an account"), max_length=60, blank=True, default="", editable=False
    )

    class Meta:
        abstract = True

    @property
    def author_name(self) -> str:
        """The name of the partner, or else of the person."""
        return self.partner.name_for_reader if self.partner else self.person_name

    @property
    def author_url(self) -> str:
        """The URL of the person's profile; empty for a partner, whose page `home` knows."""
        return "" if self.partner_id else self.person_url

    @property
    def initials(self) -> str:
        """Those of the author's name, see `avatars.initials`; "" once the account is erased."""
        if not (self.partner_id or self.author_id):
            return ""
        return avatars.initials(self.author_name)

    @property
    def drawing(self) -> str:
        """The drawing that the person has chosen; "" for none, and for a partner."""
        return self.author.drawing if self.author and not self.partner_id else ""

    @property
    def avatar_tone(self) -> str:
        """The tone behind the initials: the same wherever the author is shown."""
        return avatars.tone(self.partner_id or self.author_id)

    @property
    def author_shown(self) -> tuple[Hashable, ...]:
        """What pages show of the author, as the key of a held piece of a page."""
        badges = tuple((badge.role, str(badge.label)) for badge in self.author_badges)
        return (self.author_name, *self.person_shown, self.partner_id, badges)

    @property
    def person_shown(self) -> tuple[Hashable, ...]:
        """What `person_url` is made of, which costs more than to look it up."""
        return (self.author_id, bool(self.author and self.author.is_active))

    @property
    def author_badges(self) -> list[badges.Badge]:
        """Return the author's badges. No query for what is held."""
        if self.partner:
            return [badges.partner_badge(self.partner)]
        return badges.badges_of(self.author_id)

    @property
    def is_official(self) -> bool:
        """Whether the police or the municipality is the author."""
        return self.partner is not None and self.partner.role in {
            Partner.Role.POLICE,
            Partner.Role.MUNICIPALITY,
        }

    @property
    def is_by_neighbour(self) -> bool:
        """Whether somebody who is no moderator writes in their own name. They can be blocked."""
        if self.author_id is None or self.partner_id is not None:
            return False
        return all(each.role != badges.MODERATOR for each in badges.badges_of(self.author_id))

    @property
    def person_name(self) -> str:
        if self.author:
            return self.author.public_name
        return self.guest_name or str(_("A former resident"))

    @property
    def person_url(self) -> str:
        """The URL of the person's profile; empty if the account is erased or inactive."""
        return self.author.get_absolute_url() if self.author and self.author.is_active else ""
