"""Finds English among the words that a page of the admin shows in Danish."""

import re

from bs4 import BeautifulSoup, Comment
from django.http import HttpResponseBase

from tests.markup import markup_of

# English words of interfaces that are no Danish words.
ENGLISH = re.compile(
    r"\b(?:the|this|that|with|your|you|are|been|has|have|ago|add|edit|delete|save|publish|"
    r"unpublish|page|pages|user|users|groups|search|settings|view|select|choose|choice|yes|true|"
    r"false|none|draft|live|locked|unlock|locales|translation|translations|translate|comments|"
    r"workflows|tasks|submit|created|updated|changed|deleted|enabled|disabled|more|actions|can|"
    r"cannot|area|title|root|image|images|document|collection|collections|snippets|toggle|show|"
    r"hide|loading|error|errors|january|february|july|october|seconds|minutes|hours|days|weeks|"
    r"months|domain|approval|moderators|editors|administrators|english|danish|name|names|"
    r"remove|copy|move|sort|filter by|results?|help text|default|required|"
    r"language|upload|download|all|any|not|new|from|by|reset|cancel|close|open|back)\b",
    re.IGNORECASE,
)
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
# Names of languages, classes and programs, of the English privacy page, what scripts read (JSON),
# and Danish sentences with a word that is spelled alike.
NAMES = re.compile(
    r"^(?:[a-z]+\.[a-z]+|English|Upload|2 locales|Your data|new \w+\(.*|"
    r".*[“”](?:Your data|English)”.*|"
    r"\{\".*\}|.*”En tidligere bruger”.*|Gruppen ”\w+” har)$",
    re.DOTALL,
)


def english_of(response: HttpResponseBase) -> set[str]:
    """Return the texts and labels of a page that have an English word."""
    words = words_of(response)
    return {text for text in words if ENGLISH.search(text) and not NAMES.match(text)}


def words_of(response: HttpResponseBase) -> set[str]:
    """Return the texts and labels of a page."""
    soup = BeautifulSoup(markup_of(response), "html.parser")
    for other in soup.select("script, style, code, [hidden]"):
        other.decompose()
    texts = {
        " ".join(text.split())
        for text in soup.find_all(string=True)
        if not isinstance(text, Comment)
    }
    return texts | {
        str(tag[name]) for tag in soup.find_all(True) for name in ATTRIBUTES if tag.get(name)
    }
