"""The code lists that come along with the program, and the register's own."""

from collections import Counter
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.code_lists import brought_along, synced
from domain.code_lists import CodeList, CodeValue
from domain.periods import Period

ALWAYS = Period(date(1900, 1, 1))

CODE = text(
    "SELECT code, name_da, name_en, parent, levels, explained, lower(valid), upper(valid)"
    " FROM code_value WHERE list = :list AND code = :code"
)
ARCHIVED = text(
    "SELECT name_da, lower(known) < upper(known) AS was_known FROM code_value_archive"
    " WHERE list = 'region' AND code = '1081'"
)


async def told(engine: AsyncEngine, code_list: str, code: str) -> tuple[object, ...]:
    async with engine.connect() as connection:
        return tuple((await connection.execute(CODE, {"list": code_list, "code": code})).one())


async def run(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


def test_every_list_comes_along_but_shak_which_is_imported() -> None:
    values = brought_along()

    assert Counter(value.list for value in values) == {
        CodeList.UNIT_TYPE: 76,
        CodeList.SPECIALITY: 56,
        CodeList.REGION: 9,
        CodeList.MUNICIPALITY: 104,
        CodeList.POSTAL_CODE: 1103,
        CodeList.SYSTEM: 179,
        CodeList.SUPPLIER: 95,
        CodeList.NETWORK: 7,
        CodeList.ADMINISTRATOR: 3,
        CodeList.MESSAGE_TYPE: 203,
    }
    assert len({(value.list, value.code) for value in values}) == len(values)


def test_a_municipality_lies_in_a_region_and_a_system_has_a_supplier() -> None:
    codes = {(value.list, value.code) for value in brought_along()}
    above = {CodeList.MUNICIPALITY: CodeList.REGION, CodeList.SYSTEM: CodeList.SUPPLIER}
    placed = [value for value in brought_along() if value.list in above and value.explained]

    assert len(placed) == 104 + 176
    assert [value for value in placed if (above[value.list], value.parent) not in codes] == []
    assert {value.list for value in brought_along() if value.parent} == set(above)


def test_only_unit_types_have_levels_and_each_is_one_of_the_three() -> None:
    levels = {value.list: set[str]() for value in brought_along()}
    for value in brought_along():
        levels[value.list].update(value.levels)

    assert levels.pop(CodeList.UNIT_TYPE) == {"IE", "SI", "OE"}
    assert set().union(*levels.values()) == set()


def test_values_say_what_their_sources_say() -> None:
    found = {(value.list, value.code): value for value in brought_along()}

    for value in (
        CodeValue(CodeList.UNIT_TYPE, "42665001", "plejehjem", "Long term care facility", ALWAYS, None, ("SI", "OE")),
        CodeValue(CodeList.MUNICIPALITY, "0101", "København", None, ALWAYS, "1084"),
        CodeValue(CodeList.MUNICIPALITY, "0956", "Sermersooq", None, ALWAYS, "090"),
        CodeValue(CodeList.REGION, "097", "Færøerne", "Faroe Islands", ALWAYS),
        CodeValue(CodeList.MESSAGE_TYPE, "DIS01 D0133L", "Udskrivningsepikrise", None, ALWAYS),
        CodeValue(CodeList.NETWORK, "41000035001", "KMD", None, ALWAYS),
        CodeValue(CodeList.SYSTEM, "WinPLC [LPS]", "WinPLC [LPS]", None, ALWAYS, "EG"),
        CodeValue(CodeList.SUPPLIER, "1001000055001", "1001000055001", None, ALWAYS, explained=False),
    ):
        assert found[value.list, value.code] == value


async def test_a_register_has_the_lists_and_bringing_them_again_changes_nothing(engine: AsyncEngine) -> None:
    assert await synced(engine) == 0

    assert await told(engine, "postal-code", "9970") == (
        *("9970", "Strandby", None, None, [], True),
        *(date(1900, 1, 1), None),
    )
    async with engine.connect() as connection:
        stored, archived = (
            await connection.execute(
                text("SELECT (SELECT count(*) FROM code_value), (SELECT count(*) FROM code_value_archive)")
            )
        ).one()
    assert (stored, archived) == (1835, 0)


async def test_a_value_that_the_program_tells_otherwise_is_put_right_and_its_old_form_kept(engine: AsyncEngine) -> None:
    await run(engine, "UPDATE code_value SET name_da = 'Nordjylland' WHERE list = 'region' AND code = '1081'")
    await run(engine, "DELETE FROM code_value WHERE list = 'region' AND code = '097'")

    assert await synced(engine) == 2

    assert (await told(engine, "region", "1081"))[1] == "Region Nordjylland"
    assert (await told(engine, "region", "097"))[1] == "Færøerne"
    async with engine.connect() as connection:
        archived = (await connection.execute(ARCHIVED)).all()
    assert sorted(tuple(row) for row in archived) == [("Nordjylland", True), ("Region Nordjylland", True)]


async def test_a_code_that_came_with_old_data_stays(engine: AsyncEngine) -> None:
    added = (
        "INSERT INTO code_value (list, code, valid, name_da, explained)"
        " VALUES ('system', '4711', '[2010-01-01,)', '4711', false)"
    )
    await run(engine, added)

    assert await synced(engine) == 0
    assert (await told(engine, "system", "4711"))[5] is False


async def test_what_the_register_can_explain_is_not_replaced_by_what_the_program_cannot(engine: AsyncEngine) -> None:
    await run(
        engine,
        "UPDATE code_value SET name_da = 'Region Sjælland', explained = true"
        " WHERE list = 'administrator' AND code = '106'",
    )

    assert await synced(engine) == 0
    assert (await told(engine, "administrator", "106"))[1] == "Region Sjælland"
