"""What the desk's templates ask for."""

from django import template

from editorial.models import Changeset

register = template.Library()

RECENT = 10


@register.simple_tag
def recent_changesets():
    """The changesets that were written last."""
    return Changeset.objects.all()[:RECENT]
