"""Users, their memberships of partners, suspensions, data exports and changes of address."""

from residents.models.avatars import Drawing
from residents.models.email_changes import EmailChange
from residents.models.exports import DataExport
from residents.models.partner_membership import PartnerMembership
from residents.models.suspension import Suspension
from residents.models.users import User, UserManager

__all__ = [
    "DataExport",
    "Drawing",
    "EmailChange",
    "PartnerMembership",
    "Suspension",
    "User",
    "UserManager",
]
