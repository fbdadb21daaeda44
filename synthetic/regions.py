"""The regions beside their hospitals: psychiatry, ambulances, doctors on call, offices; and how all are called."""

from dataclasses import replace
from typing import NamedTuple

from domain.units import UnitKind
from synthetic.data import rows
from synthetic.hospitals import ADMINISTRATIVE, DEPARTMENT, HOSPITAL, SERVICE
from synthetic.shapes import Branch, Shape, Trade
from synthetic.words import quarter

SI = UnitKind.HEALTH_INSTITUTION
OTHER_INSTITUTION = "550411000005105"

PSYCHIATRY = (
    Trade("Almenpsykiatrisk Afdeling", ("394587001",)),
    Trade("Børne- og Ungdomspsykiatrisk Afdeling", ("394588006",)),
    Trade("Retspsykiatrisk Afdeling", ("394587001",)),
    Trade("Gerontopsykiatrisk Afdeling", ("394587001", "394811001")),
)
PSYCHIATRIC_DEPARTMENT = replace(DEPARTMENT, trades=PSYCHIATRY, own_place=0.5, local_code="PSY")
PSYCHIATRIC_HOSPITAL = replace(
    HOSPITAL, sort="psykiatri", below=(Branch(PSYCHIATRIC_DEPARTMENT, 1, 16),), local_code="PSY", own_number=0.8
)

STATION = Shape(
    sort="station",
    names=("{above} {stem}", "{above}, {stem}", "{above} - Base {stem}"),
    types=(SERVICE, ADMINISTRATIVE),
    word=quarter,
    own_place=0.7,
    own_phone=0.5,
    own_number=0.2,
    system="laegevagt",
)
AMBULANCES = Shape(
    sort="praehospital",
    names=("Præhospitalet {stem}", "Præhospital {stem}", "{stem}, Præhospital Indsats"),
    types=("554211000005102",),
    kind=SI,
    below=(Branch(STATION, 1, 1),),
    own_place=1,
    own_phone=1,
    own_number=0.8,
    system="laegevagt",
    closes=0,
)
ON_CALL = Shape(
    sort="laegevagt",
    names=("Lægevagten {stem}", "Lægevagten i {stem}", "Vagtlægen {stem}"),
    types=("550661000005105",),
    kind=SI,
    below=(Branch(STATION, 1, 1),),
    own_place=0.8,
    own_phone=1,
    own_number=1,
    system="laegevagt",
    specialities=("408443003",),
    closes=0,
)
OFFICE = Shape(
    sort="kontor",
    names=("{stem}", "{stem}, {town}", "{stem} ({town})"),
    types=(ADMINISTRATIVE, SERVICE),
    trades=tuple(map(Trade, ("Regionssekretariatet", "Sundhedsplanlægning", "HR og Uddannelse", "Sundheds-it",
                             "Økonomi og Data", "Indkøb og Logistik", "Praksisafdelingen", "Kvalitet og Forskning",
                             "Bygninger og Teknik", "Kommunikation"))),
    own_place=0.2,
    own_phone=0.6,
    own_number=0.1,
)  # fmt: skip
HEADQUARTERS = Shape(
    sort="regionshus",
    names=("Regionshuset {town}", "Regionshuset i {town}", "Administrationen, {town}"),
    types=(OTHER_INSTITUTION,),
    kind=SI,
    below=(Branch(OFFICE, 1, 1),),
    own_place=1,
    own_phone=1,
    own_number=0.6,
    closes=0,
)
REGION = Shape(
    sort="region",
    names=("{stem}",),
    types=("550881000005103",),
    kind=UnitKind.INSTITUTION_OWNER,
    own_place=1,
    own_phone=1,
    own_number=0.3,
    system="sygehus",
    closes=0,
)

HOSPITAL_NAMES = ("Sygehus {}", "Hospitalet {}", "Regionssygehus {}", "{} Universitetssygehus", "Nærhospitalet {}",
                  "Specialhospitalet {}", "Storsygehuset {}")  # fmt: skip
PSYCHIATRY_NAMES = ("Psykiatrien {}", "Psykiatrisk Center {}", "Psykiatrisk Hospital {}")


class Kind(NamedTuple):
    """A kind of institution of a region: how much of the region it is, about how large one is, what they are called."""

    shape: Shape
    share: float
    size: float
    names: tuple[str, ...] = ()


REGIONAL = (
    Kind(HOSPITAL, 0.8, 420, HOSPITAL_NAMES),
    Kind(PSYCHIATRIC_HOSPITAL, 0.13, 250, PSYCHIATRY_NAMES),
    Kind(HEADQUARTERS, 0.03, 60),
    Kind(ON_CALL, 0.02, 40),
    Kind(AMBULANCES, 0.02, 40),
)


def invented(patterns: tuple[str, ...], region: str, place: int) -> str:
    """The name of a region's hospital number `place`, from 0: no other is called the same, and none that is real."""
    towns = [row["town"] for row in rows("hospital_towns") if row["region"] == region]
    turn, town = divmod(place, len(towns))
    name = patterns[(town + turn) % len(patterns)].format(towns[town])
    return name if turn < len(patterns) else f"{name} {turn - len(patterns) + 2}"
