"""The fixed words of persons, their offices and what they take part in (Popolo; VCDR art. 4, 9, 13, 14 and 43)."""

from django.db import models


class OfficeType(models.TextChoices):
    """What kind of post an office is."""

    HEAD_OF_STATE = "head-of-state", "Head of State"
    HEAD_OF_GOVERNMENT = "head-of-government", "Head of government"
    DEPUTY_HEAD_OF_GOVERNMENT = "deputy-head-of-government", "Deputy head of government"
    FOREIGN_MINISTER = "foreign-minister", "Foreign minister"
    MINISTER = "minister", "Minister"
    DEPUTY_MINISTER = "deputy-minister", "Deputy minister"
    HEAD_OF_MISSION = "head-of-mission", "Head of mission"
    REPRESENTATIVE = "representative", "Representative"
    LEGISLATURE = "legislature", "Office of a legislature"
    PROSECUTION = "prosecution", "Office of the prosecution"
    MILITARY = "military", "Military command"
    SUBNATIONAL_HEAD = "subnational-head", "Head of a subnational entity"
    ADMINISTRATION = "administration", "Office of an administration"
    INTERNATIONAL = "international", "Office of an international organization"


class EndOfFunctions(models.TextChoices):
    """Why an official no longer holds the office."""

    DISMISSED = "dismissed", "Dismissed"
    RECALLED = "recalled", "Recalled"
    RESIGNED = "resigned", "Resigned"
    TERM_ENDED = "term-ended", "Term ended"
    DIED = "died", "Died"
    PERSONA_NON_GRATA = "persona-non-grata", "Declared persona non grata"
    SUCCEEDED = "succeeded", "Succeeded by another, reason not stated"


class EventType(models.TextChoices):
    """What kind of happening an event is."""

    VISIT = "visit", "Visit"
    MEETING = "meeting", "Meeting or talks"
    STATEMENT = "statement", "Statement"
    APPEAL = "appeal", "Appeal or motion"
    DECISION = "decision", "Decision"
    CEREMONY = "ceremony", "Ceremony or anniversary"
    CONFLICT = "conflict", "Armed conflict"
    SEVERANCE = "severance", "Severance of relations"
    INDEPENDENCE = "independence", "Act of independence"
    ANNEXATION = "annexation", "Annexation"
    REFERENDUM = "referendum", "Referendum or election"
    AID = "aid", "Aid"
    MILITARY = "military", "Military presence or movement"
    COOPERATION = "cooperation", "Cooperation"
    CULTURE = "culture", "Culture, sport or education"
    OTHER = "other", "Other"
