"""Københavns Kommune: its public hierarchy of 2025 as facts, with addresses and telephone numbers that are examples.

Who sits where, names, types, company and location numbers are those of the public register (koebenhavn.csv). It does
not tell since when: that is estimated from the serials of the SOR codes, which ascend. What it does not tell of the
location numbers is filled in from the code lists.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.identifiers import Cvr, SorCode, cvr, gln, sor_code
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, UnitLife
from domain.units import Facts, UnitKind
from synthetic.batches import Batch
from synthetic.care import HEALTH_CENTRE, NURSING_HOME, TRAINING
from synthetic.data import rows
from synthetic.dice import Dice
from synthetic.mailboxes import Post, all_exchanged
from synthetic.municipalities import DENTAL_CARE, HEALTH_VISITORS
from synthetic.places import Atlas
from synthetic.vocabulary import Vocabulary

MUNICIPALITY, REGION = "0101", "1084"
TOWN_HALL = Address(
    street="Rådhuspladsen",
    house_number="1",
    post_code="1550",
    district="København V",
    municipality=MUNICIPALITY,
    region=REGION,
)
AN_EXAMPLE = "Eksempeladresse: enheden ligger et andet sted"

KNOWN_SERIALS = ((0, date(2007, 1, 1)), (69_848, date(2018, 4, 18)), (156_000, date(2025, 11, 1)))
"""Serials that the register had reached on a day; København's lie among them."""

SYSTEMS = {DENTAL_CARE: "tandlaege", HEALTH_VISITORS: "boernejournal", TRAINING: "sundhedscenter"}
"""What kind of system is likely to be behind the number of a unit of a type; otherwise that of home care."""

Row = dict[str, str]


def municipality(vocabulary: Vocabulary) -> Lives:
    """Every unit once, parents first, each from one day on without end."""
    city = _City(vocabulary)
    for row in rows("koebenhavn", "synthetic.demo"):
        city.take_in(row)
    return city.batch.taken()


class _City:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.batch = Batch()
        self._atlas = Atlas(vocabulary)
        self._post = Post(vocabulary)
        self._since: dict[SorCode, date] = {}
        self._types: dict[SorCode, str] = {}

    def take_in(self, row: Row) -> None:
        code = sor_code(row["sor_code"])
        parent = sor_code(row["parent"]) if row["parent"] else None
        first = since(code)
        start = first if parent is None else max(first, self._since[parent])
        self._since[code], self._types[code] = start, row["type"]
        facts = self._facts(row, code, parent)
        timeline = (Version(Period(start), facts),)
        life = UnitLife(sor_code=code, kind=UnitKind(row["level"]), first_from=first, timeline=timeline)
        self.batch.units.append(life)
        if row["number"] == "own":
            self._number(row, code, start)

    def _facts(self, row: Row, code: SorCode, parent: SorCode | None) -> Facts:
        kind = row["type"]
        own_house = kind == NURSING_HOME and parent is not None and self._types[parent] != kind
        institution = row["level"] == UnitKind.HEALTH_INSTITUTION.value
        postal = self._example(code) if own_house or institution else None
        return Facts(
            name=row["name"],
            parent=parent,
            type=kind or None,
            cvr=Cvr(cvr(row["cvr"])),
            postal=self.batch.placed(TOWN_HALL) if parent is None else postal,
            visiting=self._example(code) if kind == DENTAL_CARE and not row["number"] else None,
            activity=self._example(code) if kind == HEALTH_CENTRE else None,
            electronic=self._reached(code) if parent is None or own_house or institution else None,
            inherits_location_number={"own": False, "inherited": True, "": None}[row["number"]],
        )

    def _example(self, code: SorCode) -> AddressId:
        """Somewhere in the municipality: always the same for a unit, and not where it is."""
        dice = Dice(code)
        town = dice.one_of(self._atlas.towns(MUNICIPALITY))
        found = self._atlas.address(dice, town)
        said = replace(found, dar_id=None, east=None, north=None, validation_skipped_reason=AN_EXAMPLE)
        return self.batch.placed(said)

    def _reached(self, code: SorCode) -> ElectronicAddressId:
        serial = _serial(code)
        phone = f"12{Dice(code).below(1_000_000):06d}"
        return self.batch.reached(ElectronicAddress(phone=phone, email=f"kontakt@kk-{serial}.example"))

    def _number(self, row: Row, code: SorCode, start: date) -> None:
        number = gln(row["gln"])
        kind = SYSTEMS.get(row["type"], "eoj")
        system = self._post.systems[kind][0]
        mailbox = Mailbox(
            holder=code,
            region=REGION,
            system=system.system,
            supplier=system.supplier,
            network=self._post.networks[0],
            administrator=self._post.administrators[0],
        )
        valid = Period(start)
        self.batch.numbers.append(NumberLife(gln=number, first_from=start, timeline=(Version(valid, mailbox),)))
        self.batch.capabilities.extend(all_exchanged(number, self._post.messages[kind], valid))


def since(code: SorCode) -> date:
    """About when the register gave out a SOR code."""
    serial = _serial(code)
    for (before, first), (after, last) in pairwise(KNOWN_SERIALS):
        if serial <= after:
            return first + timedelta(days=(last - first).days * (serial - before) // (after - before))
    return KNOWN_SERIALS[-1][1]


def _serial(code: SorCode) -> int:
    return code // 10**10
