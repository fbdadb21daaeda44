"""Rules of the numbers that units and mailboxes are known by, in words."""

from domain.wordings import Wording
from domain.words import Words

SOR_CODE_FORMAT = Wording(
    "En SOR-kode er et løbenummer, 1000016, 00 og et kontrolciffer: 11 til 18 cifre.",
    "A SOR code is a serial number, 1000016, 00 and a check digit: 11 to 18 digits.",
    "REGISTER 2",
    Words(
        "90011000016002 er løbenummer 9001, 1000016, 00 og kontrolciffer 2; 9001100001600 mangler et ciffer.",
        "90011000016002 is serial number 9001, 1000016, 00 and check digit 2; 9001100001600 lacks a digit.",
    ),
)
SOR_CODE_CHECK_DIGIT = Wording(
    "En SOR-kodes sidste ciffer er Verhoeff-kontrolciffer over alle de foregående.",
    "The last digit of a SOR code is the Verhoeff check digit over all before it.",
    "REGISTER 2",
    Words(
        "90011000016003 afvises: kontrolcifret over 9001100001600 er 2.",
        "90011000016003 is refused: the check digit of 9001100001600 is 2.",
    ),
)
GLN_FORMAT = Wording(
    "Et lokationsnummer har 13 cifre.",
    "A location number has 13 digits.",
    "REGISTER 2; GS1 GLN",
    Words(
        "579000990000 afvises: det har 12 cifre.",
        "579000990000 is refused: it has 12 digits.",
    ),
)
GLN_CHECK_DIGIT = Wording(
    "Et lokationsnummers sidste ciffer er kontrolciffer modulus 10.",
    "The last digit of a location number is its mod 10 check digit.",
    "REGISTER 2; GS1 GLN",
    Words(
        "5790009900008 afvises: kontrolcifret over 579000990000 er 9.",
        "5790009900008 is refused: the check digit of 579000990000 is 9.",
    ),
)
LOCATION_NUMBER_ISSUED = Wording(
    "Et lokationsnummer er udstedt af registeret og begynder med 579000.",
    "A location number is issued by the register and begins with 579000.",
    "REGISTER 2 and 5",
    Words(
        "4000000000006 er et gyldigt GLN-nummer, men ikke udstedt af registeret.",
        "4000000000006 is a sound GLN, but the register has not issued it.",
    ),
)
CVR_FORMAT = Wording(
    "Et CVR-nummer har 8 cifre.",
    "A CVR number has 8 digits.",
    "REGISTER 2",
    Words(
        "1015080 afvises: det har 7 cifre.",
        "1015080 is refused: it has 7 digits.",
    ),
)
CVR_CHECK_DIGIT = Wording(
    "Et CVR-nummer går op i modulus 11 med vægtene 2 7 6 5 4 3 2 1.",
    "A CVR number is divisible by 11 with the weights 2 7 6 5 4 3 2 1.",
    "REGISTER 2",
    Words(
        "10150809 går op i 11, 10150808 gør ikke.",
        "10150809 is divisible so, 10150808 is not.",
    ),
)
P_NUMBER_FORMAT = Wording(
    "Et P-nummer har 10 cifre.",
    "A P-number has 10 digits.",
    "REGISTER 2",
    Words(
        "P-nummeret 100123456 afvises: det har 9 cifre.",
        "The P-number 100123456 is refused: it has 9 digits.",
    ),
)
P_NUMBER_BELONGS_TO_CVR = Wording(
    "Et P-nummer hører til ét CVR-nummer: enhedens eget eller nærmeste overliggende enheds.",
    "A P-number belongs to one CVR number: the unit's own or that of the nearest unit above with one.",
    "REGISTER 2",
    Words(
        "P-nummer 1001234567 under CVR 10150809 kan ikke samme dag høre til en enhed under CVR 10150817.",
        "P-number 1001234567 under CVR 10150809 cannot on the same day belong to a unit under CVR 10150817.",
    ),
)
SHAK_FORMAT = Wording(
    "En SHAK-kode har 4, 6 eller 7 tegn: sygehus, afdeling, afsnit.",
    "A SHAK code has 4, 6 or 7 characters: hospital, department, section.",
    "REGISTER 2",
    Words(
        "1301, 130101 og 1301011 er SHAK-koder; 13010 er ikke.",
        "1301, 130101 and 1301011 are SHAK codes; 13010 is not.",
    ),
)
SHAK_EXTENDS = Wording(
    "En SHAK-afdeling forlænger sit sygehus' kode, et afsnit sin afdelings.",
    "A SHAK department extends its hospital's code, a section its department's.",
    "REGISTER 2",
    Words(
        "Under sygehuset 1301 hører afdelingen 130101 og dens afsnit 1301011; afdelingen 150101 gør ikke.",
        "Under the hospital 1301 belong department 130101 and its section 1301011; department 150101 does not.",
    ),
)
PROVIDER_NUMBER_FORMAT = Wording(
    "Et ydernummer har 6 cifre.",
    "A provider number (ydernummer) has 6 digits.",
    "REGISTER 2",
    Words(
        "Ydernummer 077410 skrives med nullet foran; 77410 har kun 5 cifre.",
        "Provider number 077410 is written with its zero; 77410 has only 5 digits.",
    ),
)
PROVIDER_NUMBER_SUM = Wording(
    "Næsten alle ydernumre går op i modulus 11 med vægtene 6 5 4 3 2 1; dette gør ikke.",
    "Nearly every provider number is divisible by 11 with the weights 6 5 4 3 2 1; this one is not.",
    "REGISTER 2: warn, never refuse",
    Words(
        "077410 går op; 077411 giver en advarsel og tages med.",
        "077410 is divisible; 077411 gives a warning and is taken in.",
    ),
)
