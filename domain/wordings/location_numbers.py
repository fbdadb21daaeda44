"""Rules of location numbers and the messages they exchange, in words."""

from domain.wordings import Wording
from domain.words import Words

LOCATION_NUMBER_FIELDS = Wording(
    "Et lokationsnummer har region, EDB-system, systemleverandør, netoperatør og EDI-administrator.",
    "A location number has a region, an EDB system, a system supplier, a net operator and an EDI administrator.",
    "REGISTER 5",
    Words(
        "Et lokationsnummer uden netoperatør udstedes ikke.",
        "A location number without a net operator is not issued.",
    ),
)
LOCATION_NUMBER_HELD_ONCE = Wording(
    "Et lokationsnummer hører til én enhed ad gangen, og en enhed har højst ét eget; det genbruges aldrig.",
    "A location number belongs to one unit at a time, and a unit has at most one of its own; it is never reused.",
    "REGISTER 5",
    Words(
        "Afdelingen har 5790009900023 uden slutdato og kan ikke få et nyt nummer 1. marts 2027, før det er lukket.",
        "The department has 5790009900023 with no last day and cannot get a new number on 1 March 2027 before that is closed.",
    ),
)
LOCATION_NUMBER_OUTLIVES_UNIT = Wording(
    "Når en enhed lukkes, lukkes dens eget lokationsnummer med den.",
    "When a unit closes, its own location number closes with it.",
    "REGISTER 4",
    Words(
        "Afdelingen lukker med udgangen af 31. december 2027; dens lokationsnummer gælder ikke 1. januar 2028.",
        "The department closes at the end of 31 December 2027; its location number is not valid on 1 January 2028.",
    ),
)
LOCATION_NUMBER_CHOICE = Wording(
    "En enhed har sit eget lokationsnummer, arver et eller har intet: én af delene.",
    "A unit has its own location number, inherits one or has none: one of the three.",
    "REGISTER 3",
    Words(
        "En afdeling, der får sit eget nummer 1. marts 2027, arver ikke længere hospitalets fra den dag.",
        "A department that gets a number of its own on 1 March 2027 no longer inherits the hospital's from that day.",
    ),
)
LOCATION_NUMBER_INHERITS_NOTHING = Wording(
    "En enhed, der arver lokationsnummer, har en enhed over sig med et.",
    "A unit that inherits a location number has a unit above it with one.",
    "REGISTER 3",
    Words(
        "Et afsnit, der arver fra 1. marts 2027, mens hverken afdelingen eller nogen over den har et nummer, får en advarsel.",
        "A section that inherits from 1 March 2027, while neither its department nor any unit above has a number, gets a warning.",
    ),
)
MESSAGE_TYPES_MISSING = Wording(
    "Et lokationsnummer uden meddelelsestyper er ufuldstændigt.",
    "A location number without message types is incomplete.",
    "REGISTER 5",
    Words(
        "Et nyt lokationsnummer uden DIS01, REF01 eller andre meddelelsestyper kan udstedes, med en advarsel.",
        "A new location number without DIS01, REF01 or any other message type can be issued, with a warning.",
    ),
)
MESSAGE_TYPE_OUTSIDE_NUMBER = Wording(
    "En meddelelsestype er registreret på et lokationsnummer, kun mens nummeret gælder.",
    "A message type is registered with a location number only while the number is valid.",
    "REGISTER 5",
    Words(
        "Lokationsnummeret lukker med udgangen af 31. december 2027: DIS01 D0133L kan ikke registreres fra 1. januar 2028.",
        "The location number closes at the end of 31 December 2027: DIS01 D0133L cannot be registered from 1 January 2028.",
    ),
)
