"""
How pictures show a status: a colour, a pattern and a shape, which say the same, and the words that explain them.

The colours are those of the light theme, so that a downloaded file has them; on a page the style sheet's take their
place, in both themes.
"""

from dataclasses import dataclass

from relations.choices import CountryStatus

PAPER, INK, SOFT, RULE = "#fcfbf8", "#1c1e22", "#585c64", "#d8d3c7"
LAND, EDGE = "#e7e2d7", "#878378"
SURE, OVER, OPEN = "#24608f", "#a8481c", "#c9c2b2"


@dataclass(frozen=True)
class Marking:
    """
    One status in a picture.

    `key` names its class, its shape (`#shape-KEY`) and, with `is_patterned`, the pattern of its areas. `is_marked`:
    its places bear the shape even where they have an area.
    """

    key: str
    word: str
    fill: str
    is_patterned: bool = False
    is_marked: bool = True

    @property
    def area_fill(self):
        """What fills its areas."""
        return f"url(#pattern-{self.key})" if self.is_patterned else self.fill


SUBJECT = Marking("subject", "The one that the map is about", INK)
SURELY = Marking("surely", "Recognition", SURE)
POSSIBLY = Marking("possibly", "Possibly: the dates known leave it open", SURE, is_patterned=True)
ENDED = Marking("ended", "Ended", OVER, is_patterned=True)
NONE = Marking("none", "No recognition recorded", OPEN, is_marked=False)
#: From the strongest to the weakest: of several spells the strongest counts.
RECOGNITION = (SUBJECT, SURELY, POSSIBLY, ENDED, NONE)

MEMBER = Marking("member", "UN member States", SURE, is_marked=False)
OBSERVER = Marking("observer", "UN observer States", SURE, is_patterned=True)
PARTIAL = Marking("partial", "Partially recognized States", OVER)
TERRITORY = Marking("territory", "Territories of disputed or pending status", OVER, is_patterned=True)
SUBNATIONAL = Marking("subnational", "Subnational entities", EDGE)
FORMER = Marking("former", "Former States and entities", EDGE)
STANDING = (MEMBER, OBSERVER, PARTIAL, TERRITORY, SUBNATIONAL, FORMER)

OF_STANDING = {
    CountryStatus.UN_MEMBER: MEMBER,
    CountryStatus.UN_OBSERVER: OBSERVER,
    CountryStatus.PARTIALLY_RECOGNIZED: PARTIAL,
    CountryStatus.TERRITORY: TERRITORY,
    CountryStatus.SUBNATIONAL: SUBNATIONAL,
    CountryStatus.FORMER_STATE: FORMER,
    CountryStatus.FORMER_PARTIALLY_RECOGNIZED: FORMER,
    CountryStatus.FORMER_SUBNATIONAL: FORMER,
}
