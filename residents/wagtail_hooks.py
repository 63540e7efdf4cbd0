"""Partner memberships in Wagtail's admin, and the hooks that invite and erase accounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from core.text.fields import EmailField
from residents.accounts import invitation
from residents.models import PartnerMembership, User
from residents.personal_data import user_deletion_hooks


class MembershipForm(WagtailAdminModelForm):
    """Adds a member to a partner by the e-mail address of their account."""

    email = EmailField(
        label=_("Email address"),
        help_text=_("The address the person signs in with."),
    )

    class Meta:
        model = PartnerMembership
        fields = ("partner",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        email, partner = cleaned.get("email"), cleaned.get("partner")
        user = User.objects.filter(email=email, is_active=True).first() if email else None
        if email and user is None:
            self.add_error(
                "email",
                _(
                    "There is no account with this address. Ask the person to create one first, "
                    "then come back."
                ),
            )
        if user is not None:
            self.instance.user = user
            others = PartnerMembership.objects.filter(partner=partner, user=user)
            if partner and others.exclude(pk=self.instance.pk).exists():
                self.add_error("email", _("This person already belongs to the partner."))
        return cleaned


class PartnerMembershipViewSet(SnippetViewSet):
    """The memberships of partners. Members may write in the partner's name."""

    model = PartnerMembership
    icon = "user"
    menu_label = _("Partner members")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["user", "partner", "created_at"]
    list_filter = ["partner"]
    edit_handler = ObjectList(
        [FieldPanel("partner"), FieldPanel("email")], base_form_class=MembershipForm
    )

    def register_chooser_viewset(self) -> None:
        """Offer no chooser: nothing refers to a membership, and it would show names."""


register_snippet(PartnerMembershipViewSet)
hooks.register("after_create_user", invitation.invite)
hooks.register("before_delete_user", user_deletion_hooks.erase_one)
hooks.register("before_bulk_action", user_deletion_hooks.erase_several)
