"""Clerks, each with units of their own to change and one that all of them change, every request under a key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Any

from benchmarks.storm.asking import Answer, Asker
from benchmarks.storm.ledger import Entry, Known, Ledger, number

PAYLOAD = "errors { code message } changeSet { id note } effects { affectedCount }"
UNIT = "unit { sorCode name version parent { sorCode } lifetime { lastDay } }"
CREATE = f"mutation Create($it: CreateUnitInput!) {{ done: createUnit(input: $it) {{ {PAYLOAD} {UNIT} }} }}"
CHANGE = f"mutation Change($it: ChangeUnitInput!) {{ done: changeUnit(input: $it) {{ {PAYLOAD} {UNIT} }} }}"
MOVE = f"mutation Move($it: MoveUnitInput!) {{ done: moveUnit(input: $it) {{ {PAYLOAD} {UNIT} }} }}"
CLOSE = f"mutation Close($it: CloseUnitInput!) {{ done: closeUnit(input: $it) {{ {PAYLOAD} {UNIT} }} }}"
SEVERAL = f"""mutation Several($it: ApplyChangesInput!) {{ done: applyChanges(input: $it) {{ {PAYLOAD}
  results {{ index {UNIT} }} }} }}"""
READ = """query Own($code: SorCode!, $at: Date!) { unit(by: {sorCode: $code}, at: $at) { name } }"""
GIVEN_UP = 240.0
"""Seconds of being refused after which a change is missing: no fault and no healing lasts so long."""

BOX = {"region": "1085", "system": "WinLAB", "supplier": "AH-support", "network": "41000035001", "administrator": "106"}
TYPE = "550851000005109"
FAR = 60
"""Days from today on which all that was written is in force, closings at `CLOSES` too."""

CLOSES = 30
Input = dict[str, Any]


@dataclass(slots=True)
class Writer:
    """`root`: under which it opens its units; `shared`: what others change, too. `pause`: seconds between changes."""

    name: str
    asker: Asker
    ledger: Ledger
    root: str
    shared: str
    today: date
    random: Random
    pause: float = 0.8
    own: dict[str, Known] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)
    took: list[float] = field(default_factory=list)
    revision: str | None = None

    async def write(self, over: asyncio.Event, held: asyncio.Lock) -> None:
        """Change after change, until it is over; none is begun while somebody else has `held`."""
        while not over.is_set():
            async with held:
                await self.one()
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.pause)

    async def one(self) -> None:
        steps = [(self.create, 5), (self.rename, 6), (self.move, 3), (self.close, 1), (self.several, 2)]
        steps += [(self.try_out, 2), (self.rename_shared, 2), (self.refused, 1)]
        [step] = self.random.choices([step for step, _ in steps], [weight for _, weight in steps])
        await (step if self.open() or step == self.rename_shared else self.create)()

    def next_name(self) -> str:
        return f"Storm {self.name} {next(self.numbers)}"

    async def create(self) -> None:
        name, parent = self.next_name(), self.random.choice([self.root, *self.open()])
        given: Input = {"kind": "ORGANIZATIONAL_UNIT", "parent": parent, "name": name, "type": TYPE}
        if self.random.random() < 0.3:
            given["locationNumber"] = {"requestNew": BOX}
        done = await self.made(CREATE, given, name)
        self.knows(done["unit"], Known(name, parent))

    async def rename(self) -> None:
        code, name = self.random.choice(self.open()), self.next_name()
        known, given = self.own[code], Input(sorCode=code, name=name)
        if known.version is not None and self.random.random() < 0.5:
            given["ifVersion"] = known.version
        done = await self.made(CHANGE, given, name)
        self.knows(done["unit"], Known(name, known.parent))
        await self.read_again(code, name)

    async def move(self) -> None:
        leaves = [code for code in self.open() if not self.below(code)]
        code = self.random.choice(leaves) if leaves else None
        goals = [goal for goal in [self.root, *self.open()] if goal not in (code, code and self.own[code].parent)]
        if code is None or not goals:
            await self.create()
            return
        goal = self.random.choice(goals)
        given = {"sorCode": code, "newParent": goal}
        done = await self.made(MOVE, given, self.next_name())
        self.knows(done["unit"], Known(self.own[code].name, goal))

    async def close(self) -> None:
        leaves = [code for code in self.open() if not self.below(code)]
        if len(self.open()) < 8 or not leaves:
            await self.create()
            return
        code, day = self.random.choice(leaves), (self.today + timedelta(days=CLOSES)).isoformat()
        known = self.own[code]
        done = await self.made(CLOSE, {"sorCode": code, "lastDay": day}, self.next_name())
        self.knows(done["unit"], Known(known.name, known.parent, last_day=day))

    async def several(self) -> None:
        name, code = self.next_name(), self.random.choice(self.open())
        parent = self.own[code].parent
        created = {"kind": "ORGANIZATIONAL_UNIT", "parent": self.root, "name": f"{name} ny", "type": TYPE}
        items = [{"create": created}, {"change": {"sorCode": code, "name": name}}]
        done = await self.made(SEVERAL, {"items": items}, name)
        first, second = (result["unit"] for result in done["results"])
        self.knows(first, Known(f"{name} ny", self.root))
        self.knows(second, Known(name, parent))

    async def try_out(self) -> None:
        """A dry run: the same answer, and nothing of it is kept."""
        given = {"sorCode": self.random.choice(self.open()), "name": self.next_name()}
        await self.made(CHANGE, given, given["name"], dry=True)

    async def rename_shared(self) -> None:
        name = self.next_name()
        await self.made(CHANGE, {"sorCode": self.shared, "name": name}, name)

    async def refused(self) -> None:
        """What breaks a rule is answered with the rule, and uses up no key."""
        given = {"sorCode": self.random.choice([self.shared, self.root]), "name": ""}
        done = await self.sent(CHANGE, {"it": {**given, "options": {"note": self.next_name()}}})
        if not done["errors"]:
            self.asker.found.defect("a rule was not kept", str(done))

    def open(self) -> Sequence[str]:
        return [code for code, known in self.own.items() if known.last_day is None]

    def below(self, code: str) -> bool:
        return any(known.parent == code for known in self.own.values())

    async def made(self, query: str, given: Input, name: str, dry: bool = False) -> Any:
        """Acknowledged, however often it had to be sent: the payload, which is judged."""
        key = f"{self.name}-{next(self.numbers)}"
        variables = {"it": {**given, "options": {"idempotencyKey": key, "note": key, "dryRun": dry}}}
        done = await self.sent(query, variables)
        change_set = done["changeSet"]
        if done["errors"] or (change_set is None) != dry:
            self.asker.found.defect("a change was refused", f"{variables}: {done}")
        elif change_set is not None and change_set["note"] != key:
            self.asker.found.defect("a change was answered by another one", f"{variables}: {done}")
        told = [result["unit"] for result in done.get("results", [])][-1:] or [done.get("unit")]
        if given.get("name") and told[0] and told[0]["name"] != name:
            self.asker.found.defect("an answer tells of another's change", f"{variables}: {done}")
        self.ledger.acknowledged(Entry(key, query, variables, done, number(change_set)))
        return done

    async def sent(self, query: str, variables: Input) -> Any:
        """Again and again, until it is answered."""
        began = monotonic()
        while True:
            answer = await self.asker.ask(query, variables)
            if answer is not None:
                self.took.append(answer.seconds)
                self.revision = answer.revision
                return answer.data["done"]
            self.ledger.sent_again += 1
            if monotonic() - began > GIVEN_UP:
                self.asker.found.defect("a change is never made", str(variables))
                raise Missing(str(variables))
            await asyncio.sleep(self.random.uniform(0.2, 0.6))

    def knows(self, told: Any, known: Known) -> None:
        if not told:
            return
        known.version = told["version"]
        self.own[told["sorCode"]] = self.ledger.units[told["sorCode"]] = known

    async def read_again(self, code: str, name: str) -> None:
        """What one wrote one reads, whichever process answers."""
        at = (self.today + timedelta(days=FAR)).isoformat()
        answer: Answer | None = await self.asker.ask(READ, {"code": code, "at": at}, minimum=self.revision)
        if answer is not None and answer.data["unit"]["name"] != name:
            self.asker.found.defect("a change is not read by who made it", f"{name}: {answer.data}")


class Missing(Exception):
    """A change that nobody could make."""
