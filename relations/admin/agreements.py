"""The desk of treaties and organizations, and of who belongs to them."""

from django.contrib import admin

from editorial.admin import Panel, add_panel, date_column, name_filter, period_filter
from relations.models import Membership, Organization, Treaty, TreatyAction
from sources.admin import CitedRecordAdmin


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
    list_filter = [
        "status",
        name_filter("party", "party", "actions__party"),
        "instrument_type",
        period_filter("signed", "ended"),
    ]
    date_hierarchy = "signed_earliest"
    fieldsets = [
        (None, {"fields": ["title", "short_title", "other_names", "instrument_type", "subject", "amends"]}),
        ("Its course", {"fields": ["signed", "signed_place", "entered_into_force", "ended"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(TreatyAction)
class TreatyActionAdmin(CitedRecordAdmin):
    menu_order = 160
    list_display = [
        "treaty",
        "action",
        "shown_party",
        date_column("done", "date"),
        "body",
        "status",
        "shown_citations",
    ]
    list_filter = [
        "status",
        name_filter("country", "party", "party", "party_organization"),
        "action",
        period_filter("done"),
    ]
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
    list_filter = [
        "status",
        "organization_type",
        name_filter("country", "country", "country"),
        period_filter("existence"),
    ]
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
    list_filter = [
        "status",
        name_filter("country", "member", "member"),
        "membership_type",
        period_filter("since", "until"),
    ]
    date_hierarchy = "since_earliest"
    fieldsets = [
        (None, {"fields": ["organization", "member", "body", "membership_type", "since", "until", "as_of"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


add_panel(Treaty, Panel(TreatyAction, "treaty", ("action", "acting_party", "done")))
add_panel(Organization, Panel(Membership, "organization", ("member", "body", "membership_type", "since", "until")))
