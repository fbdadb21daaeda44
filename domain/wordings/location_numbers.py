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
NUMBER_UNKNOWN = Wording(
    "Et lokationsnummer, der nævnes, findes i registeret.",
    "A location number that is named is in the register.",
    "REGISTER 5",
    Words(
        "Meddelelsestyper kan ikke tilføjes 5790009900023, når registeret intet har udstedt med de cifre.",
        "Message types cannot be added to 5790009900023 when the register has issued none with those digits.",
    ),
)
NUMBER_TOO_EARLY = Wording(
    "Et lokationsnummer udstedes, ændres eller nedarves tidligst fra dagen efter og aldrig fra før enheden åbner.",
    "A location number is issued, changed or inherited from the day after at the earliest, never before its unit opens.",
    "REGISTER 4",
    Words(
        "22. november 2026 kan et nummer tidligst gælde fra 23. november 2026; er enheden først planlagt til "
        "1. januar 2027, tidligst fra den dag.",
        "On 22 November 2026 a number can be valid from 23 November 2026 at the earliest; of a unit that is planned "
        "to open on 1 January 2027, from that day.",
    ),
)
NUMBER_CLOSES_TOO_EARLY = Wording(
    "Et lokationsnummer lukkes med mindst 7 dages varsel, som en enhed.",
    "A location number closes with at least 7 days' notice, as a unit does.",
    "REGISTER 4",
    Words(
        "22. november 2026 kan et nummers sidste dag tidligst være 29. november 2026.",
        "On 22 November 2026 a number's last day can be 29 November 2026 at the earliest.",
    ),
)
NUMBER_CLOSED = Wording(
    "Et lukket lokationsnummer ændres, genåbnes og genbruges aldrig.",
    "A closed location number is never changed, reopened or used again.",
    "REGISTER 5",
    Words(
        "Nummeret lukkede med udgangen af 30. juni 2026: enheden får et nyt nummer, hvis den igen skal have et.",
        "The number closed at the end of 30 June 2026: the unit gets a new one, if it is to have one again.",
    ),
)
NUMBERS_EXHAUSTED = Wording(
    "Lokationsnumre udstedes af den række, som registerets indstilling giver; er den brugt op, udstedes ingen.",
    "Location numbers are issued from the range that the register is set to; once it is used up, none are issued.",
    "decided",
    Words(
        "Er 5790009900023 det sidste i rækken, og er det udstedt, afvises det næste, til en ny række er sat.",
        "If 5790009900023 is the last of the range and has been issued, the next is refused until a new range is set.",
    ),
)
MESSAGE_TOO_EARLY = Wording(
    "En meddelelsestype tilføjes et lokationsnummer tidligst fra dagen efter og aldrig fra før nummeret gælder.",
    "A message type is added to a location number from the day after at the earliest, never before the number is valid.",
    "REGISTER 4",
    Words(
        "22. november 2026 kan DIS01 D0133L tidligst tilføjes fra 23. november 2026.",
        "On 22 November 2026 DIS01 D0133L can be added from 23 November 2026 at the earliest.",
    ),
)
MESSAGE_ENDS_TOO_EARLY = Wording(
    "En meddelelsestype afsluttes tidligst med dagen selv som sidste dag.",
    "A message type ends with the day itself as its last at the earliest.",
    "decided",
    Words(
        "22. november 2026 kan DIS01 D0133L tidligst have 22. november 2026 som sidste dag.",
        "On 22 November 2026 the last day of DIS01 D0133L can be 22 November 2026 at the earliest.",
    ),
)
MESSAGE_ONCE = Wording(
    "En meddelelsestype registreres kun én gang på et lokationsnummer for hver version, retning og dag.",
    "A message type is registered with a location number once for each version, direction and day.",
    "REGISTER 5",
    Words(
        "Modtages DIS01 D0133L allerede uden slutdato, ændrer det intet at tilføje den fra 1. marts 2027; det siges "
        "i en advarsel.",
        "Where DIS01 D0133L is received already, with no last day, adding it from 1 March 2027 changes nothing; a "
        "warning says so.",
    ),
)
MESSAGE_NOT_REGISTERED = Wording(
    "Kun en meddelelsestype, der er registreret på lokationsnummeret, kan afsluttes.",
    "Only a message type that is registered with the location number can be ended.",
    "REGISTER 5",
    Words(
        "At sende REF01 H0130R kan ikke afsluttes 31. december 2026, når nummeret kun modtager REF01 H0130R.",
        "Sending REF01 H0130R cannot end on 31 December 2026 when the number only receives REF01 H0130R.",
    ),
)
