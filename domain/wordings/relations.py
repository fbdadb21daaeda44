"""Rules of units and those beside them, before and after them, in words."""

from domain.wordings import Wording
from domain.words import Words

RELATION_TYPE = Wording(
    "En relation siger, at en enhed erstatter (REPLACES) eller samarbejder med (COOPERATES) en anden.",
    "A relation says that a unit replaces (REPLACES) or cooperates with (COOPERATES) another.",
    "REGISTER 1",
    Words(
        "Relationen FOLLOWS afvises; en klinik, der kommer efter en anden, erstatter den: REPLACES.",
        "The relation FOLLOWS is refused; a clinic that comes after another replaces it: REPLACES.",
    ),
)
RELATION_TO_ITSELF = Wording(
    "En enhed samarbejder med andre, ikke med sig selv.",
    "A unit cooperates with others, not with itself.",
    "decided",
    Words(
        "Klinikken 90011000016002 kan ikke samarbejde med 90011000016002.",
        "The clinic 90011000016002 cannot cooperate with 90011000016002.",
    ),
)
RELATION_TOO_EARLY = Wording(
    "En relation gælder tidligst fra dagen efter, at den registreres.",
    "A relation is valid from the day after it is recorded at the earliest.",
    "REGISTER 4",
    Words(
        "22. november 2026 kan en enhed tidligst erstatte en anden fra 23. november 2026.",
        "On 22 November 2026 a unit can replace another from 23 November 2026 at the earliest.",
    ),
)
RELATION_ENDS_TOO_EARLY = Wording(
    "En relation afsluttes tidligst med dagen selv som sidste dag.",
    "A relation ends with the day itself as its last at the earliest.",
    "decided",
    Words(
        "22. november 2026 kan et samarbejde tidligst have 22. november 2026 som sidste dag.",
        "On 22 November 2026 the last day of a cooperation can be 22 November 2026 at the earliest.",
    ),
)
RELATION_IN_FORCE = Wording(
    "En enhed får relationer, mens den gælder; den, der samarbejdes med, gælder også.",
    "A unit gets relations while it is in force; one that is cooperated with is in force too.",
    "decided",
    Words(
        "Klinikken lukkede med udgangen af 30. juni 2026 og kan ikke erstatte en anden fra 1. januar 2027.",
        "The clinic closed at the end of 30 June 2026 and cannot replace another from 1 January 2027.",
    ),
)
RELATION_ONCE = Wording(
    "En relation mellem de samme to enheder registreres kun én gang for hver dag.",
    "A relation between the same two units is recorded once for each day.",
    "decided",
    Words(
        "Erstatter klinikken den anden siden 1. januar 2025, kan det ikke registreres igen fra 1. marts 2027.",
        "Where the clinic has replaced the other since 1 January 2025, that cannot be recorded again from 1 March 2027.",
    ),
)
RELATION_NOT_RECORDED = Wording(
    "Kun en relation, der er registreret, kan afsluttes.",
    "Only a relation that is recorded can be ended.",
    "decided",
    Words(
        "Et samarbejde kan ikke afsluttes 31. december 2026, når de to enheder intet har på den dag.",
        "A cooperation cannot end on 31 December 2026 when the two units have none on that day.",
    ),
)
SUCCESSION_OF_SEVERAL = Wording(
    "Mindst to forskellige enheder sammenlægges, og en enhed opdeles i mindst to forskellige.",
    "At least two different units are merged, and a unit is split into at least two different ones.",
    "REGISTER 1",
    Words(
        "Klinik A kan ikke sammenlægges med sig selv; skal én ny klinik afløse den, lukkes den med en, der erstatter den.",
        "Clinic A cannot be merged with itself; if one new clinic is to follow it, it is closed with one that replaces it.",
    ),
)
SUCCESSOR_STAYS = Wording(
    "En enhed, der tager over, er ikke selv blandt dem, der lukker.",
    "A unit that takes over is not among those that close.",
    "REGISTER 1",
    Words(
        "Lukker afdelingen 31. december 2027 med alt under sig, kan et af dens afsnit ikke tage over 1. januar 2028.",
        "Where the department closes on 31 December 2027 with all below it, one of its sections cannot take over on "
        "1 January 2028.",
    ),
)
SUCCESSOR_IN_FORCE = Wording(
    "En enhed, der tager over, gælder dagen efter, at den gamle lukker; en ny åbner den dag.",
    "A unit that takes over is in force on the day after the old one closes; a new one opens on that day.",
    "REGISTER 4",
    Words(
        "Lukker klinikkerne med udgangen af 31. december 2027, åbner den nye 1. januar 2028.",
        "Where the clinics close at the end of 31 December 2027, the new one opens on 1 January 2028.",
    ),
)
