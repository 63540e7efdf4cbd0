"""Helpers for tests that publish event pages."""

import datetime

WEEK = datetime.timedelta(days=7)


def publish(page, **changes):
    """Change fields of the page, publish it, and return it as saved."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def starts(page):
    return [occurrence.starts_at for occurrence in page.event.occurrences.all()]


def only_occurrence(page):
    [occurrence] = page.event.occurrences.all()
    return occurrence
