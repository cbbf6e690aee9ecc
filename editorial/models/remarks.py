"""What people say, step by step, about something that waits for them."""

from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField


class Remark(models.Model):
    """One step of a conversation: who did or said what, and when. Only ever added to."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = LineField(max_length=150)
    created = models.DateTimeField(auto_now_add=True)
    did = LineField(max_length=60)
    text = ProseField(blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"{self.author_name} {self.did}"
