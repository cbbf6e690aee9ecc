"""
Words carried from a document into the form of a record: the citation filled in, and values offered.

The address holds the passage and where in it the words stand, so that what the form shows is what the document says,
whatever the address was made of.
"""

from dataclasses import dataclass

from django.contrib.admin.utils import label_for_field

from sources.admin.pages import small_number
from sources.documents.quoting import Selector, selector
from sources.models import Citation, Passage
from sources.offers import initial_values, offers_in

MAX_QUOTED = Citation._meta.get_field("exact").max_length
MAX_SAID = Citation._meta.get_field("says").max_length


@dataclass(frozen=True)
class Carried:
    """A passage, the words selected in it (None: the passage as a whole), and the field they are cited for."""

    passage: Passage
    chosen: Selector | None
    field: str = ""

    def as_query(self) -> dict[str, str | int]:
        """What of it goes into the address."""
        query = {"cite": self.passage.pk}
        if self.chosen:
            query |= {"cite_from": self.chosen.position, "cite_to": self.chosen.position + len(self.chosen.exact)}
        return query | ({"cite_field": self.field} if self.field else {})

    def citation_values(self, offers) -> dict:
        """The values of the new citation's form."""
        values = {"field": self.field, "source": self.passage.source_id, "passage": self.passage.pk}
        if self.chosen:
            exact, prefix, suffix = self.chosen.exact, self.chosen.prefix.strip(), self.chosen.suffix.strip()
            values |= {"exact": exact, "prefix": prefix, "suffix": suffix, "position": self.chosen.position}
            if self.field:
                said = offers.dates[0] if len(offers.dates) == 1 else exact
                values["says"] = said if len(said) <= MAX_SAID else ""
        return values


def carried_by(request, model) -> Carried | None:
    """What the address of a form of `model` carries; None when it carries nothing that is there."""
    if request.method != "GET" or "cite" not in request.GET or not request.user.has_perm("sources.view_passage"):
        return None
    pk, start, end = (small_number(request.GET.get(name)) for name in ("cite", "cite_from", "cite_to"))
    passage = Passage.objects.select_related("source").filter(pk=pk).first() if pk is not None else None
    if passage is None:
        return None
    about = request.GET.get("cite_field", "")
    chosen = None
    if start is not None and end is not None and start < end <= min(len(passage.text), start + MAX_QUOTED):
        chosen = selector(passage.text, start, end)
    return Carried(passage, chosen, about if about in dict(model.citable_fields()) else "")


class CarriedWords:
    """The admin of a cited record whose form opens with words carried from a document."""

    change_form_template = "admin/sources/record_form.html"

    def carried(self, request):
        """What this request carries, with its offers; looked up once."""
        if not hasattr(request, "carried"):
            found = carried_by(request, self.model)
            words = found.chosen.exact if found and found.chosen else ""
            links = [link.related_model for link in self.model.record_links()]
            request.carried = (found, offers_in(words, links)) if found else (None, None)
        return request.carried

    def get_changeform_initial_data(self, request):
        carried, offers = self.carried(request)
        initial = super().get_changeform_initial_data(request)
        return initial | (initial_values(self.model, offers, carried.field) if carried else {})

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        carried, offers = self.carried(request)
        if carried and inline.model is Citation:
            kwargs["initial"] = [carried.citation_values(offers)]
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        carried, offers = self.carried(request)
        if carried:
            filled = self._filled(context["adminform"].form, offers, carried.field)
            found = [*offers.dates, *(str(each) for records in offers.records.values() for each in records)]
            context["carried"] = carried
            context["carried_fields"] = [label_for_field(name, self.model) for name in filled]
            context["carried_values"] = found
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _filled(self, form, offers, about):
        """The fields that hold an offer. Of a record that is there only blank ones do: what is recorded stays."""
        offered = initial_values(self.model, offers, about)
        if form.instance.pk is not None:
            offered = {name: value for name, value in offered.items() if not form.initial.get(name)}
            form.initial |= {name: value for name, value in offered.items() if name in form.fields}
        return [name for name in offered if name in form.fields]
