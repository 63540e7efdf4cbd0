"""The name of the route that the current request has reached, for counts by route.

It is noted where it is known, inside Django, and read in front of it; so it is kept for the thread.
"""

from contextvars import ContextVar

# Of requests that reach no route: another host, a path that nothing serves.
NO_ROUTE = "none"
_current: ContextVar[str] = ContextVar("route_name", default=NO_ROUTE)

note_route = _current.set
current_route = _current.get
