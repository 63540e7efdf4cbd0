"""A small application behind a page cache, for the tests of the cache."""

from collections.abc import Callable

from core.caching.changes import changes
from core.caching.page_cache import PageCache
from core.caching.tracking import Reads, depend_on
from tests.wsgi_client import get

PUBLIC = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=0, s-maxage=60"),
    ("Vary", "Cookie"),
    ("ETag", '"one"'),
]


class Site:
    """An application that counts its answers, behind a page cache."""

    def __init__(self) -> None:
        self.answers = 0
        self.status = "200 OK"
        self.headers = PUBLIC
        self.tables = {"forum_thread"}
        self.is_for_once = False
        self.before_answer: Callable[[], object] = lambda: None
        self.environ: dict = {}
        self.cache = PageCache(self, lambda path: frozenset({"page"}) if "x" not in path else None)

    def __call__(self, environ, start_response):
        self.environ = environ
        self.before_answer()
        reads = Reads(changes.now)
        reads.add(self.tables)
        reads.is_for_once = self.is_for_once
        depend_on(reads)
        self.answers += 1
        start_response(self.status, [*self.headers, ("Content-Length", "9")])
        body = f"answer {self.answers} {environ['QUERY_STRING']} " + "<p>naboer</p>" * 100
        return [body.encode()]

    def get(self, url: str = "/da/forum/", **options: str):
        return get(self.cache, url, **options)
