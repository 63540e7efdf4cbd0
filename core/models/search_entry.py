"""The search index of the site: its entries, and the words they are about."""

from django.db import models

from core.tokens_field import TokensField


class SearchEntry(models.Model):
    """What the search finds of an object, and what puts it in its place among the results.

    The number of a row gives the order of time: a database lists the newest first without sorting.
    """

    # Label and primary key of the object, such as "forum.thread" and 12.
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=16)
    # The translation key of an event, which its pages and texts share.
    event_key = models.CharField(max_length=36, blank=True)
    # Of the last activity of a thread.
    active_at = models.DateTimeField(null=True)
    tokens = TokensField()
    indexed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id"], name="search_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}: {self.title}"


class SearchWord(models.Model):
    """A word of the title or the subject of some entry, past or present.

    With them the beginning of a word becomes whole words, which the full-text indexes find without
    reading all entries that have one of them.
    """

    word = models.CharField(max_length=64, primary_key=True)
    # As a reader knows it, in small letters; "" for a stem that is no word itself.
    written = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.written or self.word
