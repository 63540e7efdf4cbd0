"""Internals of allauth that the hub uses.

They are not part of allauth's public interface, so an upgrade may move or change them. All modules
import them from here.
"""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.usersessions.internal.flows.sessions import end_sessions

__all__ = [
    "AUTHENTICATION_METHODS_SESSION_KEY",
    "did_recently_reauthenticate",
    "end_sessions",
    "get_authentication_records",
    "get_reauthentication_flows",
    "record_authentication",
]
