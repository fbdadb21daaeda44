"""Every rule of the register by id, with its sentence in Danish and in English and where it comes from."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Wording(NamedTuple):
    """A rule in words: `da` and `en` are sentences a clerk understands."""

    da: str
    en: str
    source: str


class Rule(Enum):
    """The name is the rule's id; the value its wording."""

    # Identifiers
    SOR_CODE_FORMAT = Wording(
        "En SOR-kode er et løbenummer, 1000016, 00 og et kontrolciffer: 11 til 18 cifre.",
        "A SOR code is a serial number, 1000016, 00 and a check digit: 11 to 18 digits.",
        "REGISTER 2",
    )
    SOR_CODE_CHECK_DIGIT = Wording(
        "En SOR-kodes sidste ciffer er Verhoeff-kontrolciffer over alle de foregående.",
        "The last digit of a SOR code is the Verhoeff check digit over all before it.",
        "REGISTER 2",
    )
    GLN_FORMAT = Wording("Et lokationsnummer har 13 cifre.", "A location number has 13 digits.", "REGISTER 2; GS1 GLN")
    GLN_CHECK_DIGIT = Wording(
        "Et lokationsnummers sidste ciffer er kontrolciffer modulus 10.",
        "The last digit of a location number is its mod 10 check digit.",
        "REGISTER 2; GS1 GLN",
    )
    LOCATION_NUMBER_ISSUED = Wording(
        "Et lokationsnummer er udstedt af registeret og begynder med 579000.",
        "A location number is issued by the register and begins with 579000.",
        "REGISTER 2 and 5",
    )
    CVR_FORMAT = Wording("Et CVR-nummer har 8 cifre.", "A CVR number has 8 digits.", "REGISTER 2")
    CVR_CHECK_DIGIT = Wording(
        "Et CVR-nummer går op i modulus 11 med vægtene 2 7 6 5 4 3 2 1.",
        "A CVR number is divisible by 11 with the weights 2 7 6 5 4 3 2 1.",
        "REGISTER 2",
    )
    P_NUMBER_FORMAT = Wording("Et P-nummer har 10 cifre.", "A P-number has 10 digits.", "REGISTER 2")
    P_NUMBER_BELONGS_TO_CVR = Wording(
        "Et P-nummer hører til ét CVR-nummer: enhedens eget eller nærmeste overliggende enheds.",
        "A P-number belongs to one CVR number: the unit's own or that of the nearest unit above with one.",
        "REGISTER 2",
    )
    SHAK_FORMAT = Wording(
        "En SHAK-kode har 4, 6 eller 7 tegn: sygehus, afdeling, afsnit.",
        "A SHAK code has 4, 6 or 7 characters: hospital, department, section.",
        "REGISTER 2",
    )
    PROVIDER_NUMBER_FORMAT = Wording(
        "Et ydernummer har 6 cifre.", "A provider number (ydernummer) has 6 digits.", "REGISTER 2"
    )
    PROVIDER_NUMBER_SUM = Wording(
        "Næsten alle ydernumre går op i modulus 11 med vægtene 6 5 4 3 2 1; dette gør ikke.",
        "Nearly every provider number is divisible by 11 with the weights 6 5 4 3 2 1; this one is not.",
        "REGISTER 2: warn, never refuse",
    )

    # What a record must say
    RECORD_INCOMPLETE = Wording(
        "En enhed skal have SOR-kode, navn, gyldighed og, for andre end institutionsejere, en overliggende enhed.",
        "A unit has a SOR code, a name, a validity and, unless it is an owner, a unit above it.",
        "REGISTER 1",
    )
    NAME_LENGTH = Wording("Et navn har 1 til 60 tegn.", "A name has 1 to 60 characters.", "REGISTER 1")
    TEXT_LENGTH = Wording(
        "Lokal kode og lokal attribut har højst 20 tegn, en note og enhver anden tekst højst 254.",
        "A local code and a local attribute have at most 20 characters, a note and any other text 254.",
        "REGISTER 1 and 5; SOR XML",
    )
    SPECIALITIES_AT_MOST = Wording(
        "En enhed har højst 8 kliniske specialer.",
        "A unit has at most 8 clinical specialities.",
        "REGISTER 1",
    )
    LOCAL_ATTRIBUTES_AT_MOST = Wording(
        "En enhed har højst 5 lokale attributter.",
        "A unit has at most 5 local attributes.",
        "REGISTER 1",
    )
    DATE_FORMAT = Wording(
        "En dato skrives ÅÅÅÅ-MM-DD og findes i kalenderen.",
        "A date is written YYYY-MM-DD and is in the calendar.",
        "REGISTER 4",
    )
    DATES_IN_ORDER = Wording(
        "FirstFromDate er ikke efter FromDate, og ToDate er ikke før.",
        "FirstFromDate is not after FromDate, and ToDate is not before it.",
        "REGISTER 4",
    )
    VALUE_FORMAT = Wording(
        "En værdi skrives som formatet foreskriver: true/false, et tal, en kode.",
        "A value is written as the format says: true/false, a number, a code.",
        "REGISTER 8",
    )
    FILE_FORMAT = Wording(
        "En fil skal kunne læses i det format, den siger, den er i.",
        "A file can be read in the format it says it is in.",
        "REGISTER 8",
    )

    SEARCH_SAYS_NOTHING = Wording(
        "En søgetekst har mindst ét tegn ud over jokertegn (*) og mellemrum.",
        "A search text has at least one character besides wildcards (*) and spaces.",
        "REGISTER 7",
    )

    # The hierarchy
    LEVEL_UNDER = Wording(
        "En institutionsejer har ingen over sig; en sundhedsinstitution hører under en institutionsejer, en "
        "organisatorisk enhed under en sundhedsinstitution eller en organisatorisk enhed.",
        "An owner sits under nothing; a health institution sits under an owner, an organisational unit under an "
        "institution or an organisational unit.",
        "REGISTER 1",
    )
    PARENT_UNKNOWN = Wording(
        "Den overliggende enhed skal findes i registeret eller i filen.",
        "The unit above is in the register or in the file.",
        "REGISTER 1",
    )
    OUTSIDE_PARENT_VALIDITY = Wording(
        "En enheds gyldighed ligger inden for den overliggende enheds.",
        "A unit's validity lies within that of the unit above it.",
        "REGISTER 4",
    )
    WOULD_CREATE_CYCLE = Wording(
        "En enhed er aldrig under sig selv, på nogen dag.",
        "A unit is never under itself, on any day.",
        "REGISTER 4",
    )
    RETURN_MOVE = Wording(
        "En enhed flyttes ikke tilbage under en enhed, den har hørt under før.",
        "A unit is not moved back under a unit that it has been under before.",
        "REGISTER 4",
    )
    ONE_VERSION_A_DAY = Wording(
        "En enheds versioner følger hinanden uden hul og uden overlap.",
        "The versions of a unit follow each other without gap or overlap.",
        "REGISTER 4",
    )
    LIFE_IS_ITS_VERSIONS = Wording(
        "En enheds levetid går fra dens første versions første dag til dens sidste versions sidste.",
        "The life of a unit runs from the first day of its first version to the last day of its last.",
        "REGISTER 4",
    )
    DUPLICATE_RECORD = Wording(
        "En SOR-kode står kun én gang i en fil.", "A SOR code stands in a file only once.", "REGISTER 2"
    )
    KIND_IS_FINAL = Wording(
        "En enhed skifter aldrig niveau (IE, SI, OE).",
        "A unit never changes its level (IE, SI, OE).",
        "REGISTER 1",
    )
    UNIT_CLOSED = Wording("En lukket enhed genåbnes aldrig.", "A closed unit is never reopened.", "REGISTER 4")

    # Values
    UNKNOWN_CODE = Wording(
        "En kode skal stå i registerets kodeliste; gamle data kan have koder, ingen længere kan forklare.",
        "A code is in the register's code list; old data may carry codes that nobody can explain any more.",
        "REGISTER 2",
    )
    TYPE_NOT_ALLOWED_AT_LEVEL = Wording(
        "En enhedstype bruges på de niveauer, listen nævner.",
        "A unit type is used at the levels that its list names.",
        "REGISTER 1",
    )
    TYPE_REQUIRED = Wording("En enhed har en type.", "A unit has a type.", "REGISTER 1 and 4")
    TELEPHONE_REQUIRED = Wording(
        "En enhed har et telefonnummer, eget eller nedarvet.",
        "A unit has a telephone number, its own or inherited.",
        "REGISTER 3 and 4",
    )
    OWNER_POSTAL_ADDRESS = Wording(
        "En institutionsejer har en postadresse, så enhver enhed under den har én.",
        "An owner has a postal address, so that every unit below it has one.",
        "REGISTER 3",
    )
    ACTIVITY_ADDRESS_LEVEL = Wording(
        "Kun en organisatorisk enhed har en aktivitetsadresse.",
        "Only an organisational unit has an activity address.",
        "REGISTER 3",
    )
    ADDRESS_UNKNOWN = Wording(
        "En adresse, som en enhed henviser til, findes i registeret.",
        "An address that a unit refers to is in the register.",
        "REGISTER 3",
    )
    GEOGRAPHICAL_PARENT = Wording(
        "En enhed, der deler sted med en anden moder, nævner den, og den findes i registeret.",
        "A unit that shares the place of another mother unit names it, and it is in the register.",
        "REGISTER 1",
    )
    LOCATION_NUMBER_FIELDS = Wording(
        "Et lokationsnummer har region, EDB-system, systemleverandør, netoperatør og EDI-administrator.",
        "A location number has a region, an EDB system, a system supplier, a net operator and an EDI administrator.",
        "REGISTER 5",
    )
    LOCATION_NUMBER_HELD_ONCE = Wording(
        "Et lokationsnummer hører til én enhed ad gangen, og en enhed har højst ét eget; det genbruges aldrig.",
        "A location number belongs to one unit at a time, and a unit has at most one of its own; it is never reused.",
        "REGISTER 5",
    )
    LOCATION_NUMBER_OUTLIVES_UNIT = Wording(
        "Når en enhed lukkes, lukkes dens eget lokationsnummer med den.",
        "When a unit closes, its own location number closes with it.",
        "REGISTER 4",
    )
    LOCATION_NUMBER_CHOICE = Wording(
        "En enhed har sit eget lokationsnummer, arver et eller har intet: én af delene.",
        "A unit has its own location number, inherits one or has none: one of the three.",
        "REGISTER 3",
    )
    LOCATION_NUMBER_INHERITS_NOTHING = Wording(
        "En enhed, der arver lokationsnummer, har en enhed over sig med et.",
        "A unit that inherits a location number has a unit above it with one.",
        "REGISTER 3",
    )
    MESSAGE_TYPES_MISSING = Wording(
        "Et lokationsnummer uden meddelelsestyper er ufuldstændigt.",
        "A location number without message types is incomplete.",
        "REGISTER 5",
    )
    MESSAGE_TYPE_OUTSIDE_NUMBER = Wording(
        "En meddelelsestype er registreret på et lokationsnummer, kun mens nummeret gælder.",
        "A message type is registered with a location number only while the number is valid.",
        "REGISTER 5",
    )
    SHAK_EXTENDS = Wording(
        "En SHAK-afdeling forlænger sit sygehus' kode, et afsnit sin afdelings.",
        "A SHAK department extends its hospital's code, a section its department's.",
        "REGISTER 2",
    )
    RELATION_UNKNOWN = Wording(
        "Den enhed, der erstattes eller erstatter, findes i registeret.",
        "The unit that is replaced or replaces is in the register.",
        "REGISTER 1",
    )
    SUCCEEDS_ITSELF = Wording(
        "En enhed erstatter aldrig sig selv, heller ikke gennem andre.",
        "A unit never replaces itself, not through others either.",
        "REGISTER 1",
    )

    # What was known
    KNOWN_ONCE = Wording(
        "Registeret ved kun én ting om hver dag, nu og på ethvert tidligere tidspunkt.",
        "The register knows one thing of each day only, now and at every earlier instant.",
        "decided",
    )

    # Files against what is stored
    OLDER_THAN_STORED = Wording(
        "En fil ændrer ikke det, som registeret har fra en nyere fil.",
        "A file does not change what the register has from a newer one.",
        "REGISTER 4",
    )
    CARRIED_BACK = Wording(
        "Fra FirstFromDate til FromDate siger filen ikke, hvad der gjaldt: de første kendte oplysninger føres tilbage.",
        "From FirstFromDate to FromDate the file does not say what held: the first known facts are carried back.",
        "REGISTER 4",
    )
    MASS_CHANGE_NEEDS_APPROVAL = Wording(
        "En fil, der lukker mere end en fastsat del af registeret, standses, medmindre det bekræftes.",
        "A file that closes more than a set share of the register is stopped unless that is confirmed.",
        "decided",
    )

    @property
    def id(self) -> str:
        return self.name

    @property
    def da(self) -> str:
        return self.value.da

    @property
    def en(self) -> str:
        return self.value.en

    @property
    def source(self) -> str:
        return self.value.source


class Violated(ValueError):
    """A value that breaks one rule of the register; says which and how."""

    def __init__(self, rule: Rule, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


def all_rules() -> Iterator[Rule]:
    """Every rule, in the order of the register's own reference."""
    return iter(Rule)
