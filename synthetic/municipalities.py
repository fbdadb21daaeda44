"""The municipalities: care, social services with their dwellings, dental care and health visitors for the young."""

from domain.units import UnitKind
from synthetic.care import CARE, DWELLING, FLOOR, GROUP
from synthetic.hospitals import ADMINISTRATIVE, SERVICE
from synthetic.regions import OTHER_INSTITUTION
from synthetic.shapes import Branch, Shape, Trade
from synthetic.words import floor, home, letter, quarter, school

SI = UnitKind.HEALTH_INSTITUTION
DENTAL_CARE = "550691000005104"
HEALTH_VISITORS = "554021000005101"

DWELLING_GROUP = Shape(
    sort="bostedsgruppe",
    names=GROUP.names,
    types=(DWELLING,),
    word=letter,
    own_number=0.01,
    closes=0.07,
)
DWELLING_HOUSE = Shape(
    sort="bostedshus",
    names=FLOOR.names,
    types=(DWELLING, ADMINISTRATIVE),
    word=floor,
    below=(Branch(DWELLING_GROUP, 1, 1),),
    own_number=0.02,
    closes=0.06,
)
DWELLINGS = Shape(
    sort="bosted",
    spreads=True,
    names=("Bostedet {stem}", "Botilbuddet {stem}", "{stem}"),
    types=(DWELLING,),
    word=home,
    below=(Branch(DWELLING_HOUSE, 1, 1.8),),
    own_place=0.9,
    own_phone=0.8,
    own_number=0.2,
    p_number=0.5,
    local_code="BOS",
)
SOCIAL_CENTRE = Shape(
    sort="socialcenter",
    names=("{stem}", "{stem}, {town}", "{stem} {town}"),
    types=(ADMINISTRATIVE, SERVICE),
    trades=tuple(map(Trade, ("Center for Botilbud", "Center for Handicap", "Center for Psykiatri og Udsatte",
                             "Rusmiddelcentret", "Aktivitets- og Samværstilbud", "Hjælpemiddelcentret",
                             "Myndighed og Visitation", "Døgntilbud for Unge"))),
    below=(Branch(DWELLINGS, 1, 7),),
    own_place=0.4,
    own_phone=0.7,
    own_number=0.35,
    inherits_number=0.3,
    local_code="SOC",
    closes=0.03,
)  # fmt: skip
SOCIAL = Shape(
    sort="socialforvaltning",
    names=("Socialforvaltningen {stem}", "Social og Handicap {stem}", "Handicap og Psykiatri {stem}"),
    types=(OTHER_INSTITUTION,),
    kind=SI,
    below=(Branch(SOCIAL_CENTRE, 1, 34),),
    own_place=0.6,
    own_phone=1,
    own_number=0.7,
    local_code="SOF",
    closes=0,
)

DENTAL_CLINIC = Shape(
    sort="tandklinik",
    spreads=True,
    names=("Tandklinikken {stem}", "{stem}s Tandklinik", "Tandplejen, {stem}"),
    types=(DENTAL_CARE,),
    word=school,
    own_place=0.6,
    own_phone=0.4,
    own_number=0.03,
    inherits_number=0.6,
    system="tandlaege",
    specialities=("658201000005103", "394608004"),
    ambulant=1,
    treatment=0.4,
    local_code="TND",
    closes=0.08,
)
DENTAL = Shape(
    sort="tandpleje",
    names=("Tandplejen {town} {stem}", "Kommunal Tandpleje {stem}, {town}", "Børne- og Ungdomstandplejen {stem}"),
    types=(DENTAL_CARE,),
    word=quarter,
    below=(Branch(DENTAL_CLINIC, 1, 1),),
    own_place=0.8,
    own_phone=1,
    own_number=0.9,
    system="tandlaege",
    specialities=("658201000005103",),
    p_number=0.5,
    local_code="TPL",
    closes=0.03,
)
VISITORS_TEAM = Shape(
    sort="sundhedsplejeteam",
    names=("{above}, Team {stem}", "{above} - Team {stem}", "Team {stem}, {above}"),
    types=(HEALTH_VISITORS,),
    word=quarter,
    own_number=0.05,
    inherits_number=0.6,
    system="boernejournal",
    specialities=("658191000005101",),
    closes=0.07,
)
VISITORS = Shape(
    sort="sundhedspleje",
    spreads=True,
    names=("Sundhedsplejen {town} {stem}", "Sundhedsplejen område {stem}", "Sundhedsplejersker {stem}, {town}"),
    types=(HEALTH_VISITORS,),
    word=quarter,
    below=(Branch(VISITORS_TEAM, 1, 1),),
    own_place=0.6,
    own_phone=1,
    own_number=0.9,
    system="boernejournal",
    specialities=("658191000005101",),
    p_number=0.4,
    local_code="SPJ",
    closes=0.03,
)
CHILDREN = Shape(
    sort="boerneforvaltning",
    names=("Børne- og Ungdomsforvaltningen {stem}", "Børn og Unge {stem}", "Børn, Familie og Skole {stem}"),
    types=(OTHER_INSTITUTION,),
    kind=SI,
    below=(Branch(DENTAL, 0.55, 9), Branch(VISITORS, 0.45, 6)),
    own_place=0.5,
    own_phone=1,
    own_number=0.3,
    local_code="BUF",
    closes=0,
)

MUNICIPALITY = Shape(
    sort="kommune",
    names=("{stem}",),
    types=("547211000005108",),
    kind=UnitKind.INSTITUTION_OWNER,
    own_place=1,
    own_phone=1,
    own_number=0.3,
    closes=0,
)
ADMINISTRATIONS = ((CARE, 0.56), (SOCIAL, 0.28), (CHILDREN, 0.16))

OWN_NAMES = {"0101": "Københavns Kommune", "0400": "Bornholms Regionskommune", "0820": "Vesthimmerlands Kommune"}


def called(code: str, name: str) -> str:
    """What the municipality calls itself."""
    return OWN_NAMES.get(code, f"{name} Kommune")
