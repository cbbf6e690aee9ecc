"""
The fixed words of relations between States.

Terms follow the Vienna Conventions on Diplomatic Relations (1961), on Consular Relations (1963) and on the Law of
Treaties (1969), and the glossary of the UN Treaty Collection.
"""

from django.db import models


class CountryStatus(models.TextChoices):
    """How the entity stands in the community of States."""

    UN_MEMBER = "un-member", "UN member State"
    UN_OBSERVER = "un-observer", "UN observer State"
    PARTIALLY_RECOGNIZED = "partially-recognized", "Partially recognized State"
    FORMER_STATE = "former-state", "Former State"
    FORMER_PARTIALLY_RECOGNIZED = "former-partially-recognized", "Former partially recognized State"
    SUBNATIONAL = "subnational", "Subnational entity"
    FORMER_SUBNATIONAL = "former-subnational", "Former subnational entity"
    TERRITORY = "territory", "Territory of disputed or pending status"


class RecognitionMode(models.TextChoices):
    """Whether recognition was granted in law or in fact."""

    DE_JURE = "de-jure", "De jure"
    DE_FACTO = "de-facto", "De facto"
    NOT_STATED = "not-stated", "Not stated"


class RecognitionEnd(models.TextChoices):
    """Why a recognition no longer holds."""

    WITHDRAWN = "withdrawn", "Withdrawn"
    RECOGNIZER_CEASED = "recognizer-ceased", "Recognizing State ceased to exist"
    RECOGNIZED_CEASED = "recognized-ceased", "Recognized entity ceased to exist"


class MissionType(models.TextChoices):
    """Kinds of mission (VCDR art. 3 and 14; VCCR art. 1 and 4; interests sections: VCDR art. 45 and 46)."""

    EMBASSY = "embassy", "Embassy"
    CHANCERY = "chancery", "Chancery"
    CONSULATE_GENERAL = "consulate-general", "Consulate-general"
    CONSULATE = "consulate", "Consulate"
    HONORARY_CONSULATE = "honorary-consulate", "Honorary consulate"
    REPRESENTATIVE_OFFICE = "representative-office", "Representative office"
    REPRESENTATIVE = "representative", "Representative without an office"
    INTERESTS_SECTION = "interests-section", "Interests section"
    PERMANENT_MISSION = "permanent-mission", "Permanent mission"


class MissionStatus(models.TextChoices):
    """Whether the mission works; blank is not researched."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    UNKNOWN = "unknown", "Unknown"


class InstrumentType(models.TextChoices):
    """Forms of instrument (UN Treaty Collection, glossary)."""

    TREATY = "treaty", "Treaty"
    AGREEMENT = "agreement", "Agreement"
    CONVENTION = "convention", "Convention"
    CHARTER = "charter", "Charter"
    DECLARATION = "declaration", "Declaration"
    FINAL_ACT = "final-act", "Final act"
    PROTOCOL = "protocol", "Protocol"
    EXCHANGE_OF_NOTES = "exchange-of-notes", "Exchange of notes"
    MEMORANDUM = "memorandum-of-understanding", "Memorandum of understanding"
    INTERAGENCY = "interagency-agreement", "Interagency agreement"
    PLAN = "plan", "Plan of consultations or action"
    CEASEFIRE = "ceasefire", "Ceasefire agreement"


class TreatyActionType(models.TextChoices):
    """
    What a party did about a treaty (VCLT art. 11 to 18 and 54 to 56).

    Approval by a parliament is a domestic act and not ratification, which is made between States.
    """

    NEGOTIATION = "negotiation", "Conclusion of negotiations"
    SIGNATURE = "signature", "Signature"
    PARLIAMENTARY_APPROVAL = "parliamentary-approval", "Approval by parliament"
    RATIFICATION = "ratification", "Ratification"
    ACCEPTANCE = "acceptance", "Acceptance"
    APPROVAL = "approval", "Approval"
    ACCESSION = "accession", "Accession"
    SUCCESSION = "succession", "Succession"
    DENUNCIATION = "denunciation", "Denunciation"
    PARTICIPATION = "participation", "Party, act not stated"


class OrganizationType(models.TextChoices):
    """What kind of body an organization is."""

    INTERGOVERNMENTAL = "intergovernmental", "Intergovernmental organization"
    UNION = "union", "Union of States"
    ASSEMBLY = "assembly", "Parliamentary assembly"
    ALLIANCE = "alliance", "Military alliance"
    COMMISSION = "commission", "Joint commission"
    GOVERNMENT_BODY = "government-body", "Body of a State"
    POLITICAL_PARTY = "political-party", "Political party"
    EDUCATION = "education", "Place of education"
    MEDIA = "media", "Press or news agency"
    OTHER = "other", "Other"


class MembershipType(models.TextChoices):
    """In what capacity a country, or one of its bodies, belongs to an organization."""

    MEMBER = "member", "Member"
    ASSOCIATE = "associate", "Associate member"
    OBSERVER = "observer", "Observer"
