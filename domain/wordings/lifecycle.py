"""Rules of what may be done to a unit, and when, in words."""

from domain.wordings import Wording
from domain.words import Words

UNIT_UNKNOWN = Wording(
    "Den enhed, en ændring handler om, findes i registeret.",
    "The unit that a change is about is in the register.",
    "decided",
    Words(
        "Flyt 21000016006: den SOR-kode er ikke udstedt, så der er intet at flytte.",
        "Move 21000016006: that SOR code has not been issued, so there is nothing to move.",
    ),
)
CREATE_TOO_EARLY = Wording(
    "En ny enhed er tidligst gyldig 7 dage efter, at den oprettes.",
    "A new unit is valid 7 days after it is created, at the earliest.",
    "REGISTER 4",
    Words(
        "Oprettet 1. marts 2026: gyldig fra 8. marts 2026 eller senere.",
        "Created on 1 March 2026: valid from 8 March 2026 or later.",
    ),
)
CHANGE_TOO_EARLY = Wording(
    "En ændring gælder tidligst dagen efter, at den foretages.",
    "A change holds from the day after it is made, at the earliest.",
    "REGISTER 4",
    Words(
        "Nyt navn skrevet 1. marts 2026: det gælder fra 2. marts 2026 eller senere.",
        "A new name entered on 1 March 2026: it holds from 2 March 2026 or later.",
    ),
)
MOVE_TOO_EARLY = Wording(
    "En flytning gælder tidligst dagen efter, at den foretages.",
    "A move takes effect on the day after it is made, at the earliest.",
    "REGISTER 4",
    Words(
        "Flyttet 1. marts 2026: under den nye enhed fra 2. marts 2026 eller senere.",
        "Moved on 1 March 2026: under the new unit from 2 March 2026 or later.",
    ),
)
CLOSE_TOO_EARLY = Wording(
    "En enheds sidste dag er tidligst 7 dage efter, at lukningen foretages.",
    "The last day of a unit is 7 days after its closing is entered, at the earliest.",
    "REGISTER 4",
    Words(
        "Lukket 1. marts 2026: sidste dag er 8. marts 2026 eller senere.",
        "Closed on 1 March 2026: its last day is 8 March 2026 or later.",
    ),
)
NOT_YET_OPEN = Wording(
    "En enhed ændres, flyttes og lukkes tidligst fra sin første dag; før den trækkes oprettelsen tilbage.",
    "A unit is changed, moved and closed from its first day on; before that its creation is withdrawn.",
    "decided",
    Words(
        "En enhed, der åbner 1. juni 2026, kan ikke lukke 15. maj 2026.",
        "A unit that opens on 1 June 2026 cannot close on 15 May 2026.",
    ),
)
ALREADY_CLOSING = Wording(
    "En enhed, der allerede er ved at lukke, lukkes ikke igen; den planlagte lukning kan trækkes tilbage.",
    "A unit that is closing already is not closed again; the planned closing can be withdrawn.",
    "decided",
    Words(
        "Sidste dag er sat til 31. maj 2026; ny sidste dag 30. juni 2026 kræver, at den første trækkes tilbage.",
        "The last day is set to 31 May 2026; 30 June 2026 instead takes the withdrawal of the first.",
    ),
)
OPEN_UNITS_BELOW = Wording(
    "En enhed med åbne enheder under sig lukkes kun, når de lukkes med.",
    "A unit with open units below it is closed only if they are closed with it.",
    "REGISTER 4",
    Words(
        "En afdeling med tre afsnit lukkes ikke, medmindre afsnittene flyttes først eller lukkes sammen med den.",
        "A department with three sections is not closed unless the sections are moved first or closed with it.",
    ),
)
CONFLICTS_WITH_PLAN = Wording(
    "En ændring gør ikke en planlagt ændring umulig; den planlagte trækkes tilbage først.",
    "A change does not make a planned change impossible; the planned one is withdrawn first.",
    "decided",
    Words(
        "En enhed, der skal skifte navn 1. juni 2026, lukkes ikke 1. maj 2026, før navneskiftet er trukket tilbage.",
        "A unit that is to be renamed on 1 June 2026 is not closed on 1 May 2026 before the renaming is withdrawn.",
    ),
)
NOTHING_PLANNED = Wording(
    "Kun en planlagt ændring, der endnu ikke er trådt i kraft, trækkes tilbage.",
    "Only a planned change that has not taken effect is withdrawn.",
    "REGISTER 4",
    Words(
        "Et navn, der har gjaldt siden i går, trækkes ikke tilbage: det ændres igen eller rettes.",
        "A name that has held since yesterday is not withdrawn: it is changed again or corrected.",
    ),
)
PLAN_HAS_DEPENDANTS = Wording(
    "En planlagt ændring, som andre planlagte ændringer bygger på, trækkes kun tilbage sammen med dem.",
    "A planned change that other planned changes build on is withdrawn only together with them.",
    "decided",
    Words(
        "Oprettelsen af en afdeling trækkes ikke tilbage, mens et afsnit er planlagt flyttet ind under den.",
        "The creation of a department is not withdrawn while a section is planned to be moved under it.",
    ),
)
OTHER_ORGANISATION = Wording(
    "En enhed, der flyttes til en anden institutionsejer, forlader sin organisation; det skal bekræftes.",
    "A unit that is moved to another institution owner leaves its organisation; that has to be confirmed.",
    "REGISTER 4",
    Words(
        "En afdeling flyttes fra Region Sjælland til Region Hovedstaden: flytningen gentages med en bekræftelse.",
        "A department is moved from one region to another: the move is sent again with a confirmation.",
    ),
)
ALREADY_UNDER = Wording(
    "En enhed flyttes ikke til den enhed, den allerede er under.",
    "A unit is not moved to the unit that it is under already.",
    "decided",
    Words(
        "Afsnittet er under Medicinsk Afdeling den dag; der er intet at flytte.",
        "The section is under the medical department on that day; there is nothing to move.",
    ),
)
FACT_OF_LEVEL = Wording(
    "Nogle oplysninger findes kun på bestemte niveauer (IE, SI, OE).",
    "Some facts are told at certain levels only (IE, SI, OE).",
    "REGISTER 1",
    Words(
        "Lokale attributter står ved organisatoriske enheder, ikke ved en institutionsejer.",
        "Local attributes are told of organisational units, not of an institution owner.",
    ),
)
NOTHING_SAID = Wording(
    "En ændring siger, hvad der skal ændres.",
    "A change says what is to change.",
    "decided",
    Words(
        "En ændring uden andet end en SOR-kode afvises.",
        "A change with nothing but a SOR code is refused.",
    ),
)
GIVEN_AND_EMPTIED = Wording(
    "Et felt får en værdi eller tømmes, ikke begge dele.",
    "A field is given a value or emptied, not both.",
    "decided",
    Words(
        "Et nyt P-nummer sammen med P_NUMBER blandt de felter, der tømmes, afvises.",
        "A new P-number together with P_NUMBER among the fields to empty is refused.",
    ),
)
STALE_VERSION = Wording(
    "En ændring, der bygger på en ældre udgave af enheden, afvises, så ingen overskriver en andens ændring.",
    "A change that builds on an older state of the unit is refused, so that nobody overwrites another's change.",
    "decided",
    Words(
        "Du læste version 7; en anden har siden ændret enheden, som nu er version 8. Læs den igen.",
        "You read version 7; somebody else has changed the unit since, and it is version 8 now. Read it again.",
    ),
)
IDEMPOTENCY_KEY_REUSED = Wording(
    "En nøgle for gentagelser bruges til én og samme anmodning.",
    "A key for retries is used for one and the same request.",
    "decided",
    Words(
        "Nøglen k1 blev brugt til at lukke en enhed; den kan ikke bruges til at flytte en anden.",
        "The key k1 was used to close a unit; it cannot be used to move another.",
    ),
)
SPECIALITY_ONCE = Wording(
    "Et klinisk speciale står kun én gang på en enhed.",
    "A clinical speciality stands only once at a unit.",
    "REGISTER 1",
    Words("Kardiologi nævnt to gange afvises.", "Cardiology named twice is refused."),
)
TELEPHONE_FORMAT = Wording(
    "Et telefonnummer har 8 til 20 cifre og mellemrum, eventuelt med + foran.",
    "A telephone number has 8 to 20 digits and spaces, perhaps with + before them.",
    "decided",
    Words("70 10 01 00 eller +45 70100100; ikke 'omstillingen'.", "70 10 01 00 or +45 70100100; not 'switchboard'."),
)
EMAIL_FORMAT = Wording(
    "En e-mailadresse har et navn, et @ og et domæne.",
    "An e-mail address has a name, an @ and a domain.",
    "decided",
    Words("post@enhed.dk; ikke post.enhed.dk.", "post@enhed.dk; not post.enhed.dk."),
)
COUNTRY_FORMAT = Wording(
    "Et land skrives med de to bogstaver, som ISO 3166 giver det.",
    "A country is written with the two letters that ISO 3166 gives it.",
    "decided",
    Words("DK eller SE; ikke Danmark.", "DK or SE; not Denmark."),
)
TEXT_FORMAT = Wording(
    "En tekst har ingen styretegn og kun i noter linjeskift; i et navn kan hvert tegn ses.",
    "A text has no control characters, and no line breaks but in notes; in a name every character can be seen.",
    "decided",
    Words(
        "Et linjeskift i et vejnavn og et usynligt tegn i navnet Blovstrød Skole afvises.",
        "A line break in a street name and an invisible character in the name Blovstrød Skole are refused.",
    ),
)
LAST_DAY_FORMAT = Wording(
    "Det, der afsluttes, har en sidste dag; 31. december 9999 betyder, at der ingen er.",
    "What is ended has a last day; 31 December 9999 means that there is none.",
    "decided",
    Words(
        "En enhed, der skal fortsætte, lukkes ikke med 31. december 9999 som sidste dag: den lukkes ikke.",
        "A unit that is to go on is not closed with 31 December 9999 as its last day: it is not closed.",
    ),
)
POSTAL_CODE_REQUIRED = Wording(
    "En dansk adresse har et postnummer.",
    "A Danish address has a postal code.",
    "decided",
    Words(
        "Hospitalsvej 9, 4000 Roskilde; ikke blot Hospitalsvej 9.", "Hospitalsvej 9, 4000 Roskilde; not Hospitalsvej 9."
    ),
)
