"""Treaties and what was done about them."""

from django.db.models import Prefetch

from people.models import Signature
from public import answers, phrases
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import Panel, Section, in_time
from public.values import link
from relations.choices import TreatyActionType
from relations.filters import TreatyActionFilterSet, TreatyFilterSet
from relations.models import Treaty, TreatyAction


def acts_and_signatures():
    """Loads what each treaty's parties did, and who signed it."""
    acts = TreatyAction.objects.published().select_related("party", "party_organization").order_by(*in_time("done"))
    signatures = Signature.objects.published().select_related("official").order_by("official__name")
    return [Prefetch("actions", acts, to_attr="acts"), Prefetch("signatures", signatures, to_attr="signed_by")]


def parties(treaty):
    """Each party once, in order of name."""
    found = {act.acting_party: None for act in treaty.acts}
    return sorted(found, key=str)


def signatories(treaty):
    """Who signed in person."""
    return [link(signature.official, about=signature) for signature in treaty.signed_by]


def further_acts(treaty):
    """What parties did besides signing or just being parties, which other columns say."""
    told = (TreatyActionType.SIGNATURE, TreatyActionType.PARTICIPATION)
    return [
        link(act, text=f"{act.get_action_display()}, {act.acting_party}", detail=str(act.done or ""), about=act)
        for act in treaty.acts
        if act.action not in told and act.acting_party.is_published
    ]


def named(treaty):
    """The treaty's name, with what it is about."""
    return link(treaty, detail=treaty.summary)


def acting_party(act):
    """The State or organization that did the act."""
    return act.acting_party


TREATY = Section(
    model=Treaty,
    path="treaties",
    title="Treaties",
    about="Treaties, agreements, declarations and plans, with the acts by which their parties made and kept them.",
    filters=TreatyFilterSet,
    related=("amends",),
    prefetches=acts_and_signatures,
    facts=[
        *field_facts(Treaty, "title", "other_names", "instrument_type", "subject"),
        fact("parties", "Parties", parties),
        *field_facts(Treaty, "signed", "signed_place", "entered_into_force", "ended"),
        field_fact(Treaty, "amends"),
    ],
    columns=[
        field_fact(Treaty, "signed"),
        fact("name", "Treaty", named, cites=("title", "short_title", "summary"), heads=True),
        field_fact(Treaty, "instrument_type"),
        fact("parties", "Parties", parties),
        fact("signatories", "Signed in person by", signatories),
        fact("acts", "Further acts", further_acts),
        fact("standing", "Standing", phrases.treaty_standing, cites=("entered_into_force", "ended")),
    ],
    sorts={
        "signed": (by_date("signed"),),
        "name": ("title",),
        "instrument_type": ("instrument_type", "title"),
        "standing": (by_date("entered_into_force"),),
    },
    default_sort="signed",
    facets=("party", "other_party", "signed", "form", "in_force"),
    dating=lambda treaty: treaty.signed,
    has_note_column=False,
    panels=(
        Panel(
            "acts",
            "What the parties did",
            TreatyAction,
            lambda treaty: treaty.actions.published().order_by(*in_time("done")),
            hide=("treaty",),
            more=lambda treaty: {"treaty": treaty.slug},
        ),
        Panel(
            "signatures",
            "Who signed",
            Signature,
            lambda treaty: treaty.signatures.published(),
            hide=("treaty",),
            more=lambda treaty: {"treaty": treaty.slug},
        ),
        Panel("amended-by", "Amended by", Treaty, lambda treaty: treaty.amended_by.published()),
    ),
    answer=answers.of_treaty,
    companions=lambda treaty: [*treaty.acts, *treaty.signed_by],
)

TREATY_ACTION = Section(
    model=TreatyAction,
    path="treaty-actions",
    title="Acts about treaties",
    about="What each party did about a treaty: signed it, had it approved, ratified or denounced it, and when.",
    filters=TreatyActionFilterSet,
    related=("treaty", "party", "party_organization"),
    facts=[
        field_fact(TreatyAction, "treaty"),
        fact("party", "Party", acting_party, cites=("party", "party_organization")),
        *field_facts(TreatyAction, "action", "done", "body", "place", essential=("done",)),
    ],
    columns=[
        field_fact(TreatyAction, "treaty"),
        fact("party", "Party", acting_party, cites=("party", "party_organization")),
        field_fact(TreatyAction, "action", opens=True),
        *field_facts(TreatyAction, "done", "body", "place"),
    ],
    sorts={
        "done": (by_date("done"),),
        "treaty": ("treaty__title",),
        "party": ("party__name", "party_organization__name"),
        "action": ("action",),
    },
    default_sort="done",
    facets=("party", "action", "done"),
    answer=answers.of_treaty_action,
    in_contents=False,
)
