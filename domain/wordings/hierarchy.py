"""Rules of units, what they sit under and what comes after them, in words."""

from domain.wordings import Wording
from domain.words import Words

LEVEL_UNDER = Wording(
    "En institutionsejer har ingen over sig; en sundhedsinstitution hører under en institutionsejer, en organisatorisk enhed under en sundhedsinstitution eller en organisatorisk enhed.",
    "An owner sits under nothing; a health institution sits under an owner, an organisational unit under an institution or an organisational unit.",
    "REGISTER 1",
    Words(
        "En afdeling (OE) under en region (IE) afvises; den hører under et af regionens hospitaler (SI).",
        "A department (OE) under a region (IE) is refused; it sits under one of the region's hospitals (SI).",
    ),
)
PARENT_UNKNOWN = Wording(
    "Den overliggende enhed skal findes i registeret eller i filen.",
    "The unit above is in the register or in the file.",
    "REGISTER 1",
    Words(
        "En enhed under 90091000016009 kan ikke oprettes, før den enhed findes.",
        "A unit under 90091000016009 cannot be created before that unit exists.",
    ),
)
OUTSIDE_PARENT_VALIDITY = Wording(
    "En enheds gyldighed ligger inden for den overliggende enheds.",
    "A unit's validity lies within that of the unit above it.",
    "REGISTER 4",
    Words(
        "Hospitalet lukker med udgangen af 31. december 2027: en ny afdeling under det kan ikke gælde 1. januar 2028.",
        "The hospital closes at the end of 31 December 2027: a new department under it cannot be valid on 1 January 2028.",
    ),
)
WOULD_CREATE_CYCLE = Wording(
    "En enhed er aldrig under sig selv, på nogen dag.",
    "A unit is never under itself, on any day.",
    "REGISTER 4",
    Words(
        "Afsnittet flytter ind under klinikken 1. juni 2027: klinikken kan ikke 1. maj 2027 flytte ind under afsnittet og blive der.",
        "The section moves under the clinic on 1 June 2027: the clinic cannot on 1 May 2027 move under the section and stay.",
    ),
)
RETURN_MOVE = Wording(
    "En enhed flyttes ikke tilbage under en enhed, den har hørt under før.",
    "A unit is not moved back under a unit that it has been under before.",
    "REGISTER 4",
    Words(
        "Afsnittet flyttede fra kirurgien til medicinen 1. juni 2026 og kan ikke flytte tilbage til kirurgien 1. marts 2027.",
        "The section moved from surgery to medicine on 1 June 2026 and cannot move back to surgery on 1 March 2027.",
    ),
)
ONE_VERSION_A_DAY = Wording(
    "En enheds versioner følger hinanden uden hul og uden overlap.",
    "The versions of a unit follow each other without gap or overlap.",
    "REGISTER 4",
    Words(
        "Gælder én version til og med 31. december 2026, begynder den næste 1. januar 2027.",
        "Where one version is valid to 31 December 2026, the next begins on 1 January 2027.",
    ),
)
LIFE_IS_ITS_VERSIONS = Wording(
    "En enheds levetid går fra dens første versions første dag til dens sidste versions sidste.",
    "The life of a unit runs from the first day of its first version to the last day of its last.",
    "REGISTER 4",
    Words(
        "Versioner fra 1. januar 2020 til og med 31. december 2026 giver en levetid med de samme to dage.",
        "Versions from 1 January 2020 to 31 December 2026 make a life with the same two days.",
    ),
)
DUPLICATE_RECORD = Wording(
    "En SOR-kode står kun én gang i en fil.",
    "A SOR code stands in a file only once.",
    "REGISTER 2",
    Words(
        "Står 90011000016002 to gange i en fil, tages kun den første med.",
        "Where 90011000016002 stands twice in a file, only the first is taken in.",
    ),
)
KIND_IS_FINAL = Wording(
    "En enhed skifter aldrig niveau (IE, SI, OE).",
    "A unit never changes its level (IE, SI, OE).",
    "REGISTER 1",
    Words(
        "Et hospital (SI) kan ikke gøres til en afdeling (OE); det lukkes, og en afdeling oprettes.",
        "A hospital (SI) cannot be made a department (OE); it is closed, and a department is created.",
    ),
)
UNIT_CLOSED = Wording(
    "En lukket enhed genåbnes aldrig.",
    "A closed unit is never reopened.",
    "REGISTER 4",
    Words(
        "Klinikken lukkede med udgangen af 30. juni 2026 og kan ikke gælde igen fra 1. januar 2027; opret en ny, der erstatter den.",
        "The clinic closed at the end of 30 June 2026 and cannot be valid again from 1 January 2027; create a new one that replaces it.",
    ),
)
RELATION_UNKNOWN = Wording(
    "Den enhed, der erstattes eller erstatter, findes i registeret.",
    "The unit that is replaced or replaces is in the register.",
    "REGISTER 1",
    Words(
        "En klinik kan ikke erstatte 90091000016009, når ingen enhed har den kode.",
        "A clinic cannot replace 90091000016009 when no unit has that code.",
    ),
)
SUCCEEDS_ITSELF = Wording(
    "En enhed erstatter aldrig sig selv, heller ikke gennem andre.",
    "A unit never replaces itself, not through others either.",
    "REGISTER 1",
    Words(
        "Erstatter B A, og C B, så kan A ikke erstatte C.",
        "Where B replaces A, and C replaces B, A cannot replace C.",
    ),
)
