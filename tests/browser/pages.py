"""Every type of page for anonymous readers: an address, and links to follow from there."""

EVENT = "/da/kalender/infoaften-om-nabohjaelp/"
FULL = "/da/kalender/gaatur-se-dit-hjem/"
CANCELLED = "/da/kalender/aften-om-at-vaere-besoegsven/"

# Pages without a form, which set no cookie.
READ = {
    "front": ["/da/"],
    "front in English": ["/en/"],
    "theme": ["/da/indbrudsforebyggelse/"],
    "themes": ["/da/temaer/"],
    "campaigns": ["/da/kampagner/"],
    "campaign": ["/da/trafiksikkerhed/", "main .card a"],
    "campaign with pledges": ["/da/trafiksikkerhed/lys-paa-cyklen/"],
    "standard page": ["/da/om/"],
    "what is stored": ["/da/dine-oplysninger/"],
    "partners": ["/da/partnere/"],
    "partner": ["/da/partnere/hjoerring-kommune/"],
    "partner in English": ["/en/partners/local-police/"],
    "neighbour": ["/da/forum/", "main .thread__title a", "main a[href*='/naboer/']"],
    "accessibility": ["/was"],
    "calendar": ["/da/kalender/"],
    "calendar by month": ["/da/kalender/?view=month"],
    "calendar by week": ["/da/kalender/?view=week"],
    "past events": ["/da/kalender/?view=past"],
    "calendar with filters": ["/da/kalender/?kind=other&free=1&theme=loneliness"],
    "calendar with an unknown filter": ["/da/kalender/?theme=nothing"],
    "empty month": ["/da/kalender/?view=month&month=2031-01"],
    "event": [EVENT],
    "full event": [FULL],
    "cancelled event": [CANCELLED],
    "event in English": ["/en/calendar/", "main .event__title a"],
    "forum": ["/da/forum/"],
    "forum of one theme": ["/da/forum/?theme=loneliness"],
    "forum with an unknown filter": ["/da/forum/?theme=nothing"],
    "thread": ["/da/forum/", "main .thread__title a"],
    "thread with a hidden post": ["/da/soeg/?q=bænkene", "main a:has-text('Høj musik')"],
    "Danish thread in English": ["/en/forum/", "main .thread__title a"],
    "search": ["/da/soeg/?q=lys"],
    "search without a result": ["/da/soeg/?q=zzzz"],
}
# Pages with a form, which set the CSRF cookie.
FORMS = {
    "pledge": ["/da/trafiksikkerhed/lys-paa-cyklen/", "main .pledge a.button"],
    "sign-up": [EVENT, "main a[href*='/tilmeld/']"],
    "sign in": ["/da/konto/login/"],
    "join": ["/da/konto/signup/"],
    "forgotten password": ["/da/konto/password/reset/"],
    "code by mail": ["/da/konto/login/code/"],
}
# Pages that no link leads to.
STATES = {
    "components": ["/components/"],
    "forbidden": ["/components/?example=error-403"],
    "not found": ["/components/?example=error-404"],
    "broken": ["/components/?example=error-500"],
}
