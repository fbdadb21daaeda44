"""How quick Python can be: a flat tree written by hand, in one loop over what is held in memory, beside its plan.

By hand nothing is parsed, permitted, counted or kept consistent, nothing else can be asked, and the text is the same.

`python -m benchmarks.floor --units 100000`, on a register that `make bench` has made or will use.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from json.encoder import encode_basestring as quoted
from pathlib import Path
from time import process_time
from typing import Annotated, Any

import psycopg
import typer
from rich.table import Table

from benchmarks import data, screen
from benchmarks.chosen import questions
from benchmarks.compiled import in_memory
from benchmarks.questions import Question
from db.reading.resident import code_lists
from db.reading.resident.revision import Revision
from db.reading.resident.walking import Walk
from db.reading.standing import DEEPEST
from domain.addresses import Address
from domain.code_lists import CodeList
from domain.identifiers import SorCode
from domain.inheritance import Effective, InheritableField


class Days(dict[date | None, str]):
    def __missing__(self, day: date | None) -> str:
        text = self[day] = "null" if day is None else f'"{day}"'
        return text


DAYS = Days()
"""As they are written, which plans keep as well."""


def by_hand(register: Revision, top: SorCode, today: date) -> bytes:
    """What `questions.FLAT` asks for, of effective values that were worked out before."""
    walk, shelves = Walk(register.entries, today, DEEPEST), register.shelves
    nodes = [*walk.down(walk.whole(top))]
    units = [node.unit for node in nodes]
    addresses: Any = shelves.of(InheritableField.POSTAL_ADDRESS, today).each(units)
    numbers: Any = shelves.of(InheritableField.LOCATION_NUMBER, today).each(units)
    types = {unit.type for unit in units if unit.type is not None}
    named = code_lists.code_values(register, [(CodeList.UNIT_TYPE, code) for code in types], today)
    told: dict[str | None, str] = {
        value.code: f'{{"name":{quoted(value.name_da)}}}' for value in named if value is not None
    }
    days, met = DAYS, dict[int, str]()
    texts: list[str] = []
    for (unit, depth, _, _), address, number in zip(nodes, addresses, numbers, strict=True):
        where = "null"
        if address is not None and (where := met.get(id(address.found), "")) == "":
            where = met[id(address.found)] = _address(address.found)
        reached = "null"
        if number is not None and not (held := number.found.value).hidden:
            reached = f'{{"value":{{"gln":"{held.gln}"}}}}'
        above = "null" if (parent := unit.parent) is None else f'"{parent}"'
        texts.append(
            f'{{"depth":{depth},"parentSorCode":{above},"unit":{{"sorCode":"{unit.sor_code}",'
            f'"name":{quoted(unit.name)},"kind":"{unit.kind._name_}","type":{told.get(unit.type, "null")},'
            f'"validity":{{"from":{days[unit.valid.start]},"until":{days[unit.valid.end]}}},'
            f'"effectivePostalAddress":{where},"effectiveLocationNumber":{reached}}}}}'
        )
    return f'{{"data":{{"subtree":{{"nodes":[{",".join(texts)}]}}}}}}'.encode()


def _address(found: Effective[Address]) -> str:
    value = found.value
    parts = (value.street, value.house_number, value.post_code, value.district)
    street, house, code, district = ("null" if part is None else quoted(part) for part in parts)
    return (
        f'{{"value":{{"street":{street},"houseNumber":{house},"postCode":{code},"district":{district}}},'
        f'"provenance":{{"kind":"{found.kind.name}","source":{{"sorCode":"{found.source.sor_code}"}}}}}}'
    )


def main(
    units: Annotated[int, typer.Option(help="Units of the register.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each tree is asked for.", min=1)] = 40,
) -> None:
    """Time trees written by hand beside the same ones by their plans."""
    with data.register(Path(os.environ.get("BENCH_DIR", ".bench")), units, 7) as register:
        with psycopg.connect(register.address) as database:
            trees = [one for one in questions(database, register.today) if one.key == "flat"]
        asyncio.run(timed(register, trees, rounds))


async def timed(register: data.Register, trees: Sequence[Question], rounds: int) -> None:
    async with in_memory(register) as (keeper, answering):
        table = Table("question", "by hand, ms", "plan, ms", "times", title="Processor time, least")
        for question in trees:
            revision = keeper.current()
            assert revision is not None
            hand = partial(by_hand, revision, SorCode(int(question.variables["code"])), register.today)
            assert await answering.answer(question) == hand(), question.name
            both = [(took(hand), await answering.milliseconds(question, True)) for _ in range(rounds)]
            least, plan = (min(each) for each in zip(*both, strict=True))
            table.add_row(question.name, f"{least:.1f}", f"{plan:.1f}", f"{plan / least:.1f}")
        screen.out.print(table)


def took(write: Callable[[], bytes]) -> float:
    """Milliseconds of processor time."""
    began = process_time()
    write()
    return (process_time() - began) * 1000


if __name__ == "__main__":
    typer.run(main)
