"""The parts of allauth that are not its public interface, and that the hub needs.

An upgrade of allauth may move or change them. Import them from here, so that one module shows what
to check.
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
