"""The daily limits of letters and announcements."""

from hub.settings.environment import env

LETTERS_PER_DAY = env.number("LETTERS_PER_DAY", default=2, minimum=0)
ANNOUNCEMENTS_PER_DAY = env.number("ANNOUNCEMENTS_PER_DAY", default=3, minimum=0)
