"""What a search finds: one row for every published record that has a name."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class SearchEntry(models.Model):
    """
    One row asserts that readers may find a published record under these names.

    It is derived from the record and kept by the write path; a draft has none, so that no search can betray it. The
    database's own full-text index (migration 0002) follows `words` by itself, bulk writes included.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    title = models.TextField()
    slug = models.SlugField(max_length=160, db_index=False)
    # Each name in its folded words, a line each, the main name first: what a hit is weighed by.
    names = models.TextField()
    # What tells the record from its namesakes.
    details = models.TextField(blank=True)
    # Every word once, and behind a ~ how it sounds: what is searched.
    words = models.TextField()
    weight = models.PositiveSmallIntegerField(help_text="How likely this type of record is meant, 0 to 99.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_search_entry_a_record")]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """One row asserts that some name held this word: the dictionary that a mistyped word is corrected from."""

    word = models.CharField(max_length=64, primary_key=True)

    def __str__(self):
        return self.word
