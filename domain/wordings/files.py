"""Rules of files against what is stored, and of what was known when, in words."""

from domain.wordings import Wording
from domain.words import Words

KNOWN_ONCE = Wording(
    "Registeret ved kun én ting om hver dag, nu og på ethvert tidligere tidspunkt.",
    "The register knows one thing of each day only, now and at every earlier instant.",
    "decided",
    Words(
        "Hvad registeret 1. marts 2026 vidste om 1. januar 2026, er én ting, også efter en rettelse 1. april 2026.",
        "What the register knew on 1 March 2026 of 1 January 2026 is one thing, also after a correction on 1 April 2026.",
    ),
)
OLDER_THAN_STORED = Wording(
    "En fil ændrer ikke det, som registeret har fra en nyere fil.",
    "A file does not change what the register has from a newer one.",
    "REGISTER 4",
    Words(
        "Et navn indtastet 1. februar 2026 træder ikke i stedet for et, der er indtastet 1. marts 2026.",
        "A name entered on 1 February 2026 does not take the place of one entered on 1 March 2026.",
    ),
)
CARRIED_BACK = Wording(
    "Fra FirstFromDate til FromDate siger filen ikke, hvad der gjaldt: de første kendte oplysninger føres tilbage.",
    "From FirstFromDate to FromDate the file does not say what held: the first known facts are carried back.",
    "REGISTER 4",
    Words(
        "FirstFromDate 1. januar 2001 og FromDate 1. januar 2020: navnet fra 2020 regnes for at have gjaldt siden 2001.",
        "FirstFromDate 1 January 2001 and FromDate 1 January 2020: the name of 2020 is taken to have held since 2001.",
    ),
)
MASS_CHANGE_NEEDS_APPROVAL = Wording(
    "En fil, der lukker mere end en fastsat del af registeret, standses, medmindre det bekræftes.",
    "A file that closes more than a set share of the register is stopped unless that is confirmed.",
    "decided",
    Words(
        "En fil, der lukker 3.000 af 10.000 enheder, tages ikke ind, før nogen har bekræftet det.",
        "A file that closes 3,000 of 10,000 units is not taken in until somebody has confirmed it.",
    ),
)
