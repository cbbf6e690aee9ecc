"""The desk of States, and of what stands between two of them."""

from django.contrib import admin

from editorial.admin import Panel, add_panel, date_column, name_filter, period_filter
from relations.models import Country, DiplomaticRelation, Mission, Recognition
from sources.admin import CitedRecordAdmin

COORDINATES = ("latitude", "longitude")


@admin.register(Country)
class CountryAdmin(CitedRecordAdmin):
    menu_order = 110
    list_display = [
        "name",
        "country_status",
        date_column("existence"),
        "part_of",
        "claimed_by",
        "status",
        "shown_citations",
    ]
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
    list_filter = [
        "status",
        name_filter("country", "country", "first_state", "second_state"),
        period_filter("established", "severed"),
    ]
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
        (
            None,
            {
                "fields": [
                    "mission_type",
                    "sending_state",
                    ("receiving_state", "receiving_organization"),
                    "seat",
                    "hosted_by",
                ]
            },
        ),
        ("At work", {"fields": ["opened", "closed", "mission_status"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]

    @admin.display(description="received by", ordering="receiving_state__name")
    def shown_receiver(self, mission):
        return mission.receiver


add_panel(
    Country,
    Panel(
        Recognition, "recognized_entity", ("recognizing_state", "mode", "granted", "ended"), "recognitions received"
    ),
)
add_panel(
    Country,
    Panel(Recognition, "recognizing_state", ("recognized_entity", "mode", "granted", "ended"), "recognitions granted"),
)
