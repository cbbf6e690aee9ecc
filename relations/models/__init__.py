from relations.models.bilateral import DiplomaticRelation, Recognition
from relations.models.countries import Country
from relations.models.missions import Mission
from relations.models.organizations import Membership, Organization
from relations.models.treaties import Treaty, TreatyAction

__all__ = [
    "Country",
    "DiplomaticRelation",
    "Membership",
    "Mission",
    "Organization",
    "Recognition",
    "Treaty",
    "TreatyAction",
]
