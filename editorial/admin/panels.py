"""
Lists of the records that refer to one, on its form.

A higher room signs its panel on a lower room's record type here, as it signs its admin on the site:

    add_panel(Treaty, Panel(Signature, "treaty", ("official", "party", "signed")))
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.admin.utils import label_for_field
from django.urls import reverse
from django.utils.http import urlencode

from editorial.models import Record

ROWS_SHOWN = 15

_panels = defaultdict(list)


@dataclass(frozen=True)
class Panel:
    """Records of `model` whose foreign key `link` leads to the record at hand."""

    model: type
    link: str
    columns: tuple[str, ...]
    title: str = ""

    def show(self, record, site, request):
        """What the template needs, or None when the reader of the form may not see these records."""
        model_admin = site.get_model_admin(self.model)
        if not model_admin.has_view_permission(request):
            return None
        opts = self.model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        found = model_admin.get_queryset(request).filter(**{self.link: record})[: ROWS_SHOWN + 1]
        columns = (*self.columns, "status") if issubclass(self.model, Record) else self.columns
        rows = [
            {"url": reverse(f"{name}_change", args=[each.pk]), "cells": [_shown(each, column) for column in columns]}
            for each in found
        ]
        return {
            "title": self.title or opts.verbose_name_plural,
            "kind": opts.verbose_name,
            "headings": [label_for_field(column, self.model) for column in columns],
            "rows": rows[:ROWS_SHOWN],
            "more_url": f"{reverse(f'{name}_changelist')}?{urlencode({f'{self.link}__id__exact': record.pk})}"
            if len(rows) > ROWS_SHOWN
            else "",
            "add_url": f"{reverse(f'{name}_add')}?{urlencode({self.link: record.pk})}"
            if model_admin.has_add_permission(request)
            else "",
        }


def _shown(record, column):
    display = getattr(record, f"get_{column}_display", None)
    value = display() if display else getattr(record, column)
    return "—" if value in (None, "") else value


def add_panel(model, panel):
    """Have the forms of `model` list the records of a panel."""
    _panels[model].append(panel)


def panels_of(record, site, request):
    """The panels of one record, filled."""
    shown = [panel.show(record, site, request) for panel in _panels[type(record)]]
    return [each for each in shown if each is not None]
