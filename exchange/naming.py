"""Rows without an address: each is the namesake that says the same, or gets the next free address of its name."""

from collections import Counter

from editorial.choices import Status
from exchange.asking import among

#: Names whose taken numbers are remembered.
MAX_REMEMBERED = 50_000
#: The largest number of namesakes with which a row is compared.
MAX_COMPARED = 1_000


class Namesakes:
    """The addresses that are taken of the names of one sheet: stored, once published, or planned by rows before."""

    def __init__(self, planner):
        self.planner = planner
        self.model = planner.model
        self.taken, self.asked, self.stored = {}, {}, {}

    def settle(self, readings):
        """Give each reading the address of the record it is about, or a free one."""
        if len(self.taken) > MAX_REMEMBERED:
            self.taken, self.asked, self.stored = {}, {}, {}
        for reading in readings:
            reading.record = reading.put_into(self.planner.shape.new())
        bases = [reading.record.base_slug() for reading in readings]
        self._ask(Counter(bases))
        same = self._said_by_stored(set(bases)) if any(self.stored.get(base) for base in bases) else {}
        for reading, base in zip(readings, bases, strict=True):
            reading.said = f"{base}\x1f{hash(tuple(reading.texts.values()))}"
            reading.found = same.get((base, self._told(reading))) if same else None
            reading.key = reading.found.slug if reading.found is not None else self._next(base)
            reading.values["slug"] = reading.record.slug = reading.key
            if "slug" in reading.texts:
                reading.texts["slug"] = reading.key

    def _next(self, base):
        taken, number = self.taken[base], 1
        while number in taken:
            number += 1
        taken.add(number)
        return _address(base, number)

    def _ask(self, wanted):
        """Learn which addresses are taken, until as many are free as rows want them."""
        while True:
            asked = {}
            for base, rows in wanted.items():
                known = self.asked.get(base, 0)
                if known - len(self.taken.get(base, ())) < rows:
                    # 1, then up to 9, 99, …: most names are free, and the number of questions grows with the digits.
                    self.asked[base] = upto = known * 10 + 9 if known else 1
                    asked.update((_address(base, number), (base, number)) for number in range(known + 1, upto + 1))
                    self.taken.setdefault(base, set())
            if not asked:
                return
            for base, number, slug in self._occupied(asked):
                self.taken[base].add(number)
                if slug:
                    self.stored.setdefault(base, []).append(slug)

    def _occupied(self, asked):
        slugs = list(asked)
        stored = set(self.model._base_manager.filter(slug__in=among(slugs)).values_list("slug", flat=True))
        shown = self.model.history_model.objects.filter(slug__in=among(slugs), status=Status.PUBLISHED)
        taken = stored | set(shown.values_list("slug", flat=True)) | set(self.planner.takers("key", slugs))
        return [(*asked[slug], slug if slug in stored else "") for slug in taken]

    def _said_by_stored(self, bases):
        """{(base, texts): record} of the stored namesakes."""
        slugs = {slug: base for base in bases for slug in self.stored.get(base, [])[:MAX_COMPARED]}
        found = {}
        for record in self.planner.stored(slug__in=among(slugs)):
            texts = self.planner.texts(record)
            found.setdefault((slugs[record.slug], self._key(texts)), record)
        return found

    def _told(self, reading):
        return self._key(self.planner.texts_of_absent | reading.texts)

    def _key(self, texts):
        return tuple(text for column, text in sorted(texts.items()) if column in self.planner.compared)


def _address(base, number):
    return base if number == 1 else f"{base}-{number}"
