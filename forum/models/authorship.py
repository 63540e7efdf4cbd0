"""In whose name something is written: the person's own, or that of a partner they belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Partner
from residents.models import User
from residents.profiles import badges


class Authored(models.Model):
    """What threads and posts say of who wrote them.

    `author` is always a person, or None once the account is gone. With `partner`, the person wrote
    in its name; that stays so when they leave it, and so the partner cannot be deleted.
    """

    author: User | None
    author_id: int | None

    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("in the name of"),
    )

    class Meta:
        abstract = True

    @property
    def author_name(self) -> str:
        """What stands above the text: the partner's name, or the person's."""
        return self.partner.name if self.partner else self.person_name

    @property
    def author_url(self) -> str:
        """The page of the person who wrote; empty if a partner speaks. Its page is Wagtail's."""
        return "" if self.partner_id else self.person_url

    @property
    def author_badges(self) -> list[badges.Badge]:
        """In what role the author speaks; a person's only as the queryset's marks tell."""
        return [badges.of_partner(self.partner)] if self.partner else badges.badges_in(self)

    @property
    def is_official(self) -> bool:
        """Whether an authority speaks, and not a person who works for it."""
        return self.partner is not None and self.partner.role in {
            Partner.Role.POLICE,
            Partner.Role.MUNICIPALITY,
        }

    @property
    def person_name(self) -> str:
        """What the person is called; a former resident once the account is gone."""
        return self.author.public_name if self.author else str(_("A former resident"))

    @property
    def person_url(self) -> str:
        """The person's public profile; empty once the account is gone or closed."""
        return self.author.get_absolute_url() if self.author and self.author.is_active else ""
