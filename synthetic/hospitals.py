"""Hospitals down to their teams: centres, departments with their trades, sections."""

from dataclasses import replace

from domain.units import UnitKind
from synthetic.shapes import Branch, Shape, Trade
from synthetic.words import letter

SI = UnitKind.HEALTH_INSTITUTION
CLINICAL = "550851000005109"
ADMINISTRATIVE = "550811000005108"
SERVICE = "550821000005102"

CENTRES = (
    "Hjertecentret", "Abdominalcentret", "Neurocentret", "Diagnostisk Center", "Medicinsk Center", "Kirurgisk Center",
    "Akutcentret", "Kvinde-barn-centret", "Kræftcentret", "Hovedortocentret", "Center for Planlagt Kirurgi",
)  # fmt: skip

DEPARTMENTS = (
    Trade("Medicinsk Afdeling", ("419192003", "394803006", "394810000", "394583002",
                                 "394811001", "394589003", "394584008", "418112009")),
    Trade("Kirurgisk Afdeling", ("394609007", "551411000005104", "394612005")),
    Trade("Akutmodtagelsen", ("773568002",), "550871000005101"),
    Trade("Radiologisk Afdeling", ("394914008",), "309964003"),
    Trade("Intensiv Afdeling", ("394577000",), "309904001"),
    Trade("Kardiologisk Afdeling", ("394579002", "419192003")),
    Trade("Neurologisk Afdeling", ("394591006", "394809005")),
    Trade("Ortopædkirurgisk Afdeling", ("394801008",)),
    Trade("Gynækologisk-obstetrisk Afdeling", ("394585009",)),
    Trade("Pædiatrisk Afdeling", ("394537008",)),
    Trade("Geriatrisk Afdeling", ("394811001", "419192003")),
    Trade("Lungemedicinsk Afdeling", ("418112009", "394805004")),
    Trade("Onkologisk Afdeling", ("394592004",)),
    Trade("Øre-næse-halskirurgisk Afdeling", ("394604002",)),
    Trade("Klinisk Biokemisk Afdeling", ("394596001",)),
    Trade("Operationsgangen", (), "551611000005102"),
    Trade("Skadestuen", (), "225728007"),
    Trade("Sygehusapoteket", ("394600006",), "554071000005100"),
    Trade("Forskningsenheden", (), "550841000005107"),
    Trade("Uddannelsesenheden", (), "550831000005104"),
    Trade("Teknik og Service", (), SERVICE),
)  # fmt: skip

SECTIONS = (
    "Sengeafsnit 1", "Ambulatorium", "Sengeafsnit 2", "Dagafsnit", "Sekretariat", "Dagkirurgi", "Intermediært Afsnit",
    "Visitation", "Sengeafsnit 3", "Ambulatorium 2", "Telefonklinik", "Sammedagsklinik",
)  # fmt: skip

TEAM = Shape(
    sort="team",
    names=("{above}, Team {stem}", "Team {stem} - {above}", "{above} Gruppe {stem}"),
    types=(CLINICAL, ADMINISTRATIVE),
    word=letter,
    own_number=0.03,
    system="sygehus",
    ambulant=0.5,
    inpatient=0.2,
    closes=0.07,
)
SECTION = Shape(
    sort="afsnit",
    names=("{stem}, {above}", "{above} {stem}", "{above} - {stem}"),
    types=(CLINICAL, SERVICE),
    word=lambda dice, place: SECTIONS[place] if place < len(SECTIONS) else f"Klinik {place - len(SECTIONS) + 1}",
    below=(Branch(TEAM, 1, 1),),
    own_place=0.12,
    own_phone=0.4,
    own_number=0.34,
    inherits_number=0.36,
    system="sygehus",
    shak=7,
    p_number=0.1,
    ambulant=0.6,
    inpatient=0.45,
    reporting=True,
    treatment=0.5,
    local_code="AFS",
)
DEPARTMENT = Shape(
    sort="afdeling",
    names=("{stem}", "{stem}, {town}", "{stem} - {town}"),
    types=(CLINICAL,),
    trades=DEPARTMENTS,
    below=(Branch(SECTION, 1, 3.2),),
    own_place=0.25,
    own_phone=0.7,
    own_number=0.6,
    inherits_number=0.25,
    system="sygehus",
    shak=6,
    p_number=0.2,
    ambulant=0.9,
    inpatient=0.7,
    reporting=True,
    treatment=0.6,
    local_code="AFD",
    closes=0.06,
)
CENTRE = Shape(
    sort="center",
    names=("{stem}", "{stem}, {town}", "{stem} {town}"),
    types=(ADMINISTRATIVE, CLINICAL),
    word=lambda dice, place: CENTRES[place] if place < len(CENTRES) else f"Center {place + 1}",
    below=(Branch(DEPARTMENT, 1, 13),),
    own_place=0.2,
    own_phone=0.5,
    own_number=0.1,
    inherits_number=0.5,
    system="sygehus",
    local_code="CTR",
    closes=0.03,
    moves=0,
)

HOSPITAL = Shape(
    sort="sygehus",
    names=("{stem}", "{stem} - {town}", "{stem}, {town}"),
    types=("22232009",),
    kind=SI,
    below=(Branch(CENTRE, 1, 70),),
    own_place=1,
    own_phone=1,
    own_number=0.9,
    system="sygehus",
    shak=4,
    p_number=1,
    ambulant=1,
    inpatient=1,
    treatment=1,
    local_code="SGH",
    closes=0.02,
)
SMALL_HOSPITAL = replace(HOSPITAL, below=(Branch(DEPARTMENT, 1, 13),), closes=0.05)
