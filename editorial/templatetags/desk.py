"""What the desk's templates ask for."""

from django import template
from django.contrib import admin

from editorial.admin.desk import Desk
from editorial.models import Changeset

register = template.Library()

RECENT = 10


@register.simple_tag(takes_context=True)
def front_page(context):
    """What the front page shows to the person who asks."""
    return Desk(admin.site, context["request"])


@register.simple_tag
def recent_changesets():
    """The changesets that were written last."""
    return Changeset.objects.all()[:RECENT]
