"""Cuts from a mail what its writer did not type: quotations, signatures, our own secrets.

Writers answer above, below and between what they quote, and all of their own lines are kept. What
is cut is what mail programs add. The phrases with which they introduce a quotation come from
mail-parser-reply, in many languages; its signatures do not, because it cuts whatever follows a line
that begins with "Tak".
"""

import re
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from mailparser_reply.constants import MAIL_LANGUAGES

from core.site_settings import sender

# Longer texts are cut before they are read; the form takes 20,000 characters.
MAX_CHARACTERS = 60_000
# Lines with which a quotation begins are short, and the patterns take long for long lines.
_MAX_LINE = 250
# So many lines an introduction may be wrapped to.
_MAX_WRAPPED = 3

_QUOTED = re.compile(r"\s*>")
_SEPARATOR = re.compile(
    r"\s*(?:[-_]{2,}\s*(?:Oprindelig (?:meddelelse|besked|mail)|Original (?:Message|Mail)"
    r"|Videresendt (?:meddelelse|besked)|Forwarded message)\s*[-_]{2,}"
    r"|Begin forwarded message:|Start på videresendt besked:|Påbegyndelse af videresendt besked:"
    r"|_{20,})\s*",
    re.IGNORECASE,
)
# The fields that Outlook and webmails list above a quotation.
_FIELD = re.compile(
    r"\s*(?:[*>]+\s*)?(?:Fra|Sendt|Til|Emne|Dato|Cc|Kopi|From|Sent|To|Subject|Date|Von|Gesendet|An"
    r"|Betreff|Datum|Från|Skickat|Till|Ämne)\s*:\**(?:\s|$)",
    re.IGNORECASE,
)
# What phones and programs add below.
_ADVERTISEMENT = re.compile(
    r"\s*(?:Sendt fra|Sent from|Hentet Outlook|Hent Outlook|Get Outlook|Få Outlook|Sendt med"
    r"|Sent with|Sendt via|Sent via|Gesendet von|Skickat från|Sendt fr[åa]n|Virus-?fri|Virus-free)"
    r"\b.{0,120}",
    re.IGNORECASE,
)


def own_text(text: str) -> str:
    """Return what the writer of the mail typed in `text`."""
    lines = text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = _without_signature(_without_quotations(lines))
    lines = _without_secrets(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _without_quotations(lines: list[str]) -> list[str]:
    """Remove quoted lines and their introduction, and all from a quotation without marks on."""
    introductions = _introductions(lines)
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if length := introductions.get(number, 0):
            number += length
            if not _is_quoted_next(lines, number):
                # The quotation has no marks, so nothing says where it ends.
                return kept
            continue
        if _SEPARATOR.fullmatch(line) or _begins_fields(lines, number):
            return kept
        if not _QUOTED.match(line):
            kept.append(line)
        elif kept and kept[-1].strip():
            # What was written between two quotations stays apart.
            kept.append("")
        number += 1
    return kept


def _introductions(lines: list[str]) -> dict[int, int]:
    """Return the lines that introduce a quotation: number of the first, and how many they are.

    People also write “On Monday she wrote to me:”. So a quotation must follow, or it must hold an
    address or the name of our mail.
    """
    names = {parseaddr(sender(code))[0] for code, _name in settings.LANGUAGES} - {""}
    found = {}
    for number, line in enumerate(lines):
        if not line.strip() or len(line) > _MAX_LINE:
            continue
        for length in range(1, _MAX_WRAPPED + 1):
            part = lines[number : number + length]
            joined = " ".join(each.strip() for each in part)
            if len(joined) > _MAX_LINE or not part[-1].strip():
                break
            if not joined.endswith(":") or not _introduction().fullmatch(joined):
                continue
            is_ours = "@" in joined or any(name in joined for name in names)
            if is_ours or _is_quoted_next(lines, number + length):
                found[number] = length
            break
    return found


@cache
def _introduction() -> re.Pattern[str]:
    """Return the pattern of an introduction, such as “Den 3. maj skrev Anna <anna@…>:”."""
    phrases = [each["wrote_header"] for each in MAIL_LANGUAGES.values() if "wrote_header" in each]
    # Danish programs also write: “man. 30. nov. 2026 kl. 09.15 skrev Anna <anna@…>:”, and
    # “Anna <anna@…> skrev den 30. nov.:”.
    phrases.append(r"^(?:.{0,200}\b(?:skrev|wrote|schrieb)\b.{0,200}:)$")
    return re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE)


def _begins_fields(lines: list[str], number: int) -> bool:
    """Whether three fields such as “Fra:”, “Sendt:”, “Til:” follow each other from here on."""
    if not _FIELD.match(lines[number]):
        return False
    following = [line for line in lines[number : number + 8] if line.strip()][:4]
    return sum(bool(_FIELD.match(line)) for line in following) >= 3


def _is_quoted_next(lines: list[str], number: int) -> bool:
    """Whether the next line with a text is quoted."""
    text = next((line for line in lines[number : number + 4] if line.strip()), "")
    return bool(_QUOTED.match(text))


def _without_signature(lines: list[str]) -> list[str]:
    """Cut at the line "-- " (RFC 3676, § 4.3), and what phones add at the end."""
    for number, line in enumerate(lines):
        if line.rstrip("\r") in {"-- ", "--", "--\u00a0"}:
            lines = lines[:number]
            break
    end = len(lines)
    while end and (not lines[end - 1].strip() or _ADVERTISEMENT.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_secrets(lines: list[str]) -> list[str]:
    """Cut at the first line that holds a reply address or a signed link: no post may publish one.

    It belongs to a quotation that nothing else has recognised.
    """
    local = re.escape(settings.MAIL_REPLIES.partition("@")[0])
    secret = re.compile(
        rf"{local}\+[a-z2-7]{{20}}|{re.escape(settings.BASE_URL)}/\S{{0,80}}/[\w.-]+:[\w-]+:[\w-]{{20}}",
        re.IGNORECASE,
    )
    for number, line in enumerate(lines):
        if secret.search(line):
            return lines[:number]
    return lines
