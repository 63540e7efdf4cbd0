"""Users, their partner memberships, data exports and changes of e-mail address."""

from residents.models.email_changes import EmailChange
from residents.models.exports import DataExport
from residents.models.partner_membership import PartnerMembership
from residents.models.users import User, UserManager

__all__ = ["DataExport", "EmailChange", "PartnerMembership", "User", "UserManager"]
