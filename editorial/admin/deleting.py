"""What a deletion would take along, and what stands in its way, without a query per row."""

from collections import defaultdict

from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

OBSTACLES_SHOWN = 20


def deletion_of(objs, site):
    """
    What Django's deletion pages show: (names, counts by kind, kinds one may not delete, obstacles).

    Who may delete a record may delete its parts, so that no kind is ever lacking.
    """
    objs = list(objs)
    if not objs:
        return [], {}, set(), []
    collector = NestedObjects(using=router.db_for_write(type(objs[0])), origin=objs)
    collector.collect(objs)
    counts = {model._meta.verbose_name_plural: len(found) for model, found in collector.model_objs.items()}
    names = [f"{capfirst(each._meta.verbose_name)}: {each}" for each in objs]
    return names, counts, set(), _obstacles(collector.protected, site)


def _obstacles(protected, site):
    """Links to the rows that refer to what is to be deleted; the first few, and how many more."""
    by_model = defaultdict(list)
    for row in protected:
        by_model[type(row)].append(row.pk)
    shown = []
    for model, keys in by_model.items():
        kind, wanted = capfirst(model._meta.verbose_name), keys[: OBSTACLES_SHOWN - len(shown)]
        links = [field.name for field in model._meta.concrete_fields if field.is_relation]
        name = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
        for row in model._base_manager.select_related(*links).filter(pk__in=wanted):
            known = site.is_registered(model)
            shown.append(
                format_html('{}: <a href="{}">{}</a>', kind, reverse(name, args=[quote(row.pk)]), row)
                if known
                else f"{kind}: {row}"
            )
    left = len(protected) - len(shown)
    return [*shown, f"and {left} more"] if left else shown
