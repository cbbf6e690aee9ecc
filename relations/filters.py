"""How readers narrow the lists of countries and of what stands between them."""

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.filters import PartialDateFilter
from relations.choices import (
    CountryStatus,
    InstrumentType,
    MembershipType,
    MissionStatus,
    MissionType,
    OrganizationType,
    RecognitionMode,
    TreatyActionType,
)
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
from relations.querysets import NO_END_KNOWN
from sources.filters import (
    ChosenRecordFilter,
    CitedRecordFilterSet,
    NamedRecordFilter,
    TextFilter,
    WordFilter,
    YesNoFilter,
    tallied,
)


class CountryFilterSet(CitedRecordFilterSet):
    standing = WordFilter(CountryStatus.choices, field_name="country_status", label="Standing")
    claimed_by = ChosenRecordFilter(Country, "claimed_by")
    part_of = ChosenRecordFilter(Country, "part_of")
    existed = PartialDateFilter("existence", label="Existed in")

    class Meta:
        model = Country
        fields = []


class RecognitionFilterSet(CitedRecordFilterSet):
    recognizing_state = ChosenRecordFilter(Recognition, "recognizing_state")
    recognized_entity = ChosenRecordFilter(Recognition, "recognized_entity")
    mode = WordFilter(RecognitionMode.choices, label="Mode")
    granted = PartialDateFilter("granted", label="Granted in")
    ended = YesNoFilter(~NO_END_KNOWN, label="Has ended")

    class Meta:
        model = Recognition
        fields = []


class DiplomaticRelationFilterSet(CitedRecordFilterSet):
    state = ChosenRecordFilter(DiplomaticRelation, ("first_state", "second_state"), label="State")
    other_state = ChosenRecordFilter(DiplomaticRelation, ("first_state", "second_state"), label="Other State")
    established = PartialDateFilter("established", label="Established in")
    severed = YesNoFilter(~Q(severed=""), label="Was severed")

    class Meta:
        model = DiplomaticRelation
        fields = []


class MissionFilterSet(CitedRecordFilterSet):
    sending_state = ChosenRecordFilter(Mission, "sending_state")
    receiving_state = ChosenRecordFilter(Mission, "receiving_state")
    hosted_by = ChosenRecordFilter(Mission, "hosted_by")
    type = WordFilter(MissionType.choices, field_name="mission_type", label="Type")
    state_of_work = WordFilter(MissionStatus.choices, field_name="mission_status", label="State of work")
    opened = PartialDateFilter("opened", label="Opened in")
    seat = TextFilter("seat", label="Seat")

    class Meta:
        model = Mission
        fields = []


class PartyFilter(ChosenRecordFilter):
    """Treaties about which a country, or a body of its own, did something."""

    def __init__(self, **kwargs):
        super().__init__(TreatyAction, "party", **kwargs)

    def filter(self, qs, value):
        return qs if value is None else qs.of(value)

    def tallies(self, rows):
        """(primary key of a country, number of treaties that it, or a body of its own, acted on)."""
        acts = TreatyAction.objects.published().filter(treaty__in=rows.order_by().values("pk"))
        acts = acts.annotate(country=Coalesce("party", "party_organization__country"))
        return [tallied(acts, "country", of="treaty")]


class TreatyFilterSet(CitedRecordFilterSet):
    party = PartyFilter(label="Party")
    other_party = PartyFilter(label="Other party")
    form = WordFilter(InstrumentType.choices, field_name="instrument_type", label="Form")
    signed = PartialDateFilter("signed", label="Signed in")
    in_force = YesNoFilter(~Q(entered_into_force="") & Q(ended=""), label="Entered into force, no end known")

    class Meta:
        model = Treaty
        fields = []


class TreatyActionFilterSet(CitedRecordFilterSet):
    treaty = NamedRecordFilter(TreatyAction, "treaty")
    party = ChosenRecordFilter(TreatyAction, "party")
    action = WordFilter(TreatyActionType.choices, label="Act")
    done = PartialDateFilter("done", label="Done in")

    class Meta:
        model = TreatyAction
        fields = []


class OrganizationFilterSet(CitedRecordFilterSet):
    type = WordFilter(OrganizationType.choices, field_name="organization_type", label="Type")
    country = ChosenRecordFilter(Organization, "country", label="Body of")

    class Meta:
        model = Organization
        fields = []


class MembershipFilterSet(CitedRecordFilterSet):
    organization = NamedRecordFilter(Membership, "organization")
    member = ChosenRecordFilter(Membership, "member")
    capacity = WordFilter(MembershipType.choices, field_name="membership_type", label="Capacity")
    ended = YesNoFilter(~Q(until=""), label="Has ended")

    class Meta:
        model = Membership
        fields = []
