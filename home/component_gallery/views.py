"""The page of the gallery.

`/components/` shows every component in every state; `/components/?example=<name>`, with a name in
`EXAMPLES`, shows a whole page made of components.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from home.component_gallery import events, site, themes, threads
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
        "blocks": site.BLOCKS,
        "weeks": weeks,
        "long": themes.LONG,
        "form": SampleForm(),
        "error_form": invalid_form,
        "examples": EXAMPLES,
    }
    template = f"components/examples/{example}.html" if example else "home/components.html"
    return render(request, template, context)
