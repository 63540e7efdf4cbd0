"""Pages as tests read them: without regard to how the templates break their lines."""

from django.http import HttpResponseBase


def markup_of(response: HttpResponseBase) -> str:
    """Return the content of the response with each run of white space as one blank."""
    return " ".join(response.content.decode().split())
