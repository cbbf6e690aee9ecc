"""The acts on which a treaty's standing rests, as links with the passages that report them."""

from public.values import Piece, link
from relations.choices import TreatyActionType
from relations.models import Treaty

#: What makes a treaty binding or ends it (VCLT art. 11 to 16 and 54), unlike its negotiation and mere participation.
_BINDING = (
    TreatyActionType.SIGNATURE,
    TreatyActionType.PARLIAMENTARY_APPROVAL,
    TreatyActionType.RATIFICATION,
    TreatyActionType.ACCEPTANCE,
    TreatyActionType.APPROVAL,
    TreatyActionType.ACCESSION,
    TreatyActionType.SUCCESSION,
    TreatyActionType.DENUNCIATION,
)
MAX_ACTS = 8


def rests_on(record, references) -> list[tuple[Piece, list]]:
    """(link, marks) of the acts about a treaty that bind its parties, by date; nothing for other records."""
    if not isinstance(record, Treaty):
        return []
    acts = [act for act in record.acts if act.action in _BINDING and act.acting_party.is_published]
    return [(_told(act), references.all_marks(act)) for act in acts[:MAX_ACTS]]


def _told(act):
    when = f", {act.done}" if act.done else ""
    return link(act, text=f"{act.get_action_display()} by {act.acting_party}{when}")
