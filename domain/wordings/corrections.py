"""Rules of corrections: what was recorded wrongly, and the days on which it was, in words."""

from domain.wordings import Wording
from domain.words import Words

CORRECTION_DAYS = Wording(
    "En rettelse gælder dage i enhedens levetid, og dens første dag er ikke efter dens sidste.",
    "A correction is of days in the life of the unit, and its first day is not after its last.",
    "decided",
    Words(
        "Enheden åbnede 1. januar 2020: dens navn kan rettes fra den dag, ikke fra 1. december 2019.",
        "The unit opened on 1 January 2020: its name can be corrected from that day, not from 1 December 2019.",
    ),
)
CORRECTION_LIFE = Wording(
    "Når en enheds levetid rettes, er der mindst én dag tilbage, og den åbner ikke efter, at den lukker.",
    "When the life of a unit is corrected at least one day is left, and it does not open after it closes.",
    "decided",
    Words(
        "En enhed, der åbnede 1. januar 2020, kan ikke rettes til at være lukket med udgangen af 30. juni 2019.",
        "A unit that opened on 1 January 2020 cannot be corrected to have closed at the end of 30 June 2019.",
    ),
)
