"""Rules of what a record says and how it is written, in words."""

from domain.wordings import Wording
from domain.words import Words

RECORD_INCOMPLETE = Wording(
    "En enhed skal have SOR-kode, navn, gyldighed og, for andre end institutionsejere, en overliggende enhed.",
    "A unit has a SOR code, a name, a validity and, unless it is an owner, a unit above it.",
    "REGISTER 1",
    Words(
        "En organisatorisk enhed uden overliggende enhed tages ikke med.",
        "An organisational unit without a unit above it is not taken in.",
    ),
)
NAME_LENGTH = Wording(
    "Et navn har 1 til 60 tegn.",
    "A name has 1 to 60 characters.",
    "REGISTER 1",
    Words(
        "Et navn på 61 tegn afvises; et på 60 tages med.",
        "A name of 61 characters is refused; one of 60 is taken in.",
    ),
)
TEXT_LENGTH = Wording(
    "Lokal kode og lokal attribut har højst 20 tegn, en note og enhver anden tekst højst 254.",
    "A local code and a local attribute have at most 20 characters, a note and any other text 254.",
    "REGISTER 1 and 5; SOR XML",
    Words(
        'Den lokale kode "AMBULATORIUM-NORD-ETAGE-3" har 25 tegn og afvises.',
        'The local code "AMBULATORIUM-NORD-ETAGE-3" has 25 characters and is refused.',
    ),
)
SPECIALITIES_AT_MOST = Wording(
    "En enhed har højst 8 kliniske specialer.",
    "A unit has at most 8 clinical specialities.",
    "REGISTER 1",
    Words(
        "En afdeling med 9 specialer afvises.",
        "A department with 9 specialities is refused.",
    ),
)
LOCAL_ATTRIBUTES_AT_MOST = Wording(
    "En enhed har højst 5 lokale attributter.",
    "A unit has at most 5 local attributes.",
    "REGISTER 1",
    Words(
        "En enhed med 6 lokale attributter afvises.",
        "A unit with 6 local attributes is refused.",
    ),
)
DATE_FORMAT = Wording(
    "En dato skrives ÅÅÅÅ-MM-DD og findes i kalenderen.",
    "A date is written YYYY-MM-DD and is in the calendar.",
    "REGISTER 4",
    Words(
        "2027-02-29 afvises: februar 2027 har 28 dage.",
        "2027-02-29 is refused: February 2027 has 28 days.",
    ),
)
DATES_IN_ORDER = Wording(
    "FirstFromDate er ikke efter FromDate, og ToDate er ikke før.",
    "FirstFromDate is not after FromDate, and ToDate is not before it.",
    "REGISTER 4",
    Words(
        "Gyldig fra 2027-03-01 til og med 2027-02-28 afvises.",
        "Valid from 2027-03-01 to 2027-02-28 is refused.",
    ),
)
VALUE_FORMAT = Wording(
    "En værdi skrives som formatet foreskriver: true/false, et tal, en kode.",
    "A value is written as the format says: true/false, a number, a code.",
    "REGISTER 8",
    Words(
        'Som ja/nej-værdi afvises "ja"; der skrives true eller false.',
        'As a yes/no value "ja" is refused; it is written true or false.',
    ),
)
FILE_FORMAT = Wording(
    "En fil skal kunne læses i det format, den siger, den er i.",
    "A file can be read in the format it says it is in.",
    "REGISTER 8",
    Words(
        "En SOR XML-fil, der er klippet over midtvejs, kan ikke læses til ende.",
        "A SOR XML file that is cut off half-way cannot be read to its end.",
    ),
)
SEARCH_SAYS_NOTHING = Wording(
    "En søgetekst har mindst ét tegn ud over jokertegn (*) og mellemrum.",
    "A search text has at least one character besides wildcards (*) and spaces.",
    "REGISTER 7",
    Words(
        'En søgning på "**" afvises; "*skole" søger.',
        'A search for "**" is refused; "*skole" searches.',
    ),
)
