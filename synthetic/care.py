"""Care for the old and the ill in municipalities: nursing homes, home care, nursing, training, health centres."""

from domain.units import UnitKind
from synthetic.hospitals import ADMINISTRATIVE
from synthetic.shapes import Branch, Shape
from synthetic.words import floor, home, letter, number, quarter

SI = UnitKind.HEALTH_INSTITUTION
NURSING_HOME = "42665001"
HOME_CARE = "554821000005109"
HOME_NURSING = "550621000005101"
DWELLING = "554221000005108"
TRAINING = "546811000005109"
HEALTH_CENTRE = "264361005"
ADMINISTRATION = "554041000005106"
NURSE_CLINIC = "703069008"

GROUP = Shape(
    sort="gruppe",
    names=("{above}, gruppe {stem}", "{above} - Gruppe {stem}", "Gruppe {stem}, {above}"),
    types=(NURSING_HOME, DWELLING),
    word=letter,
    own_number=0.01,
    closes=0.07,
)
FLOOR = Shape(
    sort="etage",
    names=("{above} {stem}", "{above} - {stem}", "{stem}, {above}"),
    types=(NURSING_HOME, ADMINISTRATIVE),
    word=floor,
    below=(Branch(GROUP, 1, 1),),
    own_number=0.02,
    inherits_number=0.35,
    own_phone=0.2,
    closes=0.06,
)
HOMES = Shape(
    sort="plejehjem",
    spreads=True,
    names=("Plejehjemmet {stem}", "Plejecentret {stem}", "{stem} Plejecenter", "{stem}"),
    types=(NURSING_HOME,),
    word=home,
    below=(Branch(FLOOR, 1, 1.7),),
    own_place=0.95,
    own_phone=0.9,
    own_number=0.4,
    inherits_number=0.2,
    p_number=0.7,
    local_code="PLH",
)
SHIFT = Shape(
    sort="team",
    names=("{above}, Team {stem}", "{above} - Team {stem}", "{above} Gruppe {stem}"),
    types=(HOME_CARE, HOME_NURSING),
    word=number,
    own_number=0.03,
    inherits_number=0.5,
    closes=0.07,
)
HOME_CARE_DISTRICT = Shape(
    sort="hjemmepleje",
    spreads=True,
    names=("Hjemmeplejen {stem}", "Hjemmeplejen Distrikt {stem}", "Hjemmepleje {stem}"),
    types=(HOME_CARE,),
    word=quarter,
    below=(Branch(SHIFT, 1, 1),),
    own_place=0.6,
    own_phone=0.9,
    own_number=0.6,
    specialities=("658171000005102",),
    p_number=0.4,
    local_code="HJP",
)
CLINIC = Shape(
    sort="sygeplejeklinik",
    names=("Sygeplejeklinik {stem}, {above}", "Sygeplejeklinikken {stem}", "{above} - Klinik {stem}"),
    types=(NURSE_CLINIC, HOME_NURSING),
    word=number,
    own_place=0.4,
    own_number=0.1,
    inherits_number=0.5,
    ambulant=1,
    closes=0.07,
)
NURSING_DISTRICT = Shape(
    sort="hjemmesygepleje",
    spreads=True,
    names=("Hjemmesygeplejen {stem}", "Sygeplejen {stem}", "Sygepleje {stem}, {town}"),
    types=(HOME_NURSING,),
    word=quarter,
    below=(Branch(CLINIC, 0.4, 1), Branch(SHIFT, 0.6, 1)),
    own_place=0.5,
    own_phone=0.9,
    own_number=0.6,
    specialities=("658161000005107",),
    p_number=0.4,
    local_code="SPL",
)
TRAINING_CENTRE = Shape(
    sort="genoptraening",
    spreads=True,
    names=("Genoptræningscentret {town} {stem}", "Genoptræningen {town} {stem}", "Træningscenter {stem}, {town}"),
    types=(TRAINING,),
    word=quarter,
    below=(Branch(SHIFT, 1, 1),),
    own_place=0.9,
    own_phone=0.9,
    own_number=0.8,
    system="sundhedscenter",
    specialities=("658141000005108",),
    p_number=0.6,
    ambulant=1,
    treatment=0.5,
    local_code="GEN",
)
CENTRE = Shape(
    sort="sundhedscenter",
    spreads=True,
    names=("Sundhedscenter {town} {stem}", "Sundhedscentret {stem}, {town}", "Sundhedshuset {town} {stem}"),
    types=(HEALTH_CENTRE,),
    word=quarter,
    below=(Branch(SHIFT, 1, 1),),
    own_place=0.9,
    own_phone=0.9,
    own_number=0.7,
    system="sundhedscenter",
    specialities=("658151000005105",),
    p_number=0.6,
    ambulant=1,
    treatment=0.4,
    local_code="SUC",
)
AREA = Shape(
    sort="omraade",
    names=("Område {stem}", "Sundhed og Ældre - {stem}", "Distrikt {stem}"),
    types=(ADMINISTRATIVE,),
    word=quarter,
    below=(
        Branch(HOMES, 0.58, 8.5),
        Branch(HOME_CARE_DISTRICT, 0.18, 7),
        Branch(NURSING_DISTRICT, 0.14, 6),
        Branch(TRAINING_CENTRE, 0.06, 4),
        Branch(CENTRE, 0.04, 4),
    ),
    own_place=0.3,
    own_phone=0.6,
    own_number=0.15,
    inherits_number=0.5,
    local_code="OMR",
    closes=0.03,
)
CARE = Shape(
    sort="sundhedsforvaltning",
    names=("Sundheds- og Omsorgsforvaltningen {stem}", "Sundhed og Omsorg {stem}", "Senior og Sundhed {stem}"),
    types=(ADMINISTRATION,),
    kind=SI,
    below=(Branch(AREA, 1, 55),),
    own_place=0.7,
    own_phone=1,
    own_number=0.85,
    local_code="SUF",
    closes=0,
)
