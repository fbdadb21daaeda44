"""Values that units name: addresses by their content, codes as they are on a day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.reading import addresses, code_lists
from domain.addresses import Address, AddressId, ElectronicAddress, ElectronicAddressId
from domain.code_lists import CodeList, CodeValue
from domain.periods import Moment, Period
from domain.records import Lives
from tests.registers import reading

PLACE = Address(
    street="Prøvevej",
    house_number="1 B",
    floor="2",
    door="tv",
    extra="Gården",
    post_code="4000",
    district="Roskilde",
    municipality="0265",
    region="1085",
    street_code="1234",
    dar_id=UUID(int=7),
    east=Decimal("693254.25"),
    north=Decimal("6170000"),
)
NOWHERE = Address(validation_skipped_reason="bygges endnu")
BLOCK = ElectronicAddress(phone="70100101", email="post@example.dk", website="example.dk", fax="70100102")

FIRST, CHANGED, ENDED = date(2000, 1, 1), date(2010, 1, 1), date(2020, 1, 1)
OLD = CodeValue(CodeList.SHAK, "1301", "Amtssygehuset", None, Period(FIRST, CHANGED))
NEW = replace(OLD, name_da="Prøve Sygehus", name_en="Trial Hospital", valid=Period(CHANGED, ENDED), explained=False)
SECTION = CodeValue(CodeList.SHAK, "130101", "Medicin", None, Period(CHANGED), parent="1301", levels=("OE",))
CODES = Lives(code_values=(NEW, OLD, SECTION))


async def test_addresses_come_back_as_they_were_written(engine: AsyncEngine) -> None:
    strange = AddressId(UUID(int=1))
    async with reading(engine, Lives(addresses=(PLACE, NOWHERE), electronic_addresses=(BLOCK,))) as db:
        told = await addresses.addresses(db, [NOWHERE.id, strange, PLACE.id, PLACE.id])
        blocks = await addresses.electronic_addresses(db, [ElectronicAddressId(strange), BLOCK.id])
        assert db.statements == 2

    assert told == [NOWHERE, None, PLACE, PLACE]
    assert blocks == [None, BLOCK]


async def test_a_list_holds_the_values_of_the_day_by_code(engine: AsyncEngine) -> None:
    async with reading(engine, CODES) as db:
        assert await code_lists.code_list(db, CodeList.SHAK, Moment(date(2005, 1, 1))) == [OLD]
        assert await code_lists.code_list(db, CodeList.SHAK, Moment(CHANGED)) == [NEW, SECTION]
        assert await code_lists.code_list(db, CodeList.SHAK, Moment(ENDED)) == [SECTION]
        regions = [value.code for value in await code_lists.code_list(db, CodeList.REGION, Moment(date(2026, 1, 1)))]

    assert regions == sorted(regions)
    assert "1085" in regions


async def test_a_value_is_told_as_of_the_day_or_the_nearest_it_was_valid_on(engine: AsyncEngine) -> None:
    section, hospital, unknown = (CodeList.SHAK, "130101"), (CodeList.SHAK, "1301"), (CodeList.SHAK, "9999")
    elsewhere = (CodeList.REGION, "1301")
    async with reading(engine, CODES) as db:
        for day, expected in [
            (date(1990, 1, 1), OLD),
            (FIRST, OLD),
            (CHANGED, NEW),
            (ENDED, NEW),
            (date(2026, 1, 1), NEW),
        ]:
            told = await code_lists.code_values(db, [section, unknown, hospital, elsewhere], Moment(day))
            assert told == [SECTION, None, expected, None]
        assert db.statements == 5
