"""“Why do you say so?”: what one value of a record rests on, as a page and as JSON."""

from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from public.facts import field_fact
from public.lookup import find
from public.references import citation_url
from public.views.base import RecordPage
from public.whys import why_url
from sources.explaining import explain
from sources.readings import readings


class WhyView(RecordPage):
    """From a value to its citations, their passages, and who entered each of them, when and from which file."""

    section = None
    as_json = False

    def get(self, request, slug, field):
        record = find(self.section, slug)
        if record.slug != slug:
            return redirect(self._url(record, field), permanent=True)
        try:
            explanation = explain(record, field)
        except FieldDoesNotExist as error:
            raise Http404(str(error)) from error
        if self.as_json:
            return JsonResponse(self._told(request, record, explanation), json_dumps_params={"ensure_ascii": False})
        return render(request, "public/why.html", self._context(record, explanation))

    def _url(self, record, field):
        name = f"public:{self.section.name}_why{'_json' if self.as_json else ''}"
        return reverse(name, args=[record.slug, field])

    def _told(self, request, record, explanation):
        told = explanation.as_dict()
        for reason, source in zip(told["reasons"], explanation.reasons, strict=True):
            reason["url"] = request.build_absolute_uri(citation_url(source.citation))
        return {"url": request.build_absolute_uri(why_url(record, explanation.field)), **told}

    def _context(self, record, explanation):
        return {
            "section": self.section,
            "record": record,
            "headline": self.section.headline(record),
            "explanation": explanation,
            "value": field_fact(type(record), explanation.field).cell(record, []),
            "is_of_record": not any(reason.citation.field for reason in explanation.reasons),
            "reasons": [(reason, citation_url(reason.citation)) for reason in explanation.reasons],
            "differing": readings(record).get(explanation.field, []),
            "json_url": reverse(f"public:{self.section.name}_why_json", args=[record.slug, explanation.field]),
        }
