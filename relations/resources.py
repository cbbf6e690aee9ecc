"""The sheets of countries and what stands between them: the columns follow the models."""

from exchange.registry import sheet
from exchange.resource import columns_left_out
from relations.models import (
    Country,
    DiplomaticRelation,
    Membership,
    Mission,
    Organization,
    Recognition,
    Treaty,
    TreatyAction,
)
from sources.cited_resource import CitedResource


@sheet
class CountryResource(CitedResource):
    class Meta:
        model = Country
        exclude = columns_left_out(Country)


@sheet
class DiplomaticRelationResource(CitedResource):
    class Meta:
        model = DiplomaticRelation
        exclude = columns_left_out(DiplomaticRelation)


@sheet
class MembershipResource(CitedResource):
    class Meta:
        model = Membership
        exclude = columns_left_out(Membership)


@sheet
class MissionResource(CitedResource):
    class Meta:
        model = Mission
        exclude = columns_left_out(Mission)


@sheet
class OrganizationResource(CitedResource):
    class Meta:
        model = Organization
        exclude = columns_left_out(Organization)


@sheet
class RecognitionResource(CitedResource):
    class Meta:
        model = Recognition
        exclude = columns_left_out(Recognition)


@sheet
class TreatyResource(CitedResource):
    class Meta:
        model = Treaty
        exclude = columns_left_out(Treaty)


@sheet
class TreatyActionResource(CitedResource):
    class Meta:
        model = TreatyAction
        exclude = columns_left_out(TreatyAction)
