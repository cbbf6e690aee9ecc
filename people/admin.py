"""The desk of officials, their offices, and what they take part in."""

from django.contrib import admin

from editorial.admin import Panel, add_panel, date_column, name_filter, period_filter
from people.models import Appointment, Event, Office, Official, Signature
from relations.models import Country, Mission, Organization, Treaty
from sources.admin import CitedRecordAdmin


@admin.register(Official)
class OfficialAdmin(CitedRecordAdmin):
    menu_order = 210
    list_display = ["name", "country", date_column("born"), date_column("died"), "status", "shown_citations"]
    list_filter = ["status", name_filter("country", "country", "country"), period_filter("born", "died")]
    date_hierarchy = "born_earliest"
    fieldsets = [
        (None, {"fields": ["name", "other_names", "country", "born", "died", "summary"]}),
        ("Identifiers", {"fields": ["wikidata", "slug"]}),
    ]


@admin.register(Office)
class OfficeAdmin(CitedRecordAdmin):
    menu_order = 220
    list_display = ["title", "office_type", "country", "organization", "mission", "status", "shown_citations"]
    list_filter = ["status", name_filter("country", "country", "country", "mission__sending_state"), "office_type"]
    follow = ["mission__sending_state", "mission__receiving_state", "mission__receiving_organization"]
    fieldsets = [
        (None, {"fields": ["title", "other_names", "office_type"]}),
        ("Whose office it is", {"fields": ["country", "organization", "mission"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Appointment)
class AppointmentAdmin(CitedRecordAdmin):
    menu_order = 230
    list_display = [
        "official",
        "office",
        date_column("appointed"),
        date_column("credentials_presented"),
        date_column("attested"),
        date_column("ended"),
        "status",
        "shown_citations",
    ]
    list_display_links = ["official", "office"]
    list_filter = [
        "status",
        name_filter("country", "country", "office__country", "office__mission__sending_state"),
        "office__office_type",
        period_filter("appointed", "ended"),
        "end_reason",
    ]
    date_hierarchy = "appointed_earliest"
    fieldsets = [
        (None, {"fields": ["official", "office"]}),
        ("Into office", {"fields": ["agrement", "appointed", "appointed_by", "attested"]}),
        (
            "Credentials",
            {
                "fields": [
                    "credentials_received",
                    ("copy_presented", "copy_presented_to"),
                    ("credentials_presented", "credentials_presented_to"),
                    "credentials_place",
                ]
            },
        ),
        ("Out of office", {"fields": ["ended", "ended_by", "end_reason"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Signature)
class SignatureAdmin(CitedRecordAdmin):
    menu_order = 240
    list_display = [
        "official",
        "treaty",
        "party",
        "office",
        date_column("signed"),
        "place",
        "status",
        "shown_citations",
    ]
    list_display_links = ["official", "treaty"]
    list_filter = ["status", name_filter("country", "party", "party"), period_filter("signed")]
    date_hierarchy = "signed_earliest"
    fieldsets = [
        (None, {"fields": ["official", "treaty", "party", "office", "signed", "place"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Event)
class EventAdmin(CitedRecordAdmin):
    menu_order = 250
    list_display = [
        "title",
        "event_type",
        date_column("happened", "date"),
        "place",
        "claimed_by",
        "status",
        "shown_citations",
    ]
    list_filter = ["status", "event_type", name_filter("country", "country", "countries"), period_filter("happened")]
    date_hierarchy = "happened_earliest"
    fieldsets = [
        (None, {"fields": ["title", "event_type", "happened", "place", "summary"]}),
        ("Who takes part", {"fields": ["countries", "organizations", "officials"]}),
        ("What the source says of it", {"fields": [("amount", "unit"), "claimed_by"]}),
        (None, {"fields": ["slug"]}),
    ]


add_panel(
    Official, Panel(Appointment, "official", ("office", "appointed", "credentials_presented", "attested", "ended"))
)
add_panel(Official, Panel(Signature, "official", ("treaty", "party", "signed")))
add_panel(
    Office, Panel(Appointment, "office", ("official", "appointed", "credentials_presented", "attested", "ended"))
)
add_panel(Treaty, Panel(Signature, "treaty", ("official", "party", "signed")))
add_panel(Mission, Panel(Office, "mission", ("title", "office_type")))
add_panel(Organization, Panel(Office, "organization", ("title", "office_type")))
add_panel(Country, Panel(Office, "country", ("title", "office_type")))
