"""Accusations against somebody whom the text names or points at.

A sentence accuses when somebody is the one who does a crime in it (“Kim stjal cyklen”), or when it
says that a suspect is somebody (“tyven hedder Kim”). Victims are no suspects (“Kim fik stjålet”).
"""

import re
from collections.abc import Iterator

from forum.guard.finding import Rule, Verdict
from forum.guard.reading import Sentence
from forum.guard.vocabulary import FIRST_NAMES, SURNAMES

# What somebody does or is. Phrases of several words are matched as whole words.
_DEED_WORDS = frozenset(
    """
    stjal stjæler huggede hugger nuppede snuppede nupper snupper plyndrede røvede røver overfaldt
    svindlede svindler snød bedrog bestjal truede gennembankede tævede hærgede kriminel
    kriminelle narkohandler pusher pædofil tyv tyven indbrudstyv indbrudstyven cykeltyv
    cykeltyven gerningsmanden gerningsmand svindleren bedrager bedrageren voldsmand voldelig
    hæler hæleren dealer dealeren narkoman narkomaner psykopat forbryder forbryderen
    tyveknægt hashhandler pyroman pyromanen stealing thief burglar robbed steals scammer
    criminal pedophile tyve tyvene banditter bandit lommetyv
    """.split()
)
_DEED_PHRASES = (
    *("har stjålet", "havde stjålet", "har hugget", "har nuppet", "har snuppet"),
    *("har brudt ind", "brød ind", "bryder ind", "har lavet indbrud", "lavede indbrud"),
    *("begik indbrud", "har begået", "laver indbrud", "begår indbrud", "var inde og stjæle"),
    *("står bag", "stod bag", "sælger stoffer", "sælger hash", "sælger narko", "sælger piller"),
    *("solgte stoffer", "solgte hash", "handler med stoffer", "handler med hash"),
    *("har smadret", "smadrede", "har overfaldet", "har tævet", "har svindlet", "har snydt"),
    *(
        "har truet mig",
        "har truet os",
        "har truet ham",
        "har truet hende",
        "har sat ild",
        "satte ild",
        "stak dækkene",
        "har ridset",
        "ridsede",
    ),
    *("tæver sin", "slår sin", "slår sine", "slog sin", "banker sin", "slår børnene"),
    *("har kigget ind", "lurede ind", "stjålne ting", "tyvekoster", "lavet hærværk"),
    *("laver hærværk", "tog pengene og", "stak af med", "løb med pengene", "stjal fra"),
    *("har tømt", "snyder i skat", "har sneget sig ind", "er på stoffer", "har været i fængsel"),
    *(
        "sidder inde for",
        "er dømt",
        "er straffet",
        "tidligere straffet",
        "broke into",
        "has stolen",
        "stole my",
        "stole the",
    ),
    *("sells drugs", "selling drugs", "er ham der stjæler", "hærværk igen", "lavede hærværk"),
    *("har dyrket hash", "dyrker hash", "har misbrugt", "har forgrebet", "gjorde indbrud"),
    *("gør indbrud", "har gjort indbrud", "fyldt med tyvekoster", "lister rundt og stjæler"),
)
# Somebody is pointed at without a name.
_POINTED_AT = re.compile(
    r" (?:naboen|genboen|overboen|underboen|nabokonen|familien|ham|hende"
    r"|manden|konen|fyren|drengen|"
    r"drengene|sønnen|sønnerne|knægten|ejeren|lejeren|beboeren|beboerne|datteren|dem|chaufføren|"
    r"håndværkeren|the (?:man|guy|boy|neighbour|family|son|woman)) "
    r"(?:\w{1,20} )?(?:i|på|fra|oppe i|nede i|ovre i|ved siden af|overfor|over for|in|at|from) "
    r"(?:\w{1,20} ){0,2}?"
    r"(?:nr|nummer|number|no|\d{1,3}[a-z]?|stuen|\w{3,30}(?:vej|gade|vænget|parken|toften|bakken)"
    r"|hjørnehuset|hjørnet|opgang|sal|th|tv)\b"
    r"| (?:min|vores|mine|my|our) (?:nabo|genbo|overbo|underbo|naboer"
    r"|genboer|nabos søn|naboens søn|"
    r"neighbour|neighbor|ekskæreste|eksmand|ekskone|chef|svigersøn)\b"
    r"| naboens (?:søn|dreng|knægt|datter|sønner)\b| nummer \d{1,3}[a-z]?"
    r" (?:er|har|stjæler|sælger)\b"
)
# The suspect is somebody.
_REVEALED = re.compile(
    r" (?:tyven|tyvene|gerningsmanden|indbrudstyven|cykeltyven|den skyldige|synderen|ham der stjal|"
    r"hærværksmanden|svindleren|bedrageren|pyromanen|forbryderen|the thief"
    r"|the burglar|den mistænkte|"
    r"ham med indbruddene) "
    r"(?:\w{1,20} ){0,3}?(?:er|hedder|var|bor|kommer fra|is|lives|called|kaldes|heder) "
)
_REVEALED_AS = re.compile(r" (?:hedder|bor|heder|kaldes|lives) ")
_SUSPECTED = re.compile(
    r" (?:mistænker|tror det er|tror det var|sikker på det er|sikker på det"
    r" var|ved det er|ved det var|"
    r"sikker på at det er|sikker på at det var|ret sikker på|anklager|anmeldt|mistænkt|"
    r"jeg har set|holder øje med|peger på|mistanken falder på|suspect|det er tydeligvis) "
)
_CRIME = re.compile(
    r" (?:\w{0,12}(?:indbrud|tyveri|tyverier|hærværk|indbruddet|tyveriet"
    r"|hærværket|overfald|svindel)\w{0,4}|"
    r"stå bag|står bag|stod bag|"
    r"\w{0,12}stjal|stjålet|hashen|stofferne|brandene|ildspåsættelse\w{0,4}|burglary|theft|tyven) "
)
# Somebody else does the deed, or nobody: the sentence tells, warns or asks.
_OTHER_SUBJECT = frozenset(
    """
    en et nogen nogle man ingen aldrig ikke hvem tyve fortalte fortæller opdagede oplevede advarede
    advarer mødte fik blev anmeldte somebody someone never nobody was got bliver hvis imod mod
    forebygge foredrag kursus
    """.split()
)
_IS = {"er", "var", "kaldes"}
_FAR = 9


