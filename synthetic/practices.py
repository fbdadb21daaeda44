"""Private owners: doctors, dentists, therapists, pharmacies, opticians. Practitioners are numbered, never named."""

from dataclasses import dataclass, replace

from domain.units import UnitKind
from synthetic.shapes import Branch, Shape, Trade
from synthetic.words import clinic, letter, number

SI = UnitKind.HEALTH_INSTITUTION
PRACTITIONER_TYPE = "255203001"

PRACTITIONER = Shape(
    sort="behandler",
    names=("Behandler {stem}", "Behandler {stem}, {above}", "{above}, behandler {stem}"),
    types=(PRACTITIONER_TYPE,),
    word=letter,
    own_phone=0.1,
    own_number=0.04,
    inherits_number=0.85,
    provider=True,
    closes=0.12,
    ambulant=1,
)
OWNER = Shape(
    sort="privat",
    names=("{stem} ApS", "{stem} I/S", "{stem}"),
    types=("550891000005100",),
    kind=UnitKind.INSTITUTION_OWNER,
    own_place=1,
    own_phone=1,
    own_number=0.45,
    closes=0.1,
)
PLACE = Shape(
    sort="klinik",
    names=("{stem}",),
    types=(),
    kind=SI,
    own_place=0.5,
    own_phone=0.8,
    own_number=0.45,
    inherits_number=0.45,
    provider=True,
    p_number=1,
    treatment=0.9,
    ambulant=1,
    closes=0.04,
)


@dataclass(frozen=True, slots=True)
class Practice:
    """A trade: `weight` among the others, the most units that an owner of it has, its clinic and what it is called."""

    weight: float
    largest: int
    clinic: Shape


def _practice(
    weight: float,
    largest: int,
    sort: str,
    type: str,
    names: tuple[str, ...],
    system: str,
    practitioner: str,
    specialities: tuple[str, ...] = (),
    changed: Shape = PLACE,
) -> Practice:
    below = replace(
        PRACTITIONER,
        names=(
            practitioner + " {stem}",
            practitioner + " {stem}, {above}",
            "{above}, " + practitioner.lower() + " {stem}",
        ),
        system=system,
        specialities=specialities[:1],
        word=number if largest > 20 else letter,
        provider=changed.provider,
    )
    place = replace(
        changed,
        sort=sort,
        types=(type,),
        names=names,
        word=clinic,
        system=system,
        specialities=specialities,
        below=(Branch(below, 1, 1),),
    )
    return Practice(weight, largest, place)


WITHOUT_PROVIDER_NUMBER = replace(PLACE, provider=False)

SPECIALISTS = (
    Trade("Øjenlægerne", ("394594003",)),
    Trade("Øre-næse-halslægerne", ("394604002",)),
    Trade("Hudlægerne", ("394582007",)),
    Trade("Gynækologerne", ("394585009",)),
    Trade("Psykiaterne", ("394587001",)),
    Trade("Reumatologerne", ("394810000", "419192003")),
)

PRACTICES = (
    _practice(30, 9, "laegehus", "394761003",
              ("Lægehuset {stem}, {town}", "Lægerne {stem}, {town}", "Lægeklinikken {stem}, {town}"),
              "laege", "Læge", ("408443003",)),
    _practice(22, 12, "tandlaege", "550681000005102",
              ("Tandlægerne {stem}, {town}", "Tandlægehuset {stem}, {town}", "Tandklinikken {stem}, {town}"),
              "tandlaege", "Tandlæge", ("394812008",)),
    _practice(12, 14, "fysioterapi", "547011000005103",
              ("Fysioterapien {stem}, {town}", "Klinik for Fysioterapi {stem}, {town}", "FysioHuset {stem}, {town}"),
              "fysioterapi", "Fysioterapeut"),
    _practice(8, 6, "psykolog", "550711000005101",
              ("Psykologerne {stem}, {town}", "Psykologhuset {stem}, {town}", "Psykologisk Klinik {stem}, {town}"),
              "psykolog", "Psykolog"),
    _practice(7, 5, "fodterapi", "554061000005105",
              ("Fodterapien {stem}, {town}", "Fodklinikken {stem}, {town}", "Klinik for Fodterapi {stem}, {town}"),
              "fodterapi", "Fodterapeut"),
    _practice(5, 7, "kiropraktor", "550641000005106",
              ("Kiropraktorerne {stem}, {town}", "Kiropraktisk Klinik {stem}, {town}", "RygHuset {stem}, {town}"),
              "kiropraktor", "Kiropraktor"),
    _practice(3, 24, "privathospital", "22232009",
              ("Privathospitalet {stem}, {town}", "Privatklinikken {stem}, {town}", "Klinikhospitalet {stem}, {town}"),
              "privathospital", "Klinik", ("394801008", "394604002", "394609007"),
              replace(WITHOUT_PROVIDER_NUMBER, inpatient=0.6)),
    *(
        _practice(1.4, 6, "speciallaege", "550671000005100",
                  (trade.word + " {stem}, {town}", trade.word + " i {town}, {stem}", "Speciallægerne {stem}, {town}"),
                  "speciallaege", "Speciallæge", trade.specialities)
        for trade in SPECIALISTS
    ),
)  # fmt: skip

PHARMACY = _practice(
    5, 7, "apotek", "264372000",
    ("Apoteket {stem}, {town}", "{town} {stem} Apotek", "Apotek {stem}, {town}"),
    "apotek", "Filial", (), replace(WITHOUT_PROVIDER_NUMBER, pharmacy=True, treatment=0),
)  # fmt: skip
BRANCH = replace(
    PHARMACY.clinic.below[0].shape, sort="filial", types=("557501000005109",), pharmacy=True, own_place=0.9, word=number
)
OPTICIAN = _practice(
    5, 6, "optiker", "557581000005102",
    ("Optikerne {stem}, {town}", "Synscentret {stem}, {town}", "Brillehuset {stem}, {town}"),
    "laege", "Optometrist", (), replace(WITHOUT_PROVIDER_NUMBER, own_number=0.05, inherits_number=0.1),
)  # fmt: skip

ALL = (
    *PRACTICES,
    replace(PHARMACY, clinic=replace(PHARMACY.clinic, below=(Branch(BRANCH, 1, 1),))),
    OPTICIAN,
)
