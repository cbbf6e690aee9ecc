"""The answers of the pages of officials, their offices, terms and signatures; `public.answers` has the others."""

from core.dates import Certainty
from public import phrases, terms
from public.answers import on_the_day
from public.phrases import listed, number_of, sentence

SURELY, POSSIBLY, NO = Certainty.SURELY, Certainty.POSSIBLY, Certainty.NO


def of_official(official, moment, rows):
    """The offices that the official holds, and else those held."""
    recorded = [term for term in official.terms if term.office.is_published]
    if not recorded:
        return "No office of theirs is recorded."
    answers = [(term, moment.certainty(term)) for term in recorded]
    holds = [str(term.office) for term, answer in answers if answer is SURELY]
    maybe = [str(term.office) for term, answer in answers if answer is POSSIBLY]
    held = [str(term.office) for term, answer in answers if answer is NO and terms.is_over(term, moment)]
    is_past = moment.day < moment.today
    told = [
        f"{'held' if is_past else 'holds'} {_some(holds)}, no end known" if holds and not is_past else "",
        f"held {_some(holds)}" if holds and is_past else "",
        f"{'perhaps held' if is_past else 'is known to have held'} {_some(maybe)}" if maybe else "",
        f"{'had held' if is_past else 'held'} {_some(held)}" if held else "",
    ]
    told = [part for part in told if part]
    if not told:
        return sentence(f"{moment.opening}no office of theirs is recorded yet")
    return sentence(moment.opening + "; ".join(told))


def _some(offices):
    offices = [*dict.fromkeys(offices)]
    rest = len(offices) - 3
    return listed([*offices[:3], number_of(rest, "other office")] if rest > 0 else offices)


def of_office(office, moment, rows):
    """Who holds it, who held it before, and the gaps in which surely nobody did."""
    recorded = [term for term in office.terms if term.official.is_published]
    if not recorded:
        return "Nobody is recorded as having held it."
    holders = terms.holders_on(recorded, moment)
    sure = [term for term, certainty in holders if certainty is SURELY]
    last = terms.last_before(recorded, moment)
    before = ""
    if last is not None and last not in [term for term, _answer in holders]:
        before = f"{last.official}{terms.span(last)}"
    if sure:
        told = f"held by {listed(map(terms.named, sure))}"
        told += "; no end is known" if moment.is_present and not any(term.ended for term in sure) else ""
        told += f"; before that {before}" if before else ""
    elif holders:
        known = listed(f"{term.official}{terms.span(term)}" for term, _certainty in holders)
        told = f"last known to have held it: {known}" if moment.is_present else f"possibly held by {known}"
        told += f"; before that {before}" if before else ""
    else:
        told = f"nobody is recorded in it {'today' if moment.is_present else 'on that day'}"
        told += f"; the last known was {before}" if before else ""
    told = sentence(f"{moment.opening}{told}")
    number = len(recorded)
    if number > 1:
        told += f" {number_of(number, 'term')} are recorded."
    gaps = terms.gaps(office.terms, moment.today)
    if gaps:
        told += f" Surely vacant {listed(str(gap) for gap in gaps[:3])}."
    return told


def of_appointment(appointment, moment, rows):
    """The term in a few words."""
    return on_the_day(appointment, moment) + sentence(phrases.term(appointment) or "when is not stated")


def of_signature(signature, moment, rows):
    """When and where."""
    when = f"signed {signature.signed}" if signature.signed else "date not stated"
    return sentence(f"{when}, {signature.place}" if signature.place else when)
