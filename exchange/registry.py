"""Which record types have a sheet: each app's `resources.py` signs here, as `admin.py` signs the admin."""

_resources = []


def sheet(resource_class):
    """Class decorator: give the resource's record type a sheet in the whole-register workbook."""
    _resources.append(resource_class)
    return resource_class


def sheets():
    """Every resource class, each after those that its rows refer to; sheets marked `last` close the list."""
    by_model = {resource._meta.model: resource for resource in _resources}
    ordered = []

    def visit(resource):
        if resource in ordered:
            return
        fields = [*resource._meta.model._meta.concrete_fields, *resource._meta.model._meta.many_to_many]
        for model in [*resource.needs, *(field.related_model for field in fields)]:
            if model in by_model and by_model[model] is not resource:
                visit(by_model[model])
        ordered.append(resource)

    for resource in sorted(_resources, key=lambda each: (each.last, each.sheet_name())):
        visit(resource)
    return ordered


def sheet_for(model):
    """The resource class of one record type. Raises LookupError when it has none."""
    for resource in _resources:
        if resource._meta.model is model:
            return resource
    raise LookupError(f"{model._meta.verbose_name_plural} have no sheet.")
