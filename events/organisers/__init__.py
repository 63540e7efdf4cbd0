"""Pages of the organisers: attendees, manual sign-ups, announcements, check-in and export.

The pages are part of the public site, not of the Wagtail admin, so that members of a partner can
use them on a phone at the entrance. Editors use the same pages.
"""
