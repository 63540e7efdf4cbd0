"""How many first posts of new members a moderator reads, and the limits until then."""

from hub.settings.environment import env

FIRST_POSTS_HELD = env.number("FIRST_POSTS_HELD", default=1, minimum=0, maximum=100)
NEW_MEMBER_LINKS = env.number("NEW_MEMBER_LINKS", default=2, minimum=0)
NEW_MEMBER_WAITING = env.number("NEW_MEMBER_WAITING", default=3)
