"""The yardstick L: a list page with two queries, a template of one loop, and five middlewares."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.lean_settings"
application = get_wsgi_application()

# Models and templates exist once Django is set up.
from core.models import Area  # noqa: E402
from forum.models import Thread  # noqa: E402

PAGE = engines["django"].from_string("""<!doctype html><title>Threads</title>
<ul>{% for area in areas %}<li>{{ area.name }}</li>{% endfor %}</ul>
{% for thread in threads %}
<article>
  <h2><a href="/{{ thread.pk }}/">{{ thread.title }}</a></h2>
  <p>{{ thread.area.name }}</p>
  <time>{{ thread.created_at }}</time>
</article>
{% endfor %}
""")


def threads(request: HttpRequest) -> HttpResponse:
    """Show twenty threads with their area, and the areas."""
    newest = Thread.objects.select_related("area").order_by("-last_activity_at")[:20]
    return HttpResponse(PAGE.render({"threads": list(newest), "areas": list(Area.objects.all())}))


urlpatterns = [path("", threads)]
