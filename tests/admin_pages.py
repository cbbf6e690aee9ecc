"""The admin as a browser sees it: addresses, and what a form on a page would post."""

from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser


def address(model, page, *args):
    """The address of a page of one record type's admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def change_address(record, page="change"):
    return address(type(record), page, record.pk)


def listed(client, model, **query):
    """The rows of a list page with these filters."""
    response = client.get(address(model, "changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def posted(response, **values):
    """
    What the browser would post from a change form's page, with `values` typed into it.

    Names of inline fields contain hyphens: pass them as `**{"prefix-0-note": "…"}`.
    """
    data = _values(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        data |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= _values(form)
    return data | values


def _values(form):
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, (list, tuple)):
            data[bound.html_name] = [str(getattr(each, "pk", each)) for each in value]
        elif value is not None and value is not False:
            data[bound.html_name] = str(value)
    return data


def citation_row(number, **values):
    """The fields of one citation of a form, by their names on the page."""
    return {f"sources-citation-content_type-object_id-{number}-{name}": value for name, value in values.items()}


def with_new_citation(data, **values):
    """The posted data with one more citation, as the page's “Add another” would add it."""
    total = "sources-citation-content_type-object_id-TOTAL_FORMS"
    number = int(data[total])
    return data | citation_row(number, stance="supports", **values) | {total: number + 1}


def errors_of(response):
    """Every error that a change form's page shows."""
    return [str(error) for error in response.context["errors"]]


def filled_form(response, chosen="#content form:not(#logout-form)", **values):
    """What the browser would post from a form on any page, read from its HTML, with `values` typed into it."""
    return form_values(HTMLParser(response.content.decode()).css_first(chosen)) | values


def form_values(form):
    """What the browser would post from a form's HTML as it stands, without a button and without files."""
    data = {}
    for field in form.css("input[name], textarea[name], select[name]"):
        kind, name = field.attributes.get("type") or "", field.attributes["name"]
        if field.tag == "select":
            told = [each.attributes.get("value") or "" for each in field.css("option[selected]")]
        elif field.tag == "textarea":
            told = [field.text().removeprefix("\n")]
        else:
            told = [field.attributes.get("value") or ""]
        ticked = kind not in ("radio", "checkbox") or "checked" in field.attributes
        if kind not in ("submit", "button", "file") and ticked and told:
            data.setdefault(name, []).extend(told)
    return data
