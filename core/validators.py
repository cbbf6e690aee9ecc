"""Validators of model fields. Each raises ``ValidationError`` with a sentence that says what to write."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from core.text import LANGUAGE_TAG

_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]{0,11}")
_is_web_address = URLValidator(schemes=["http", "https"])


def validate_wikidata_id(value: str) -> None:
    """A Wikidata item identifier: Q and a number without leading zeros."""
    if not _WIKIDATA_ID.fullmatch(value):
        raise ValidationError("Write a Wikidata item such as Q23427: a capital Q and a number.", code="wikidata_id")


def validate_language_tag(value: str) -> None:
    """A BCP 47 tag without extensions (RFC 5646 2.1)."""
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValidationError("Write a language tag such as en, os, sr-Latn or pt-BR.", code="language_tag")


def validate_web_url(value: str) -> None:
    """An absolute http or https address; ``javascript:``, ``data:`` and the like would run in the reader's browser."""
    try:
        _is_web_address(value)
    except ValidationError:
        message = "Write a full web address that starts with https:// or http://."
        raise ValidationError(message, code="web_url") from None
