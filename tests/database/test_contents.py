"""Content hashes of the database and of the register in memory: the same, and changed by what changes, on its days."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading.choosing import Readers
from db.reading.postgres import PostgresReader
from db.reading.reader import Reader
from db.reading.snapshot import Snapshot
from domain.addresses import ElectronicAddress
from domain.identifiers import SorCode, sor_code_of
from domain.location_numbers import Direction, MessageType
from domain.operations import (
    AddMessages,
    Alter,
    AlterNumber,
    Close,
    CloseNumber,
    Correct,
    Create,
    EndMessages,
    Exchange,
    Inherit,
    Issue,
    Move,
    Operation,
    Relate,
    Said,
    Unrelate,
)
from domain.periods import Moment
from domain.records import Lives
from domain.units import UnitKind
from tests.builders import (
    COMPANY,
    DIALYSIS,
    HOSPITAL,
    KIDNEY,
    MEDICINE,
    MEDICINE_NUMBER,
    REGION,
    SURGERY,
    THEATRE,
    THEATRE_NUMBER,
    TODAY,
    WARD,
)
from tests.detailed_registers import detailed_registers
from tests.keeping import brought, kept
from tests.questions import SERIALS
from tests.registers import code, days
from tests.residents import both
from tests.writers import BOX, DEPARTMENT, Desk, desk, stored, wards

CODES = [*(code(serial) for serial in range(SERIALS + 1)), code(0)]
"""Every unit there may be, a stranger, and one twice."""

MANY = 1_000
NEW = sor_code_of(9010)
UNITS = [REGION, HOSPITAL, SURGERY, THEATRE, WARD, MEDICINE, DIALYSIS, KIDNEY, COMPANY, NEW]
Told = dict[SorCode, str | None]
SOON = date(2027, 2, 1)
"""Before anything else that is planned of the hospital."""

PHONE = ElectronicAddress(phone="70100999")
HIDDEN = replace(BOX, said={**BOX.said, "internal_only": True})
CALLED = Said(facts={"electronic": PHONE.id}, electronic_addresses=(PHONE,))
OPENING = Said(facts={"name": "Nyt afsnit", "type": DEPARTMENT})
SENT = (Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.SEND),)
RECEIVED = (Exchange(message_type=MessageType("DIS01", "D0133L"), direction=Direction.RECEIVE),)

CHANGES: Sequence[tuple[Callable[[date], Operation], set[SorCode]]] = (
    (lambda day: Alter(unit=THEATRE, said=Said(facts={"name": "Gangen"}), since=day), {THEATRE, SURGERY}),
    (lambda day: Alter(unit=SURGERY, said=Said(facts={"specialities": ("394584008",)}), since=day), {SURGERY}),
    (
        lambda day: Alter(unit=WARD, said=CALLED, since=day),
        {WARD, SURGERY},
    ),
    (lambda day: Alter(unit=KIDNEY, said=Said(facts={"activity": None}), since=day), {KIDNEY, MEDICINE}),
    (lambda day: Alter(unit=MEDICINE, said=Said(facts={"ambulant": True}), since=day), {MEDICINE}),
    (lambda day: Alter(unit=THEATRE, said=Said(facts={"local_attributes": ("nyt", None)}), since=day), set()),
    (lambda day: Inherit(unit=KIDNEY, inherits=False, since=day), {KIDNEY, MEDICINE}),
    (lambda day: Issue(unit=WARD, number=BOX, since=day), {WARD, SURGERY}),
    (lambda day: Issue(unit=KIDNEY, number=HIDDEN, since=day), set()),
    (lambda day: AlterNumber(gln=MEDICINE_NUMBER, said={"note": "Ring først"}, since=day), {MEDICINE}),
    (lambda day: AlterNumber(gln=THEATRE_NUMBER, said={"note": "Kun internt"}, since=day), set()),
    (lambda day: AddMessages(gln=MEDICINE_NUMBER, exchanges=SENT, since=day), {MEDICINE}),
    (
        lambda day: EndMessages(gln=MEDICINE_NUMBER, exchanges=RECEIVED, last_day=day - timedelta(days=1)),
        {MEDICINE},
    ),
    (lambda day: AlterNumber(gln=MEDICINE_NUMBER, said={"not_active": True}, since=day), {MEDICINE}),
    (lambda day: AlterNumber(gln=THEATRE_NUMBER, said={"internal_only": False}, since=day), {THEATRE, SURGERY}),
    (lambda day: CloseNumber(gln=THEATRE_NUMBER, last_day=day - timedelta(days=1)), {THEATRE, SURGERY}),
    (
        lambda day: Relate(unit=THEATRE, type="COOPERATES", other=KIDNEY, since=day),
        {THEATRE, SURGERY, KIDNEY, MEDICINE},
    ),
    (
        lambda day: Create(
            kind=UnitKind.ORGANIZATIONAL_UNIT,
            parent=MEDICINE,
            said=OPENING,
            since=day,
        ),
        {NEW, MEDICINE},
    ),
    (lambda day: Move(unit=THEATRE, parent=MEDICINE, since=day), {SURGERY, MEDICINE}),
    (lambda day: Close(unit=THEATRE, last_day=day - timedelta(days=1)), {THEATRE, MEDICINE, KIDNEY}),
    (lambda day: Close(unit=COMPANY, last_day=day - timedelta(days=1)), {COMPANY}),
)
"""What is planned for a day, and whose hashes it changes from then on, beside those of the hospital and the region."""


@settings(max_examples=15)
@given(register=detailed_registers(), day=days)
async def test_memory_and_database_tell_the_same_hashes(engine: AsyncEngine, register: Lives, day: date) -> None:
    at = Moment(day)
    async with both(engine, register) as readers:
        await readers.agree(
            lambda reader: reader.content_hashes(CODES[:3], at, MANY),
            lambda reader: reader.content_hashes(CODES, at, MANY),
            lambda reader: reader.content_hashes(CODES[::-1], at, MANY),
        )


async def test_whatever_changes_below_a_unit_changes_its_hash_from_its_day_on_and_no_other(database: str) -> None:
    await stored(database)
    async with desk(database) as office, kept(database) as keeper:
        readers = Readers(office.readers, keeper)
        for step, (planned, changed) in enumerate(CHANGES):
            day = SOON + timedelta(days=step)
            before = await told(office, readers, day)
            answer = await office.carry_out(planned(day))
            assert answer.errors == (), planned(day)
            await brought(keeper)
            after = await told(office, readers, day)

            assert differing(before[0], after[0]) <= {NEW}, f"the day before: {planned(day)}"
            expected = changed | {HOSPITAL, REGION} if changed - {COMPANY} else changed
            assert differing(before[1], after[1]) == expected, planned(day)


async def test_a_correction_changes_the_hashes_of_the_days_that_it_is_of(database: str) -> None:
    await stored(database)
    first, last = date(2010, 3, 1), date(2010, 3, 31)
    asked = [first - timedelta(days=1), first, last, last + timedelta(days=1), TODAY]
    async with desk(database) as office:
        async with Snapshot(office.readers) as db:
            before = [await hashes(PostgresReader(db), Moment(day)) for day in asked]
            recorded = (await PostgresReader(db).totals()).changed
        name = Correct(unit=SURGERY, said=Said(facts={"name": "Kirurgien"}), since=first, last_day=last)
        answer = await office.carry_out(name)
        async with Snapshot(office.readers) as db:
            after = [await hashes(PostgresReader(db), Moment(day)) for day in asked]
            once = [await hashes(PostgresReader(db), Moment(day, recorded)) for day in asked]

    differ = [differing(was, now) for was, now in zip(before, after, strict=True)]
    assert answer.errors == ()
    assert differ == [set(), {SURGERY, HOSPITAL, REGION}, {SURGERY, HOSPITAL, REGION}, set(), set()]
    assert once == before


async def test_what_began_and_ended_leaves_all_hashes_as_they_were(database: str) -> None:
    await stored(database)
    async with desk(database) as office:
        async with Snapshot(office.readers) as db:
            before = await hashes(PostgresReader(db), Moment(SOON))
        await office.carry_out(Relate(unit=WARD, type="COOPERATES", other=KIDNEY, since=SOON))
        ended = Unrelate(unit=WARD, type="COOPERATES", other=KIDNEY, last_day=SOON + timedelta(days=9))
        assert (await office.carry_out(ended)).errors == ()
        async with Snapshot(office.readers) as db:
            during = await hashes(PostgresReader(db), Moment(SOON))
            after = await hashes(PostgresReader(db), Moment(SOON + timedelta(days=10)))

    assert differing(before, during) == {WARD, SURGERY, KIDNEY, MEDICINE, HOSPITAL, REGION}
    assert after == before


async def test_before_anything_was_recorded_nobody_has_a_hash(database: str) -> None:
    await stored(database)
    async with desk(database) as office, Snapshot(office.readers) as db:
        moment = Moment(TODAY, datetime(2001, 1, 1, tzinfo=UTC))
        assert await PostgresReader(db).content_hashes(UNITS, moment, MANY) == [None] * len(UNITS)


async def test_the_statements_do_not_follow_how_many_units_there_are(database: str) -> None:
    await stored(database, wards(60))
    counts = []
    async with desk(database) as office:
        for codes in ([MEDICINE], [HOSPITAL], [REGION, COMPANY], UNITS[:-1], [DIALYSIS]):
            async with Snapshot(office.readers) as db:
                found = await PostgresReader(db).content_hashes(codes, Moment(TODAY), MANY)
                assert found is not None
                counts.append((sum(one.units for one in found if one), db.statements))

    assert counts == [(2, 7), (66, 7), (68, 7), (143, 7), (1, 7)]


async def told(office: Desk, readers: Readers, day: date) -> list[Told]:
    """The hashes of the day before and of the day, on which memory and database agree."""
    found = []
    for asked in (day - timedelta(days=1), day):
        async with Snapshot(office.readers) as one, Snapshot(office.readers) as other:
            reader = readers.reader(one)
            found.append(await hashes(reader, Moment(asked)))
            assert reader.statements == 0
            assert found[-1] == await hashes(PostgresReader(other), Moment(asked))
    return found


def differing(before: Told, after: Told) -> set[SorCode]:
    return {one for one in UNITS if before[one] != after[one]}


async def hashes(reader: Reader, moment: Moment) -> Told:
    found = await reader.content_hashes(UNITS, moment, MANY)
    assert found is not None
    return {code: one and one.hash for code, one in zip(UNITS, found, strict=True)}
