from editorial.models.changesets import Changeset, Stamp
from editorial.models.findings import Finding, FindingRemark
from editorial.models.history import TypedHistory
from editorial.models.proposals import Proposal, ProposalComment
from editorial.models.records import Record, Versioned
from editorial.models.search import SearchEntry, SearchWord

__all__ = [
    "Changeset",
    "Finding",
    "FindingRemark",
    "Proposal",
    "ProposalComment",
    "Record",
    "SearchEntry",
    "SearchWord",
    "Stamp",
    "TypedHistory",
    "Versioned",
]
