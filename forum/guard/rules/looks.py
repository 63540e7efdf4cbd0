"""Descriptions of people by their looks, in threads about crime.

They hit the wrong people. The police asks for what people did, where and when.
"""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence

_PERSON = re.compile(
    r"^(?:mand(?:en)?|mænd(?:ene)?|kvinde(?:n|r|rne)?|fyr(?:e|en|ene)?"
    r"|dreng(?:e|en|ene)?|pige(?:r|n|rne)?"
    r"|person(?:en|er|erne)?|typer?n?|ham|hende|han|hun|unge|teenager(?:e|en)?|tyven|tyvene|gut"
    r"|gerningsm(?:and|anden|ænd|ændene)|men|man|guys?|woman|women|boys?"
    r"|youths?|she|him|her|de|dem|to|tre"
    r"|nogle|par|udlænding(?:e|en)?|herre(?:n)?|dame(?:n)?|knægt(?:e|en)?|flok|gruppe)$"
)
# Hair, skin, build and marks say how a person looks, whatever stands around them.
_STRONG = re.compile(
    r"^(?:(?:fuld|over|hage)?skæg(?:get)?|skaldet|rødhåret|mørkhåret|lyshåret|langhåret|kronraget"
    r"|hestehale|tatover\w{0,10}|udenlandsk\w{0,6}|østeuropæ\w{0,10}|arabisk\w{0,4}|rumæn\w{0,8}"
    r"|polsk\w{0,6}|etnisk\w{0,3}|mellemøst\w{0,10}|mørklød\w{0,5}"
    r"|mørkhud\w{0,5}|sigøjner\w{0,6}|romaer\w{0,4}"
    r"|afrikansk\w{0,3}|somalisk\w{0,3}|indvandrer\w{0,9}|udlænding\w{0,5}|hudfarve\w{0,2}|accent"
    r"|spinkel|spinkle|tætbygget|overvægtig\w{0,2}|muskuløs\w{0,2}"
    r"|hættetrøje\w{0,3}|hættetrøjer|kasket\w{0,4}"
    r"|elefanthue\w{0,3}|finlandshætte\w{0,3}|maskere\w{0,4}"
    r"|piercing\w{0,3}|beard\w{0,3}|tattoo\w{0,4}|bald"
    r"|hoodie\w{0,2}|foreign\w{0,5}|litauisk\w{0,3}|bulgarsk\w{0,3}|tyrkisk\w{0,3}|sydlandsk\w{0,3}"
    r"|brillerne|joggingtøj|joggingbukser|træningsdragt\w{0,4}|kortklippet|krøllet|solbriller)$"
)
_CLOTHES = re.compile(
    r"^(?:\w{0,12}jakke(?:r|n)?|\w{0,8}frakke|\w{0,10}bukser|jeans"
    r"|\w{0,12}trøje|hue(?:r|n)?|sweatshirt|sneakers"
    r"|parka|shorts|kjole(?:n|r)?|støvler|halstørklæde|hår(?:et)?|briller|handsker|rygsæk|skuldertaske|jacket|hair|cap|trousers|skin"
    r"|hud(?:en)?|ansigt|hætte|tøj|øjne)$"
)
_COLOUR = re.compile(
    r"^(?:sort|hvid|rød|blå|grå|grøn|gul|brun|mørk|lys|lyst|orange|beige|dark|black|white|blue|red|"
    r"grey|green|camouflage\w{0,10}|kort|langt|krøllet)(?:t|e|blå|grå|grøn)?e?$"
)
_BUILD = re.compile(
    r" (?:(?:cirka|ca|omkring|omtrent|vel|lige|about|around) )?(?:1[5-9]\d"
    r"|2[01]\d) cm\b| \d m høj\b"
    r"| (?:høj|lille|lav|tynd|tyk|slank|kraftig|mager|bred|tall|short|thin)"
    r" og (?:høj|lille|lav|tynd|tyk|"
    r"slank|kraftig|mager|bred|mørk|lys|thin|bald)\b"
    r"| (?:høj|tynd|tyk|slank|kraftig|mager|lav|ældre|yngre|ung|tall|thin)"
    r" (?:mand|kvinde|fyr|dreng|pige|"
    r"person|man|woman|guy|type)\b"
    r"| (?:mørke?|sorte?|brune?) (?:mand|mænd|kvinder?|fyre?|drenge?|piger?|typer?|man|men)\b"
    r"| (?:i (?:starten|slutningen|midten) af|midt i|sidst i|først i)"
    r" (?:tyverne|trediverne|fyrrerne|"
    r"halvtredserne|tresserne|teenageårene|20erne|30erne|40erne|50erne)\b"
    r"| (?:på|omkring|ca|cirka|about|around) (?:ca |cirka |omkring )?[1-7]\d(?: \d\d)? år\b"
    r"| kraftig(?:t)? (?:bygget|bygning)\b| lignede? (?:en|nogen|nogle|et par)\b|anden etnisk"
    r"| mørk(?:e)? i (?:huden|løden)\b| gebrokkent\b| (?:høj|kraftig|slank"
    r"|spinkel|tynd) (?:bygning|statur)\b"
)
# The sentence is about the reader, or about advice.
_ADVICE = (
    "refleks",
    "refleksvest",
    "veste",
    "nattevandrere",
    "natteravne",
    "natteravnene",
    "vores børn",
)
_NEAR = 12


def _find(sentence: Sentence) -> Iterator[str]:
    words = sentence.words
    people = [place for place, word in enumerate(words) if _PERSON.match(word)]
    if not people or sentence.has_phrase(_ADVICE):
        return
    if _BUILD.search(sentence.padded) or _is_described(words, people):
        yield sentence.text


def _is_described(words: tuple[str, ...], people: list[int]) -> bool:
    """Whether a word for looks stands after, or just before, a word for a person."""
    latest, waiting = -_NEAR - 1, iter([*people, len(words) + _NEAR])
    following = next(waiting)
    for place, word in enumerate(words):
        while following <= place:
            latest, following = following, next(waiting)
        is_near = place - latest <= _NEAR or following - place <= 2
        if is_near and (_STRONG.match(word) or _is_coloured(words, place)):
            return True
    return False


def _is_coloured(words: tuple[str, ...], place: int) -> bool:
    """Whether there are clothes or hair, with a colour just before."""
    return bool(_CLOTHES.match(words[place])) and any(
        _COLOUR.match(word) for word in words[max(0, place - 2) : place]
    )


RULE = Rule(
    name="looks",
    verdict=Verdict.HOLD,
    find=_find,
    is_for_safety_only=True,
    finds=(
        "Det var en høj mand med fuldskæg og sort jakke.",
        "En mørk mand stod ved cykelskuret.",
        "To unge i hættetrøjer gik og kiggede ind ad vinduerne.",
        "Han så østeuropæisk ud.",
        "En kvinde på omkring 40 år ringede på.",
        "He was a tall man with a dark jacket.",
        "De talte med accent og virkede udenlandske.",
    ),
    ignores=(
        "To mænd gik ned ad indkørslen og prøvede havedøren klokken 14.",
        "Nogen har stillet en blå cykel ved skuret.",
        "En person ringede på og spurgte efter vej.",
        "Børn i refleksvest bliver set.",
        "Vi har malet skuret sort og klippet hækken.",
        "En varevogn holdt på vejen i en time.",
    ),
)
