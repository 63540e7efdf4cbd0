"""Read a text with all the rules."""

from collections.abc import Collection, Iterable

from forum.guard.finding import Finding, Verdict
from forum.guard.reading import sentences
from forum.guard.rules import RULES

# A text may have thousands of numbers. So many are shown.
MOST = 20


def check(texts: Iterable[str], *, is_safety: bool, own: Collection[str] = ()) -> list[Finding]:
    """Return what the rules find in `texts`, each passage once, at most `MOST` to ask about.

    `is_safety`: the thread is on a theme about crime. `own`: the writer's own data, which are not
    asked about, such as their e-mail address.
    """
    allowed = {_key(each) for each in own if each}
    read = [sentence for text in texts for sentence in sentences(text)]
    found: dict[tuple[str, str], Finding] = {}
    for rule in RULES:
        verdict = rule.verdict_in(is_safety=is_safety)
        if verdict is None:
            continue
        for sentence in read:
            for passage in rule.find(sentence):
                if _key(passage) in allowed or len(found) >= MOST:
                    continue
                found.setdefault((rule.name, _key(passage)), Finding(rule.name, verdict, passage))
    return list(found.values())


def asked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that the writer is asked about."""
    return [each for each in findings if each.verdict == Verdict.ASK]


def held(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings for which a moderator has to read the text."""
    return [each for each in findings if each.verdict == Verdict.HOLD]


def _key(passage: str) -> str:
    return "".join(passage.lower().split())
