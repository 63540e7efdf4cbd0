"""The daily limits of letters and announcements."""

from hub.settings.environment import env

LETTERS_PER_DAY = env.int("LETTERS_PER_DAY", default=2)
ANNOUNCEMENTS_PER_DAY = env.int("ANNOUNCEMENTS_PER_DAY", default=3)
