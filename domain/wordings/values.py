"""Rules of what may be said of a unit, in words."""

from domain.wordings import Wording
from domain.words import Words

UNKNOWN_CODE = Wording(
    "En kode skal stå i registerets kodeliste; gamle data kan have koder, ingen længere kan forklare.",
    "A code is in the register's code list; old data may carry codes that nobody can explain any more.",
    "REGISTER 2",
    Words(
        "Regionen 1089 står ikke i listen; 1085 (Region Sjælland) gør.",
        "The region 1089 is not in the list; 1085 (Region Sjælland) is.",
    ),
)
TYPE_NOT_ALLOWED_AT_LEVEL = Wording(
    "En enhedstype bruges på de niveauer, listen nævner.",
    "A unit type is used at the levels that its list names.",
    "REGISTER 1",
    Words(
        "Typen hospital (22232009) bruges om sundhedsinstitutioner, ikke om en institutionsejer.",
        "The type hospital (22232009) is used of health institutions, not of an owner.",
    ),
)
TYPE_REQUIRED = Wording(
    "En enhed har en type.",
    "A unit has a type.",
    "REGISTER 1 and 4",
    Words(
        "En ny klinik uden type afvises.",
        "A new clinic without a type is refused.",
    ),
)
TELEPHONE_REQUIRED = Wording(
    "En enhed har et telefonnummer, eget eller nedarvet.",
    "A unit has a telephone number, its own or inherited.",
    "REGISTER 3 and 4",
    Words(
        "En ny klinik uden telefonnummer under en enhed, der heller ikke har et, afvises.",
        "A new clinic without a telephone number, under a unit that has none either, is refused.",
    ),
)
OWNER_POSTAL_ADDRESS = Wording(
    "En institutionsejer har en postadresse, så enhver enhed under den har én.",
    "An owner has a postal address, so that every unit below it has one.",
    "REGISTER 3",
    Words(
        "En region uden postadresse afvises: hospitalerne under den ville ingen have.",
        "A region without a postal address is refused: the hospitals below it would have none.",
    ),
)
ACTIVITY_ADDRESS_LEVEL = Wording(
    "Kun en organisatorisk enhed har en aktivitetsadresse.",
    "Only an organisational unit has an activity address.",
    "REGISTER 3",
    Words(
        "Et hospital (SI) med aktivitetsadresse afvises; en afdeling (OE) kan have en.",
        "A hospital (SI) with an activity address is refused; a department (OE) may have one.",
    ),
)
ADDRESS_UNKNOWN = Wording(
    "En adresse, som en enhed henviser til, findes i registeret.",
    "An address that a unit refers to is in the register.",
    "REGISTER 3",
    Words(
        "En version, der nævner en adresse, registeret ikke har, tages ikke med.",
        "A version that names an address the register does not have is not taken in.",
    ),
)
GEOGRAPHICAL_PARENT = Wording(
    "En enhed, der deler sted med en anden moder, nævner den, og den findes i registeret.",
    "A unit that shares the place of another mother unit names it, and it is in the register.",
    "REGISTER 1",
    Words(
        '"Anden moder" uden SOR-kode afvises; med hospitalets SOR-kode deler enheden hospitalets sted.',
        "\"Other mother\" without a SOR code is refused; with the hospital's SOR code the unit shares the hospital's place.",
    ),
)
