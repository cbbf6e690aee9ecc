"""A proposal laid over the form it was typed on: the record as it stands, with what is proposed filled in."""

from editorial.models import Proposal
from editorial.proposals import ADDED, CHANGED, DELETED
from editorial.roles import may_publish

#: How the address of a form names the proposal that is laid over it.
PARAMETER = "proposal"


def named_proposal(request):
    """The proposal that the address names, when this person may edit it; looked up once."""
    if not hasattr(request, "named_proposal"):
        key = request.GET.get(PARAMETER, "")
        found = (
            Proposal.objects.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None
        )
        if found is not None and not (found.author_id == request.user.pk or may_publish(request.user)):
            found = None
        request.named_proposal = found
    return request.named_proposal


class Overlay:
    """What a proposal says of the rows on a form, in the form's own terms."""

    def __init__(self, proposal):
        self.rows = proposal.payload["rows"]

    def lay_over(self, form, inline_formsets):
        """Fill in what is proposed for the rows that are there; new ones are `new_rows`."""
        self._fill(form)
        for formset in inline_formsets:
            for each in formset.initial_forms:
                self._fill(each)

    def new_rows(self, model):
        """The values of the rows of this type that the proposal adds."""
        return [row["now"] for row in self.rows if row["type"] == ADDED and row["model"] == model._meta.label_lower]

    def _fill(self, form):
        label, key = form._meta.model._meta.label_lower, form.instance.pk
        for row in self.rows:
            if row["model"] == label and row["pk"] == key:
                if row["type"] in (CHANGED, ADDED):
                    form.initial |= {name: value for name, value in row["now"].items() if name in form.fields}
                elif row["type"] == DELETED and "DELETE" in form.fields:
                    form.initial["DELETE"] = True
