"""`?known=DATE`: a page as the register told it on a day that is past."""

from django.shortcuts import redirect, render
from django.utils.http import urlencode

from public.addresses import pair_url
from public.known import BETWEEN, LINKS, TOLD, Moment, MomentError, Register
from public.panels import Shown
from public.references import References
from public.sections import section_of
from public.tables import cited_table
from public.views.base import refusal


def known_record(request, section, record, *, is_moved: bool):
    """The page of a record as it was known; 400 for what is no moment, 404 where readers did not see it then."""
    return _answer(
        request, record.get_absolute_url(), is_moved, lambda moment: _record(request, section, record, moment)
    )


def known_pair(request, countries, panels, *, is_moved: bool):
    """The page of two countries as it was known; `panels` are those of the page as it is."""
    return _answer(request, pair_url(*countries), is_moved, lambda moment: _pair(request, countries, panels, moment))


def _answer(request, address, is_moved, page):
    asked = request.GET["known"]
    if is_moved:
        return redirect(f"{address}?{urlencode({'known': asked})}", permanent=True)
    if not asked.strip():
        return redirect(address)
    try:
        return page(Moment.of(asked))
    except MomentError as error:
        return refusal(request, str(error))


def _not_yet(request, moment, headline, address):
    context = {"known": moment, "headline": headline, "now_url": address}
    return render(request, "public/not_known.html", context, status=404)


def _record(request, section, record, moment):
    register = Register(moment)
    then = register.records(section.model, [record.pk]).get(record.pk)
    address = record.get_absolute_url()
    if then is None:
        return _not_yet(request, moment, section.headline(record), address)
    drawn, left_out = [], []
    for panel in section.panels:
        if panel.model in TOLD and panel.key in LINKS:
            drawn.append((panel, register.linked(panel.model, LINKS[panel.key], then)))
        else:
            left_out.append(panel.title)
    references = _references(register, [then], drawn)
    facts = [fact.cell(then, references.marks(then, fact.cites)) for fact in section.facts if fact.cites]
    context = {
        "section": section,
        "record": then,
        "headline": section.headline(then),
        "known": moment,
        "now_url": address,
        "canonical": request.build_absolute_uri(address),
        "facts": [cell for cell in facts if cell.pieces or cell.fact.essential],
        "title_marks": references.other_marks(
            then, {name for fact in section.facts for name in fact.cites} | {"summary"}
        ),
        "summary": section.note.cell(then, references.marks(then, section.note.cites)),
        "panels": _shown(drawn, references, then),
        "left_out": left_out,
        "references": references,
    }
    return render(request, "public/record_known.html", context)


def _pair(request, countries, panels, moment):
    register = Register(moment)
    model = type(countries[0])
    known = register.records(model, [country.pk for country in countries])
    address = pair_url(*countries)
    if len(known) < len(countries):
        return _not_yet(request, moment, " and ".join(map(str, countries)), address)
    first, second = (known[country.pk] for country in countries)
    drawn, left_out = [], []
    for panel in panels:
        if panel.key in BETWEEN:
            drawn.append((panel, register.between(panel.model, BETWEEN[panel.key], first, second)))
        else:
            left_out.append(panel.title)
    references = _references(register, [], drawn)
    context = {
        "section": section_of(model),
        "first": first,
        "second": second,
        "headline": f"{first} and {second}",
        "known": moment,
        "now_url": address,
        "canonical": request.build_absolute_uri(address),
        "panels": _shown(drawn, references, f"{first} and {second}"),
        "left_out": left_out,
        "references": references,
    }
    return render(request, "public/record_known.html", context)


def _references(register, records, drawn):
    everything = [*records, *(row for panel, rows in drawn for row in rows[: panel.limit])]
    return References(everything, register.citations(everything))


def _shown(drawn, references, subject):
    shown = []
    for panel, rows in drawn:
        if rows:
            section = section_of(panel.model)
            title = f"{panel.title} ({subject})"
            table = cited_table(section, title, rows[: panel.limit], references, hide=panel.hide)
            shown.append(Shown(panel.key, panel.title, str(len(rows)), table, rows, section.title))
    return shown
