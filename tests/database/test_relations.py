"""Units beside units: whom one replaces, by whom it is replaced, with whom it cooperates."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import relations
from db.reading.snapshot import Snapshot
from domain.periods import Moment, Period, Version
from domain.records import Lives, Succession, UnitLife
from domain.relations import Relation
from domain.units import Facts, UnitKind
from tests.registers import code, reading

OPENED, MERGED, TODAY = date(2020, 1, 1), date(2024, 1, 1), date(2026, 1, 1)
OLD, NEW, STRANGER, ALONE = code(0), code(1), code(8), code(2)
REGISTER = Lives(
    units=tuple(
        UnitLife(
            sor_code=unit,
            kind=UnitKind.INSTITUTION_OWNER,
            first_from=OPENED,
            timeline=(Version(Period(OPENED), Facts(name="Prøve")),),
        )
        for unit in (OLD, NEW, ALONE)
    ),
    successions=(Succession(NEW, OLD, MERGED), Succession(NEW, STRANGER, MERGED)),
)


async def test_a_succession_is_told_of_both_units_also_of_a_stranger(engine: AsyncEngine) -> None:
    async with reading(engine, REGISTER) as db:
        told = await relations.relations(db, [OLD, ALONE, NEW, STRANGER], Moment(TODAY))
        assert db.statements == 1

    since = Period(MERGED)
    assert told == [
        [Relation("REPLACED_BY", OLD, NEW, since)],
        [],
        [Relation("REPLACES", NEW, OLD, since), Relation("REPLACES", NEW, STRANGER, since)],
        [Relation("REPLACED_BY", STRANGER, NEW, since)],
    ]


async def test_what_has_not_come_yet_is_not_told(engine: AsyncEngine) -> None:
    async with reading(engine, REGISTER) as db:
        assert await relations.relations(db, [NEW], Moment(date(2023, 12, 31))) == [[]]
        assert len((await relations.relations(db, [NEW], Moment(MERGED)))[0]) == 2


async def test_cooperation_is_mutual(engine: AsyncEngine) -> None:
    async with reading(engine, REGISTER):
        pass
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO unit_relation (sor_code, type, other, valid, note)"
                f" VALUES ({OLD}, 'COOPERATES', {ALONE}, '[2021-01-01,2022-01-01)', 'fælles vagt')"
            )
        )
    async with Snapshot(engine) as db:
        told = await relations.relations(db, [ALONE, OLD], Moment(TODAY))

    days = Period(date(2021, 1, 1), date(2022, 1, 1))
    assert told[0] == [Relation("COOPERATES", ALONE, OLD, days, "fælles vagt")]
    assert Relation("COOPERATES", OLD, ALONE, days, "fælles vagt") in told[1]
