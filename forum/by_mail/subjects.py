"""The title of a thread that somebody starts by mail."""

import re

# Each kind of program has its own sign of an answer or a forwarded mail.
_PREFIX = re.compile(r"\s*(?:re|sv|svar|vs|fw|fwd|aw|antw)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)


def title_of(subject: str) -> str:
    """Return `subject` without “Re:” and its like."""
    while match := _PREFIX.match(subject):
        subject = subject[match.end() :]
    return subject.strip()
