"""Region Eksempel, which is nowhere: a hospital and two practices to which everything has happened that can."""

from datetime import date

from domain.identifiers import PNumber, Shak, SorCode
from domain.records import Lives
from domain.units import GeographicalRelation, UnitKind
from synthetic.demo.hospital import medicine, surgery
from synthetic.demo.places import REGION, line, place
from synthetic.demo.practices import practices
from synthetic.demo.story import Story
from synthetic.issued import DEMO_COMPANIES, company
from synthetic.mailboxes import Post
from synthetic.vocabulary import Vocabulary


def region(today: date, vocabulary: Vocabulary) -> Lives:
    """What is planned lies ahead of `today`, whatever day that is. Raises `Incomplete`."""
    story = Story(today, Post(vocabulary), REGION)
    hospital = _hospital(story)
    medicine(story, hospital)
    surgery(story, hospital)
    practices(story)
    return story.told()


def _hospital(story: Story) -> SorCode:
    """It has got another name and another house, and another entrance is planned; most of what is below it inherits."""
    owner = story.opens(
        UnitKind.INSTITUTION_OWNER,
        -5400,
        "Region Eksempel",
        type="550881000005103",
        cvr=company(DEMO_COMPANIES),
        postal=place("Eksempeltorvet", "1", "4100", "Ringsted", "0329"),
        electronic=line(1, "region-eksempel"),
    )
    hospital = story.opens(
        UnitKind.HEALTH_INSTITUTION,
        -5400,
        "Eksempel Sygehus",
        owner,
        type="22232009",
        cvr=company(DEMO_COMPANIES),
        p_number=PNumber("9999000001"),
        shak=Shak("9990"),
        postal=place("Gammel Sygehusvej", "10", "4180", "Sorø", "0340"),
        electronic=line(2, "eksempel-sygehus"),
        geographical_relation=GeographicalRelation.OWN_PLACE,
        ambulant=True,
        inpatient=True,
        treatment_site=True,
    )
    story.changes(hospital, -1500, name="Eksempel Hospital")
    story.changes(hospital, -300, postal=place("Ny Sygehusvej", "2", "4100", "Ringsted", "0329"))
    story.changes(hospital, 210, visiting=place("Ny Sygehusvej", "4", "4100", "Ringsted", "0329", "Hovedindgangen"))
    story.number(hospital, "sygehus", (-5400, {}), (100, {"note": "Nyt journalsystem"}))
    return hospital
