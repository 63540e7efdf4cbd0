"""Words that several rules look for: what is one's own, who answers in public, first names."""

from collections.abc import Iterable

# The writer speaks of their own number, address or belongings.
OWN = (
    *("mit nummer", "mit telefonnummer", "min telefon", "min mobil", "mit mobilnummer", "min tlf"),
    *("ring til mig", "ringe til mig", "skriv til mig", "skrive til mig", "sms til mig"),
    *("kontakt mig", "fang mig", "ring til os", "skriv til os", "kontakt os", "vores telefon"),
    *("mig på", "os på", "min mail", "min e mail", "min email", "mit mailadresse", "vores mail"),
    *(
        "min adresse",
        "vores adresse",
        "jeg bor",
        "vi bor",
        "bor jeg",
        "bor vi",
        "hos mig",
        "hos os",
    ),
    *("min bil", "vores bil", "min trailer", "min varebil", "min cykel", "min scooter"),
    *("min nummerplade", "mine nummerplader", "hjemme hos mig", "vores hus", "vores have"),
    *("vores vej", "giv mig", "send mig", "hjemme hos os", "vores garage", "min garage"),
    *("my number", "my phone", "call me", "text me", "reach me", "write to me", "email me"),
    *("my address", "i live", "we live", "my place", "my car", "our house", "my email", "call us"),
)

# Places and bodies that everybody may reach. What is said with them is no private matter. A longer
# word that ends in one of them counts too: “folkeskolen”.
PUBLIC = (
    *("kommunen", "kommune", "politiet", "politi", "borgerservice", "biblioteket", "skolen"),
    *("hallen", "kirken", "kulturhuset", "medborgerhuset", "forsamlingshuset", "beboerhuset"),
    *("foreningen", "klubben", "klubhuset", "butikken", "caféen", "cafeen", "købmanden"),
    *("lægen", "lægevagten", "lægehuset", "vagten", "kontoret", "sekretariatet", "værkstedet"),
    *("museet", "teatret", "biografen", "apoteket", "børnehaven", "plejehjemmet", "centret"),
    *("brugsen", "genbrugspladsen", "genbrugsen", "spejderhytten", "vejhjælpen", "firmaet"),
    *("boligforeningen", "vandværket", "forsyningen", "hotline", "linjen", "rådgivningen"),
    *("billetkontoret", "turistkontoret", "dyrlægen", "internatet", "havnekontoret", "bageren"),
    *("library", "school", "church", "police", "council", "club", "shop", "office", "centre"),
    *("varmeværket", "redningsberedskabet", "bestyrelsen", "vagttelefon", "vagttelefonen"),
    *("kroen", "boghandlen", "frivilligcentret", "frivilligcenter", "sognegården", "sognehuset"),
    *("festsalen", "lokalforeningen", "telefonlinje", "taxa", "restauranten", "udlejningen"),
)

_SHORTEST_ENDING = 5
_PUBLIC_ENDINGS = tuple(word for word in PUBLIC if len(word) >= _SHORTEST_ENDING)


def is_public(words: Iterable[str]) -> bool:
    """Whether one of `words` (lower case) names a place or a body that everybody may reach.

    Also in the genitive: “kommunens”.
    """
    named = (each for word in words for each in {word, word.removesuffix("s")})
    return any(word in PUBLIC or word.endswith(_PUBLIC_ENDINGS) for word in named)


# The most frequent first names of Denmark, and of those who moved here. A word that is also an
# ordinary word (“bo”, “storm”, “may”) is left out.
FIRST_NAMES = frozenset(
    """
    anne kirsten mette hanne anna helle susanne lene maria marianne inge karen lone bente camilla
    pia jette charlotte louise inger gitte tina ida emma julie sofie birgit anja birthe heidi
    christina lis ingrid dorthe signe rikke line laura mathilde freja clara karla alma ella luna
    kirstine annette ulla annemette vibeke trine sanne maja cecilie caroline katrine katja nanna
    astrid ellen gerda ruth tove lisbeth margit merete malene mia nina sara sarah sidsel stine
    peter jens michael lars henrik thomas søren jan niels christian martin jørgen hans anders
    morten jesper ole per erik mads rasmus kim svend rené rene torben frederik jakob jacob bent
    mikkel kasper casper brian steen allan flemming claus klaus finn poul carsten karsten kurt
    leif bjarne john johnny johnni jimmy tommy benny ronni ronny dennis kenneth kenny preben
    knud aage gunnar mogens nikolaj nicolai oliver oscar emil noah lucas viktor victor malthe
    magnus sebastian tobias simon daniel david alexander jonas jonathan lasse troels ulrik
    steffen stefan thorkild villy willy arne egon verner ejner sigurd esben bjørn kristian
    kristoffer christoffer patrick marc marcus markus philip filip william august valdemar anton
    mohammed mohamed muhammad ahmed ali hassan hussein ibrahim omar yusuf youssef mustafa mehmet
    fatima aisha amina layla leyla zahra samir amir khaled karim bilal ayse emre andrei ion
    marek piotr tomasz pawel vasile mihai ivan igor dragan goran nikola olga natalia oksana
    agnieszka kevin ricky robin mark mike steve james robert paul
    george danny sandra linda vivi conny betina
    bettina dorte dorthea karoline eva grethe yvonne yrsa ditte pernille simone tanja kamilla
    """.split()
)
SURNAMES = frozenset(
    """
    møller lund holm schmidt schultz kjær berg lind bach beck bech dahl friis juhl krogh lauritsen
    toft vestergaard østergaard nørgaard søgaard bjerre bang brandt winther munk skov gade koch
    frandsen thomsen iversen riis damgaard dam hald fog
    """.split()
)
