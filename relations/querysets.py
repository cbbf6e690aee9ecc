"""Questions put to countries and what stands between them; days are arguments, never the clock."""

from django.db.models import Case, CharField, Q, Value, When

from core.dates import Certainty
from relations.spells import is_not
from sources.querysets import CitedRecordQuerySet

# A spell, be it a recognition or a term in office, has ended when its end or the reason of its end is given.
NO_END_KNOWN = Q(ended="", end_reason="")


class LastingQuerySet(CitedRecordQuerySet):
    """
    Records of what lasts for a time, by whether it was so on a day; the model's `spell` says which dates bound it.

    With `today`, the day of the asker, what has no dates counts as so on that day (`relations.spells`).
    """

    def surely_on(self, day, *, today=None):
        """What surely was so on `day`."""
        return self.filter(self.model.spell.surely(day, today))

    def possibly_on(self, day, *, today=None):
        """What may or may not have been so on `day`: the sources do not say so exactly."""
        return self.filter(self.model.spell.may_be(day, today)).filter(is_not(self.model.spell.surely(day, today)))

    def not_excluded_on(self, day, *, today=None):
        """What was so on `day`, surely or possibly."""
        return self.filter(self.model.spell.may_be(day, today))

    def with_certainty_on(self, day, *, today=None):
        """Each with `certainty`: the value of the `core.dates.Certainty` of its being so on `day`."""
        spell = self.model.spell
        answer = Case(
            When(spell.surely(day, today), then=Value(Certainty.SURELY.value)),
            When(spell.may_be(day, today), then=Value(Certainty.POSSIBLY.value)),
            default=Value(Certainty.NO.value),
            output_field=CharField(),
        )
        return self.annotate(certainty=answer)


class RecognitionQuerySet(LastingQuerySet):
    """Recognitions, by pair."""

    def between(self, first, second):
        """Recognitions of either of two countries by the other."""
        return self.filter(
            Q(recognizing_state=first, recognized_entity=second) | Q(recognizing_state=second, recognized_entity=first)
        )


class DiplomaticRelationQuerySet(LastingQuerySet):
    """Diplomatic relations, by the States in them."""

    def of(self, country):
        """Relations in which `country` is one of the two."""
        return self.filter(Q(first_state=country) | Q(second_state=country))

    def between(self, first, second):
        """Relations of two countries with each other, in whichever order they are written."""
        return self.of(first).of(second)


class MissionQuerySet(LastingQuerySet):
    """Missions, by sender and receiver."""

    def between(self, first, second):
        """Missions that either of two countries keeps with the other."""
        return self.filter(
            Q(sending_state=first, receiving_state=second) | Q(sending_state=second, receiving_state=first)
        )


class TreatyQuerySet(LastingQuerySet):
    """Treaties, by their parties."""

    def of(self, country):
        """Treaties about which `country`, or a body of its own, did something that readers may see."""
        actions = self.model.actions.rel.related_model.objects.published()
        actions = actions.filter(Q(party=country) | Q(party_organization__country=country))
        return self.filter(pk__in=actions.values("treaty"))
