"""Questions put to countries and what stands between them; days are arguments, never the clock."""

from django.db.models import Q

from sources.querysets import CitedRecordQuerySet

# A spell, be it a recognition or a term in office, has ended when its end or the reason of its end is given.
NO_END_KNOWN = Q(ended="", end_reason="")


class RecognitionQuerySet(CitedRecordQuerySet):
    """Recognitions, by pair."""

    def between(self, first, second):
        """Recognitions of either of two countries by the other."""
        return self.filter(
            Q(recognizing_state=first, recognized_entity=second) | Q(recognizing_state=second, recognized_entity=first)
        )


class DiplomaticRelationQuerySet(CitedRecordQuerySet):
    """Diplomatic relations, by the States in them."""

    def of(self, country):
        """Relations in which `country` is one of the two."""
        return self.filter(Q(first_state=country) | Q(second_state=country))

    def between(self, first, second):
        """Relations of two countries with each other, in whichever order they are written."""
        return self.of(first).of(second)


class MissionQuerySet(CitedRecordQuerySet):
    """Missions, by sender and receiver."""

    def between(self, first, second):
        """Missions that either of two countries keeps with the other."""
        return self.filter(
            Q(sending_state=first, receiving_state=second) | Q(sending_state=second, receiving_state=first)
        )


class TreatyQuerySet(CitedRecordQuerySet):
    """Treaties, by their parties."""

    def of(self, country):
        """Treaties about which `country`, or a body of its own, did something that readers may see."""
        actions = self.model.actions.rel.related_model.objects.published()
        actions = actions.filter(Q(party=country) | Q(party_organization__country=country))
        return self.filter(pk__in=actions.values("treaty"))