def _find(sentence: Sentence) -> Iterator[str]:
    who = _people(sentence)
    pointed_at = _POINTED_AT.search(sentence.padded)
    if not who and pointed_at is None:
        return
    if (
        _accuses(sentence, who, pointed_at)
        or _reveals(sentence, who, pointed_at)
        or _suspects(sentence)
    ):
        yield sentence.text


def _people(sentence: Sentence) -> list[int]:
    """Return the positions of the words that are names of people."""
    written = sentence.written
    found = []
    for position, word in enumerate(written):
        if not word[:1].isupper():
            continue
        following = written[position + 1] if position + 1 < len(written) else ""
        if word.lower() in FIRST_NAMES or (position and _is_surname(following)):
            found.append(position)
    return found


def _is_surname(word: str) -> bool:
    return word[:1].isupper() and (
        (word.endswith("sen") and len(word) > 5) or word.lower() in SURNAMES
    )


def _accuses(sentence: Sentence, who: list[int], pointed_at: re.Match[str] | None) -> bool:
    """Whether a deed follows one of the people within some words, with nobody else between."""
    deeds = _deeds(sentence)
    starts = list(who)
    if pointed_at is not None:
        starts.append(sentence.padded.count(" ", 0, pointed_at.end()) - 1)
    words = sentence.words
    for deed in deeds:
        near = [start for start in starts[:50] if deed - _FAR <= start <= deed]
        for start in near:
            if not _has_other_subject(words[start + 1 : deed]):
                return True
    return False


def _has_other_subject(between: tuple[str, ...]) -> bool:
    """Whether somebody else stands between the person and the deed. “Kim er en tyv” has nobody."""
    if between[-2:-1] and between[-2] in _IS and between[-1] in {"en", "et"}:
        between = between[:-2]
    return any(word in _OTHER_SUBJECT for word in between)


def _deeds(sentence: Sentence) -> list[int]:
    """Return the positions of the first deeds in the sentence."""
    found = [place for place, word in enumerate(sentence.words) if word in _DEED_WORDS]
    for phrase in _DEED_PHRASES:
        start = sentence.padded.find(f" {phrase} ")
        if start >= 0:
            found.append(sentence.padded.count(" ", 0, start))
    return sorted(found)[:50]


def _reveals(sentence: Sentence, who: list[int], pointed_at: re.Match[str] | None) -> bool:
    revealed = _REVEALED.search(sentence.padded)
    if revealed is None:
        return False
    after = sentence.padded.count(" ", 0, revealed.end()) - 1
    if _REVEALED_AS.search(revealed[0]):
        return True
    is_named = any(after <= position <= after + 3 for position in who)
    return is_named or (pointed_at is not None and pointed_at.start() >= revealed.end() - 2)


def _suspects(sentence: Sentence) -> bool:
    return bool(_SUSPECTED.search(sentence.padded) and _CRIME.search(sentence.padded))


RULE = Rule(
    name="accusation",
    verdict=Verdict.HOLD,
    find=_find,
    finds=(
        "Det var Kim Hansen, der stjal min cykel.",
        "Tyven hedder Kim.",
        "Naboen i nr. 14 sælger hash.",
        "Min nabo er en svindler.",
        "Jeg mistænker Brian for indbruddet hos Karen.",
        "Alle ved, at Jimmy er den, der har smadret skuret.",
        "Ham i nummer 7 har stjålet min havetraktor.",
        "Det var **Kevin**, der brød ind.",
        "Jeg mistænker familien i nummer 8 for at stå bag.",
        "Det er naboens søn Kevin, der laver hærværk i kælderen.",
    ),
    ignores=(
        "Karen fik stjålet sin cykel i går.",
        "Jens blev overfaldet af en mand med kniv.",
        "Der har været indbrud hos Poul og Inger.",
        "En tyv stjal Karens cykel.",
        "Min nabo har taget posten ind, mens vi var væk.",
        "Min nabo har taget sin hund med.",
        "Tyven er ikke fundet, siger politiet.",
        "Søren fortalte, at nogen stjal hans cykel.",
        "Kim holder foredrag om, hvordan man undgår tyve.",
        "Min genbo har truet med at bage flere boller.",
    ),
)
