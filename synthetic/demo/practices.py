"""A doctors' practice whose units share an ydernummer, and a pharmacy with a branch."""

from domain.identifiers import PNumber, ProviderNumber
from domain.units import UnitKind
from synthetic.demo.places import line, place
from synthetic.demo.story import Story
from synthetic.issued import DEMO_COMPANIES, company
from synthetic.practices import PRACTITIONER_TYPE

IE, SI, OE = UnitKind.INSTITUTION_OWNER, UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT

PRIVATE, DOCTORS, PHARMACY, BRANCH = "550891000005100", "394761003", "264372000", "557501000005109"
GENERAL = "408443003"
SHARED, NOT_ADDING_UP = ProviderNumber("999008"), ProviderNumber("999017")


def practices(story: Story) -> None:
    """A doctors' practice in which three units share an ydernummer, and a pharmacy with a branch."""
    owner = story.opens(
        IE,
        -2800,
        "Lægehuset Eksempel I/S",
        type=PRIVATE,
        cvr=company(DEMO_COMPANIES + 1),
        postal=place("Torvegade", "5", "4200", "Slagelse", "0330"),
        electronic=line(5, "laegehuset-eksempel"),
    )
    story.number(owner, "laege", (-2800, {}))
    clinic = story.opens(
        SI,
        -2800,
        "Lægehuset Eksempel",
        owner,
        type=DOCTORS,
        cvr=company(DEMO_COMPANIES + 1),
        p_number=PNumber("9999000002"),
        provider_numbers=(SHARED,),
        specialities=(GENERAL,),
        inherits_location_number=True,
        treatment_site=True,
    )
    for name, own in (("Læge 1", (NOT_ADDING_UP,)), ("Læge 2", ())):
        story.opens(
            OE,
            -2800,
            name,
            clinic,
            type=PRACTITIONER_TYPE,
            provider_numbers=(SHARED, *own),
            specialities=(GENERAL,),
            inherits_location_number=True,
        )
    chemist = story.opens(
        IE,
        -1800,
        "Eksempel Apotek ApS",
        type=PRIVATE,
        cvr=company(DEMO_COMPANIES + 2),
        postal=place("Apoteksgade", "3", "4200", "Slagelse", "0330"),
        electronic=line(6, "eksempel-apotek"),
    )
    shop = story.opens(
        SI, -1800, "Eksempel Apotek", chemist, type=PHARMACY, cvr=company(DEMO_COMPANIES + 2), pharmacy_number="999,1"
    )
    story.number(shop, "apotek", (-1800, {}))
    branch = story.opens(
        OE,
        -1000,
        "Eksempel Apotek, filial",
        shop,
        type=BRANCH,
        pharmacy_number="999,2",
        inherits_location_number=True,
        visiting=place("Stationsvej", "8", "4220", "Korsør", "0330"),
    )
    story.changes(branch, 180, name="Eksempel Apotek, Korsør")
