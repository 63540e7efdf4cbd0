"""The addresses of a poster: two pages and two files."""

from django.urls import reverse

from core.posters.poster import SIZES


def poster_urls(namespace: str, pk: int) -> dict[str, str]:
    """Return the paths of the pages by size ("a4"), and of the files ("a4.pdf")."""
    pages = {size: reverse(f"{namespace}:poster", args=[pk, size]) for size in SIZES}
    files = {f"{size}.pdf": reverse(f"{namespace}:poster_pdf", args=[pk, size]) for size in SIZES}
    return pages | files
