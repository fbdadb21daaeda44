"""What has happened at Eksempel Hospital, and what is planned: renames, moves, a merger, closings, hidden numbers."""

from domain.identifiers import Shak, SorCode
from domain.units import GeographicalRelation, UnitKind
from synthetic.demo.places import line, place
from synthetic.demo.story import Story
from synthetic.hospitals import ADMINISTRATIVE, CLINICAL

OE = UnitKind.ORGANIZATIONAL_UNIT

EMERGENCY, RADIOLOGY, THEATRE, HOSPITAL_PHARMACY = (
    "550871000005101", "309964003", "551611000005102", "554071000005100",
)  # fmt: skip
SURGERY, UROLOGY, LUNGS, GERIATRICS = "394609007", "394612005", "418112009", "394811001"
EIGHT = (
    "419192003", "394579002", "394584008", "394583002", "394803006", "394589003", "394807007", "394810000",
)  # fmt: skip


def medicine(story: Story, hospital: SorCode) -> None:
    """A rename behind and one ahead, a department that closes, another that opens, and who moves because of it."""
    centre = story.opens(OE, -5400, "Medicinsk Center", hospital, type=ADMINISTRATIVE, inherits_location_number=True)
    medicine = story.opens(
        OE,
        -5400,
        "Medicinsk Afdeling B",
        centre,
        type=CLINICAL,
        local_code="MED",
        shak=Shak("999001"),
        specialities=EIGHT,
        inherits_location_number=False,
        reporting_level=True,
        local_attributes=("Ledelse 7", None, "Budget 4711"),
    )
    story.changes(medicine, -1500, name="Medicinsk Afdeling M")
    story.changes(medicine, 120, name="Afdeling for Medicinske Sygdomme", specialities=EIGHT[:4])
    story.number(medicine, "sygehus", (-5400, {}))
    geriatrics = story.opens(
        OE, -4000, "Geriatrisk Afdeling G", centre, type=CLINICAL, shak=Shak("999002"), specialities=(GERIATRICS,)
    )
    lungs = story.opens(
        OE, -4000, "Lungemedicinsk Afdeling L", centre, type=CLINICAL, shak=Shak("999003"), specialities=(LUNGS,)
    )
    bed = story.opens(
        OE,
        -5400,
        "Sengeafsnit M1",
        medicine,
        type=CLINICAL,
        shak=Shak("9990011"),
        inpatient=True,
        inherits_location_number=True,
    )
    ambulatory = story.opens(
        OE,
        -3000,
        "Medicinsk Ambulatorium",
        medicine,
        type=CLINICAL,
        shak=Shak("9990011"),
        ambulant=True,
        inherits_location_number=True,
        visiting=place("Ny Sygehusvej", "6", "4100", "Ringsted", "0329", "Indgang C"),
        electronic=line(3, "medicinsk-ambulatorium"),
    )
    story.opens(
        OE,
        -900,
        "Diabetesteamet",
        ambulatory,
        type=CLINICAL,
        activity=place("Sundhedsvej", "12", "4180", "Sorø", "0340"),
        geographical_relation=GeographicalRelation.OTHER_MOTHER,
        geographical_parent=bed,
        inherits_location_number=False,
    )
    _closing(story, medicine, geriatrics, lungs)
    opening = story.opens(OE, 90, "Akutmodtagelsen", centre, type=EMERGENCY, shak=Shak("999007"))
    story.opens(OE, 90, "Visitationen", opening, type=CLINICAL, electronic=line(4, "visitationen"))


def _closing(story: Story, medicine: SorCode, geriatrics: SorCode, lungs: SorCode) -> None:
    """Lungemedicinsk Afdeling closes with its number and one of its sections; the other has a new home by then."""
    story.closes(lungs, 60, successor=medicine)
    story.number(lungs, "sygehus", (-4000, {}))
    ambulatory = story.opens(
        OE, -2500, "Lungeambulatoriet", lungs, type=CLINICAL, shak=Shak("9990031"), inherits_location_number=True
    )
    story.closes(ambulatory, 60)
    bed = story.opens(
        OE, -4000, "Sengeafsnit L1", lungs, type=CLINICAL, shak=Shak("9990032"), inherits_location_number=True
    )
    story.changes(bed, 60, parent=medicine, shak=Shak("9990012"), name="Sengeafsnit M2")
    rehabilitation = story.opens(OE, -2000, "Rehabiliteringsafsnittet", medicine, type=CLINICAL, shak=Shak("9990013"))
    story.changes(rehabilitation, 150, parent=geriatrics, shak=Shak("9990021"))


def surgery(story: Story, hospital: SorCode) -> None:
    """Two departments have become one, and what they had below them moved along or closed."""
    centre = story.opens(OE, -5400, "Kirurgisk Center", hospital, type=ADMINISTRATIVE, inherits_location_number=True)
    surgery = story.opens(
        OE, -5400, "Kirurgisk Afdeling K", centre, type=CLINICAL, shak=Shak("999004"), specialities=(SURGERY,)
    )
    urology = story.opens(
        OE, -3600, "Urologisk Afdeling U", centre, type=CLINICAL, shak=Shak("999005"), specialities=(UROLOGY,)
    )
    merged = story.opens(
        OE,
        -900,
        "Fælles Kirurgisk Afdeling",
        centre,
        type=CLINICAL,
        shak=Shak("999006"),
        specialities=(SURGERY, UROLOGY),
        inherits_location_number=False,
    )
    for former in (surgery, urology):
        story.closes(former, -900, successor=merged)
        story.number(former, "sygehus", (-3600, {}))
    story.number(merged, "sygehus", (-900, {}))
    for name, former, before, now in (("Sengeafsnit K1", surgery, "9990041", "9990061"),
                                      ("Sengeafsnit U1", urology, "9990051", "9990062")):  # fmt: skip
        bed = story.opens(
            OE, -3600, name, former, type=CLINICAL, shak=Shak(before), inpatient=True, inherits_location_number=True
        )
        story.changes(bed, -900, parent=merged, shak=Shak(now))
    day_surgery = story.opens(OE, -2400, "Dagkirurgisk Afsnit", surgery, type=CLINICAL, shak=Shak("9990042"))
    story.closes(day_surgery, -900)
    story.number(day_surgery, "sygehus", (-2400, {}))
    _hidden_numbers(story, hospital)


def _hidden_numbers(story: Story, hospital: SorCode) -> None:
    radiology = story.opens(OE, -3000, "Røntgen og Skanning", hospital, type=RADIOLOGY, specialities=("394914008",))
    story.number(radiology, "sygehus", (-3000, {"internal_only": True, "note": "Kun til interne rekvisitioner"}))
    theatre = story.opens(OE, -3000, "Operationsgangen", hospital, type=THEATRE)
    story.number(theatre, "sygehus", (-3000, {}), (-200, {"not_active": True}))
    pharmacy = story.opens(OE, -3000, "Sygehusapoteket", hospital, type=HOSPITAL_PHARMACY)
    story.number(pharmacy, "sygehus", (-3000, {}), until=-400)
    story.number(pharmacy, "sygehus", (-400, {"note": "Afløser det tidligere nummer"}))
