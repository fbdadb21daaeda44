"""Rules of who may do what, in words: what a role may, and who may instead."""

from domain.wordings import Wording
from domain.words import Words

FORBIDDEN_READ_ONLY = Wording(
    "Alle må læse registeret; for at ændre i det logger man ind med en rolle.",
    "Everyone may read the register; to change it, one logs in with a role.",
    "REGISTER 6",
    Words(
        "En, der ikke er logget ind, kan ikke ændre et telefonnummer.",
        "Somebody who is not logged in cannot change a telephone number.",
    ),
)
FORBIDDEN_INSTITUTIONS = Wording(
    "Regionale og kommunale administratorer fører deres organisations organisatoriske enheder; institutionsejere og sundhedsinstitutioner føres af SOR-kontoret.",
    "Regional and municipal administrators keep their organisation's organisational units; owners and health institutions are kept by the SOR office.",
    "REGISTER 6",
    Words(
        "Regionens administrator lukker en afdeling (OE); skal et hospital (SI) lukkes, gør SOR-kontoret det.",
        "The region's administrator closes a department (OE); if a hospital (SI) is to close, the SOR office does it.",
    ),
)
FORBIDDEN_OTHER_ORGANISATION = Wording(
    "Man fører kun sin egen organisations enheder; andres føres af deres egne administratorer eller af SOR-kontoret.",
    "One keeps the units of one's own organisation only; others' are kept by their own administrators or the SOR office.",
    "REGISTER 6",
    Words(
        "En kommunes administrator kan ikke oprette en enhed under regionens hospital.",
        "A municipality's administrator cannot create a unit under the region's hospital.",
    ),
)
FORBIDDEN_NO_ORGANISATION = Wording(
    "Den, der handler for en organisation, logger ind med en; uden den er ingen enheder ens egne.",
    "Whoever acts for an organisation logs in with it; without it no units are one's own.",
    "REGISTER 6",
    Words(
        "Et login som regional administrator uden regionens SOR-kode kan intet ændre.",
        "A login as regional administrator without the region's SOR code cannot change anything.",
    ),
)
FORBIDDEN_LOCATION_NUMBERS = Wording(
    "Kommunale administratorer fører ikke lokationsnumre; kommunernes føres af MedCom og SOR-kontoret.",
    "Municipal administrators do not keep location numbers; the municipalities' are kept by MedCom and the SOR office.",
    "REGISTER 6",
    Words(
        "Kommunens administrator opretter plejehjemmet; MedCom opretter dets lokationsnummer.",
        "The municipality's administrator creates the nursing home; MedCom has its location number issued.",
    ),
)
FORBIDDEN_BEYOND_NUMBERS = Wording(
    "MedCom fører meddelelsestyper og kommunernes lokationsnumre; enheder føres af deres administratorer eller SOR-kontoret.",
    "MedCom keeps message types and the municipalities' location numbers; units are kept by their administrators or the SOR office.",
    "REGISTER 6",
    Words(
        "MedCom ændrer et plejehjems lokationsnummer, men ikke plejehjemmets navn.",
        "MedCom changes the location number of a nursing home, but not the nursing home's name.",
    ),
)
FORBIDDEN_NUMBERS_OF_OTHERS = Wording(
    "MedCom fører kommunernes lokationsnumre; andres føres af deres organisation eller af SOR-kontoret.",
    "MedCom keeps the municipalities' location numbers; others' are kept by their organisation or the SOR office.",
    "REGISTER 6",
    Words(
        "MedCom lukker ikke et lokationsnummer, som en afdeling i en region har; det gør regionens administrator.",
        "MedCom does not close a location number held by a region's department; the region's administrator does.",
    ),
)
FORBIDDEN_BEYOND_MESSAGE_TYPES = Wording(
    "Systemleverandører fører meddelelsestyper på lokationsnumre; alt andet føres af organisationen eller af SOR-kontoret.",
    "System suppliers keep the message types of location numbers; all else is kept by the organisation or the SOR office.",
    "REGISTER 6",
    Words(
        "Leverandøren tilføjer REF01 til et lokationsnummer, men skifter ikke dets EDB-system.",
        "The supplier adds REF01 to a location number, but does not change its EDB system.",
    ),
)
FORBIDDEN_BEYOND_REQUESTS = Wording(
    "En privat virksomhed anmoder om at oprette, ændre og lukke sin virksomhed og sine klinikker og om lokationsnumre; om andet spørger den SOR-kontoret.",
    "A private company requests that its company and clinics be created, changed and closed, and location numbers; for all else it asks the SOR office.",
    "REGISTER 6",
    Words(
        "En lægeklinik anmoder om at skifte navn; skal den flyttes til en anden ejer, skriver den til SOR-kontoret.",
        "A practice requests a new name; if it is to move to another owner, it writes to the SOR office.",
    ),
)
FORBIDDEN_OTHER_COMPANY = Wording(
    "En privat virksomhed anmoder om at blive oprettet selv, med det CVR-nummer den logger ind med; andre oprettes af SOR-kontoret.",
    "A private company requests to be created itself, with the CVR number it logs in with; others are created by the SOR office.",
    "REGISTER 6",
    Words(
        "Den, der logger ind med CVR-nummer 64942212, anmoder ikke om at oprette en virksomhed med et andet.",
        "Whoever logs in with CVR number 64942212 does not request that a company with another one be created.",
    ),
)
FORBIDDEN_OFFICE_ONLY = Wording(
    "At rette, hvad der er registreret forkert, og at afgøre anmodninger gør kun SOR-kontoret.",
    "To correct what was recorded wrongly, and to decide requests, is for the SOR office only.",
    "REGISTER 6; corrections: decided",
    Words(
        "Var et navn stavet forkert fra 1. marts 2025, ændrer administratoren det fra i morgen; SOR-kontoret retter det fra 1. marts 2025.",
        "If a name was misspelt from 1 March 2025, the administrator changes it from tomorrow; the SOR office corrects it from 1 March 2025.",
    ),
)
REQUEST_UNKNOWN = Wording(
    "En anmodning, der afgøres, findes i registeret.",
    "A request that is decided is in the register.",
    "REGISTER 6",
    Words(
        "Id'et på en enhed er ikke id'et på en anmodning.",
        "The id of a unit is not the id of a request.",
    ),
)
REQUEST_DECIDED = Wording(
    "En anmodning afgøres én gang.",
    "A request is decided once.",
    "decided",
    Words(
        "Er anmodningen godkendt 1. marts 2027, afvises den ikke 2. marts 2027; det, der blev gjort, trækkes tilbage eller ændres.",
        "If the request was approved on 1 March 2027, it is not rejected on 2 March 2027; what was done is withdrawn or changed.",
    ),
)
REQUEST_REASON = Wording(
    "Den, der afviser en anmodning, siger hvorfor.",
    "Whoever rejects a request says why.",
    "decided",
    Words(
        "»Klinikken har allerede et lokationsnummer« er en begrundelse; et tomt felt er ingen.",
        "'The practice has a location number already' is a reason; an empty field is none.",
    ),
)
