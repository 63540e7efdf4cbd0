"""The pages of the gallery.

`/components/` shows every component in every state; `/components/?example=<name>`, with a name in
`EXAMPLES`, shows a whole page made of components. `/components/mails/` shows every mail.
"""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from home.component_gallery import blocks, charts, events, mails, site, themes, threads
from home.component_gallery.forms import SampleForm

EXAMPLES = (
    *("front", "theme", "agenda", "month", "week", "event", "thread", "form", "article"),
    *("error-403", "error-404", "error-500"),
)


def components(request: HttpRequest) -> HttpResponse:
    """Show the gallery, or the whole page in ?example=<name>."""
    example = request.GET.get("example", "")
    if example and example not in EXAMPLES:
        raise Http404
    weeks = list(events.weeks())
    invalid_form = SampleForm(
        {"name": "", "email": "birthe@", "party": "0", "message": "Mit nummer er 010203-1234"}
    )
    context = {
        "sample_themes": themes.THEMES,
        "burglary": themes.BURGLARY,
        "loneliness": themes.LONELINESS,
        "entries": events.ENTRIES,
        "entry": events.ENTRIES[0],
        "week_entries": events.ENTRIES[:4],
        "threads": threads.THREADS,
        "front_threads": threads.THREADS[:4],
        "posts": threads.POSTS,
        "figures": site.FIGURES,
        "charts": charts.CHARTS,
        "crumbs": site.CRUMBS,
        "filters": site.FILTERS,
        "switches": site.SWITCHES,
        "chosen": site.CHOSEN,
        "views": site.VIEWS,
        "access": site.ACCESS,
        "map": site.MAP,
        "week_days": weeks[0],
        "steps": site.STEPS,
        "page_obj": site.PAGE,
        "page_range": site.PAGE.paginator.get_elided_page_range(2, on_each_side=1, on_ends=1),
        "facts": site.FACTS,
        "blocks": blocks.sample_blocks(),
        "every_block": blocks.every_block(),
        "weeks": weeks,
        "long": themes.LONG,
        "form": SampleForm(),
        "error_form": invalid_form,
        "examples": EXAMPLES,
    }
    template = f"components/examples/{example}.html" if example else "home/components.html"
    return render(request, template, context)


def mail_gallery(request: HttpRequest) -> HttpResponse:
    """Show every mail in ?language=, in frames."""
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    rows = [
        (number, sample.name, *sample.render(language)[:2])
        for number, sample in enumerate(mails.samples())
    ]
    context = {"rows": rows, "language": language, "languages": settings.LANGUAGES}
    return render(request, "home/mail_gallery.html", context)


# The mail has its styles inline, and its QR code as data.
@csp_update({"style-src": "'unsafe-inline'", "img-src": "data:"})  # type: ignore[arg-type]
def mail_sample(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Return the HTML of one mail, for its frame."""
    samples = mails.samples()
    if number >= len(samples) or language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(samples[number].render(language)[2])
