"""What stands in the way of rows that are to be withdrawn or deleted: those that refer to them and stay."""

from collections import defaultdict

from editorial.aims import loaded, portions
from editorial.choices import Status
from editorial.models import Record
from editorial.undoing import spare_parts


def by_model(keys):
    found = defaultdict(set)
    for model, pk in keys:
        found[model].add(pk)
    return found


def stay_for_readers(plan):
    """Take out of a plan the withdrawals of records to which other published records refer; why, by row."""
    refused = {}
    while True:
        found = {}
        for model, pks in plan.withdraws.items():
            if model.published_dependants is not Record.published_dependants:
                found |= _own_dependants(plan, model, pks)
            for source, link, filters in _references_to(model):
                if issubclass(source, Record):
                    for some in portions(sorted(pks)):
                        readers = source._base_manager.filter(status=Status.PUBLISHED, **{f"{filters}__in": some})
                        for target, pk in readers.values_list(link, "pk"):
                            if pk not in plan.withdraws.get(source, ()):
                                found[model, target] = (source, pk)
        found = {key: at for key, at in found.items() if key[1] in plan.withdraws[key[0]]}
        if not found:
            return refused
        refused |= _sentences(found, "readers see {0}, which refers to it")
        for model, pk in found:
            plan.withdraws[model].discard(pk)


def _own_dependants(plan, model, pks):
    found = {}
    for row in model._base_manager.filter(pk__in=pks):
        for other in row.published_dependants():
            if other.pk not in plan.withdraws.get(type(other), ()):
                found[model, row.pk] = (type(other), other.pk)
    return found


def _references_to(model):
    """(type of row, column with the key, name to filter by) of everything that may refer to rows of a type."""
    for relation in model._meta.related_objects:
        link = relation.field
        yield relation.related_model, link.name if relation.many_to_many else link.attname, link.name


def stay_referred_to(plan):
    """Take out of a plan the deletions of rows to which rows refer that stay; why, by row."""
    refused = {}
    while True:
        found = {}
        for model, pks in plan.deletes.items():
            for source, link, filters in _references_to(model):
                for some in portions(sorted(pks)):
                    referring = source._base_manager.filter(**{f"{filters}__in": some})
                    for target, pk in referring.values_list(link, "pk"):
                        if pk not in plan.deletes.get(source, ()):
                            found[model, target] = (source, pk)
        found = {key: at for key, at in found.items() if key[1] in plan.deletes[key[0]]}
        if not found:
            return refused
        refused |= _sentences(found, "{0} refers to it")
        for model, pks in by_model(found).items():
            plan.deletes[model] -= pks
            spare_parts(plan.deletes, model, pks)


def _sentences(found, form):
    """A sentence for each row, naming the row at which the other one ends."""
    names = {}
    for source, pks in by_model(found.values()).items():
        names |= {(source, row.pk): f"{source._meta.verbose_name} “{row}”" for row in loaded(source, pks)}
    return {key: form.format(names.get(at, "another row")) for key, at in found.items()}
