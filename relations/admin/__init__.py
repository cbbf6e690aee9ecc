from relations.admin.agreements import MembershipAdmin, OrganizationAdmin, TreatyActionAdmin, TreatyAdmin
from relations.admin.states import CountryAdmin, DiplomaticRelationAdmin, MissionAdmin, RecognitionAdmin

__all__ = [
    "CountryAdmin",
    "DiplomaticRelationAdmin",
    "MembershipAdmin",
    "MissionAdmin",
    "OrganizationAdmin",
    "RecognitionAdmin",
    "TreatyActionAdmin",
    "TreatyAdmin",
]
