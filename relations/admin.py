"""The desk of states and what happens between them."""

from django.contrib import admin

from editorial.admin import Panel, add_panel, date_column, name_filter, period_filter
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
from sources.admin import CitedRecordAdmin

COORDINATES = ("latitude", "longitude")


@admin.register(Country)
class CountryAdmin(CitedRecordAdmin):
    menu_order = 110
    list_display = ["name", "country_status", date_column("existence"), "part_of", "claimed_by", "status", "shown_citations"]
    list_filter = [
        "status",
        "country_status",
        name_filter("within", "part of, or claimed by", "part_of", "claimed_by"),
        period_filter("existence"),
    ]
    date_hierarchy = "existence_earliest"
    fieldsets = [
        (None, {"fields": ["name", "official_name", "other_names", "country_status", "summary"]}),
        ("Standing", {"fields": ["existence", "part_of", "claimed_by", "successor"]}),
        ("Capital", {"fields": ["capital", COORDINATES]}),
        ("Identifiers", {"fields": [("iso_alpha2", "iso_alpha3"), "wikidata", "slug"]}),
    ]


@admin.register(Recognition)
class RecognitionAdmin(CitedRecordAdmin):
    menu_order = 120
    list_display = [
        "recognizing_state",
        "recognized_entity",
        "mode",
        date_column("granted"),
        date_column("ended"),
        "status",
        "shown_citations",
    ]
    list_display_links = ["recognizing_state", "recognized_entity"]
    list_filter = [
        "status",
        name_filter("country", "country", "recognizing_state", "recognized_entity"),
        period_filter("granted", "ended"),
        "mode",
        "end_reason",
    ]
    date_hierarchy = "granted_earliest"
    fieldsets = [
        (None, {"fields": ["recognizing_state", "recognized_entity", "mode", "granted", "instrument"]}),
        ("Its end", {"fields": ["ended", "end_reason"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(DiplomaticRelation)
class DiplomaticRelationAdmin(CitedRecordAdmin):
    menu_order = 130
    list_display = [
        "first_state",
        "second_state",
        date_column("established"),
        date_column("suspended"),
        date_column("severed"),
        date_column("resumed"),
        "status",
        "shown_citations",
    ]
    list_display_links = ["first_state", "second_state"]
    list_filter = ["status", name_filter("country", "country", "first_state", "second_state"), period_filter("established", "severed")]
    date_hierarchy = "established_earliest"
    fieldsets = [
        (None, {"fields": ["first_state", "second_state", "established", "established_by", "place"]}),
        ("Interruptions", {"fields": ["suspended", "severed", "severed_by", "resumed"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Mission)
class MissionAdmin(CitedRecordAdmin):
    menu_order = 140
    list_display = [
        "mission_type",
        "sending_state",
        "shown_receiver",
        "seat",
        date_column("opened"),
        date_column("closed"),
        "mission_status",
        "status",
        "shown_citations",
    ]
    list_filter = [
        "status",
        name_filter("country", "country", "sending_state", "receiving_state", "hosted_by"),
        "mission_type",
        "mission_status",
        period_filter("opened", "closed"),
    ]
    date_hierarchy = "opened_earliest"
    fieldsets = [
        (None, {"fields": ["mission_type", "sending_state", ("receiving_state", "receiving_organization"), "seat", "hosted_by"]}),
        ("At work", {"fields": ["opened", "closed", "mission_status"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]

    @admin.display(description="received by", ordering="receiving_state__name")
    def shown_receiver(self, mission):
        return mission.receiver


@admin.register(Treaty)
class TreatyAdmin(CitedRecordAdmin):
    menu_order = 150
    list_display = [
        "__str__",
        "instrument_type",
        date_column("signed"),
        date_column("entered_into_force", "in force"),
        date_column("ended"),
        "status",
        "shown_citations",
    ]
    list_filter = ["status", name_filter("party", "party", "actions__party"), "instrument_type", period_filter("signed", "ended")]
    date_hierarchy = "signed_earliest"
    fieldsets = [
        (None, {"fields": ["title", "short_title", "other_names", "instrument_type", "subject", "amends"]}),
        ("Its course", {"fields": ["signed", "signed_place", "entered_into_force", "ended"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(TreatyAction)
class TreatyActionAdmin(CitedRecordAdmin):
    menu_order = 160
    list_display = ["treaty", "action", "shown_party", date_column("done", "date"), "body", "status", "shown_citations"]
    list_filter = ["status", name_filter("country", "party", "party", "party_organization"), "action", period_filter("done")]
    date_hierarchy = "done_earliest"
    fieldsets = [
        (None, {"fields": ["treaty", "action", ("party", "party_organization"), "body", "done", "place"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]

    @admin.display(description="party", ordering="party__name")
    def shown_party(self, action):
        return action.acting_party


@admin.register(Organization)
class OrganizationAdmin(CitedRecordAdmin):
    menu_order = 170
    list_display = ["name", "organization_type", "country", date_column("existence"), "status", "shown_citations"]
    list_filter = ["status", "organization_type", name_filter("country", "country", "country"), period_filter("existence")]
    date_hierarchy = "existence_earliest"
    fieldsets = [
        (None, {"fields": ["name", "other_names", "organization_type", "country", "existence", "summary"]}),
        ("Identifiers", {"fields": ["wikidata", "slug"]}),
    ]


@admin.register(Membership)
class MembershipAdmin(CitedRecordAdmin):
    menu_order = 180
    list_display = [
        "organization",
        "member",
        "body",
        "membership_type",
        date_column("since"),
        date_column("until"),
        "status",
        "shown_citations",
    ]
    list_display_links = ["organization", "member"]
    list_filter = ["status", name_filter("country", "member", "member"), "membership_type", period_filter("since", "until")]
    date_hierarchy = "since_earliest"
    fieldsets = [
        (None, {"fields": ["organization", "member", "body", "membership_type", "since", "until", "as_of"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


add_panel(Country, Panel(Recognition, "recognized_entity", ("recognizing_state", "mode", "granted", "ended"), "recognitions received"))
add_panel(Country, Panel(Recognition, "recognizing_state", ("recognized_entity", "mode", "granted", "ended"), "recognitions granted"))
add_panel(Treaty, Panel(TreatyAction, "treaty", ("action", "acting_party", "done")))
add_panel(Organization, Panel(Membership, "organization", ("member", "body", "membership_type", "since", "until")))
