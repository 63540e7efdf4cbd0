"""Pictures of a suspect. Sharing them is unlawful, in a closed group too. (TfK 2016.674 VLR)"""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence

_PICTURE = re.compile(
    r"^(?:billed|foto|video|optagels|overvågning|film|kameraoptagels|screenshot|skærmbilled"
    r"|vildtkamera|dørkamera|photo|picture|footage|cctv)"
)
_SUSPECT = re.compile(
    r"^(?:tyven|tyve|tyveknægt|gerningsm|indbrudstyv|mistænk|forbryder|røver|hærværksm|banditten"
    r"|lommetyv|cykeltyv|thief|thieves|suspect|burglar|kriminel|pusher|svindler|synder)"
)
_POINTED_AT = (
    *("ham her", "hende her", "ham der", "hende der", "denne mand", "denne person", "denne fyr"),
    *("de her to", "disse to", "dem her", "personen her", "manden på billedet", "ham på billedet"),
    *("hende på billedet", "dem på billedet", "manden her", "kvinden her", "this man", "this guy"),
    *("personerne på billedet", "drengene på billedet", "fyren på billedet", "denne kvinde"),
    *("ham på videoen", "manden på videoen", "dem på videoen", "de to på videoen"),
)
_SHARED = (
    *("her er", "se her", "se billede", "se videoen", "se video", "i linket", "link", "vedhæfter"),
    *("vedhæftet", "lægger", "lagt", "deler", "del gerne", "kender i", "kender nogen", "genkender"),
    *("nogen der kender", "jeg har billeder", "jeg har et billede", "jeg har video", "hvem er"),
    *("vi har billeder", "vi har video", "vi har et billede", "jeg har en video", "ligger her"),
    *(
        "jeg har filmet",
        "send mig en besked",
        "here is",
        "who is",
        "does anyone know",
        "kan ses her",
    ),
    *("skriv for billede", "skriv hvis du vil se", "på min profil", "sender gerne", "kan sende"),
    *("jeg har ham på", "vi har ham på", "se ham", "kigge på", "se lige", "hænger", "kan i se"),
)
# The sentence speaks of the rule, asks about it, or says that the police has the picture.
_ABOUT = (
    *("må man", "må ikke", "ikke lægge", "ikke dele", "aldrig", "ulovligt", "lovligt", "forbudt"),
    *("afleveret til politiet", "givet til politiet", "sendt til politiet", "politiet har"),
    *("til politiet", "is it legal", "not share", "tyverialarm", "undgå"),
)


def _find(sentence: Sentence) -> Iterator[str]:
    has_url = "http" in sentence.words or "https" in sentence.words or "www" in sentence.words
    if not (has_url or sentence.has_phrase(_SHARED)) or sentence.has_phrase(_ABOUT):
        return
    has_picture = any(_PICTURE.match(word) for word in sentence.words)
    has_suspect = any(_SUSPECT.match(word) for word in sentence.words)
    is_pointed_at = sentence.has_phrase(_POINTED_AT)
    if (has_picture and (has_suspect or is_pointed_at)) or (has_url and has_suspect):
        yield sentence.text


RULE = Rule(
    name="picture",
    verdict=Verdict.HOLD,
    find=_find,
    finds=(
        "Her er et billede af tyven fra vores dørkamera.",
        "Se video af indbrudstyvene: https://example.org/v",
        "Kender nogen ham her på overvågningen?",
        "Jeg har lagt optagelser af gerningsmanden i linket.",
        "Who is this man in the picture?",
    ),
    ignores=(
        "Må man lægge billeder af tyven op her?",
        "Politiet har fået videoen af tyven.",
        "Her er et billede af vores nye højbed.",
        "Tyven blev taget på overvågning i Aalborg.",
        "Kender nogen ham, der klipper hække?",
        "Del aldrig billeder af mistænkte, giv dem til politiet.",
    ),
)
