"""“Cite this”: a page of the register, or a source, in the forms of reference managers."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from editorial.models import Record
from public.lookup import find
from public.versions import version_of
from public.views.base import RecordPage
from sources.citing import as_bibtex, as_csl, as_ris, as_text
from sources.models import Source
from sources.references import Reference, of_record, of_source, permalink


@dataclass(frozen=True)
class Form:
    """A form in which a page can be cited."""

    name: str
    content_type: str
    write: object


FORMS = {
    "txt": Form("Text", "text/plain; charset=utf-8", as_text),
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", as_bibtex),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", as_ris),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", as_csl),
}


@dataclass(frozen=True)
class CiteThis:
    """What the foot of a page says of how to cite it."""

    text: str
    permalink: str
    files: list[tuple[str, str]]


def cite_this(request, record: Record) -> CiteThis:
    """How to cite a record's page as it is. The day of the visit is in the files only: a page has no clock."""
    address = request.build_absolute_uri(record.get_absolute_url())
    reference = replace(_reference(request, record), accessed=None)
    query = f"?version={record.version}"
    files = [(form.name, f"{_cite_url(record, extension)}{query}") for extension, form in FORMS.items()]
    return CiteThis(as_text(reference), permalink(address, record.version), files)


class CiteView(RecordPage):
    """The citation of one record's page, or of a source, as a file; `?version=` cites that version."""

    section = None

    def get(self, request, slug, extension):
        if extension not in FORMS:
            raise Http404("A page is cited as txt, bib, ris or json.")
        record = find(self.section, slug)
        if record.slug != slug:
            return redirect(_cite_url(record, extension), permanent=True)
        if asked := request.GET.get("version"):
            record = version_of(record, asked).record
        form = FORMS[extension]
        response = HttpResponse(form.write(_reference(request, record)), content_type=form.content_type)
        name = f"chancery-{self.section.name}-{slug}.{extension}"
        response.headers["Content-Disposition"] = (
            f'{"inline" if extension == "txt" else "attachment"}; filename="{name}"'
        )
        return response


def _cite_url(record, extension):
    return f"{record.get_absolute_url()}cite.{extension}"


def _reference(request, record) -> Reference:
    address = request.build_absolute_uri(record.get_absolute_url())
    today: date = timezone.now().date()
    make = of_source if isinstance(record, Source) else of_record
    return make(record, address, accessed=today)
