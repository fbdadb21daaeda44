"""Telling what became of some units, day by day: the form in which the invented region is written down."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise
from typing import Any

from domain.addresses import Address, ElectronicAddress
from domain.identifiers import SorCode, gln_of, sor_code_of
from domain.location_numbers import Mailbox
from domain.periods import Period, Version
from domain.records import Lives, NumberLife, Succession, UnitLife
from domain.units import Facts, UnitKind
from synthetic.batches import Batch
from synthetic.issued import DEMO_NUMBERS, DEMO_SERIALS
from synthetic.mailboxes import Post, all_exchanged

Change = tuple[int, dict[str, Any]]
"""A day, and what is so from then on."""


class Story:
    """Days are told as days from today: -700 is long past, 60 is planned. Units get their codes in the order told.

    Facts are named as `Facts` has them, but addresses are given themselves.
    """

    def __init__(self, today: date, post: Post, region: str) -> None:
        self._today = today
        self._post = post
        self._region = region
        self._serials = count(DEMO_SERIALS + 1)
        self._bodies = count(DEMO_NUMBERS + 1)
        self._batch = Batch()
        self._kinds: dict[SorCode, UnitKind] = {}
        self._said: dict[SorCode, list[tuple[int, Facts]]] = {}
        self._ends: dict[SorCode, int] = {}

    def opens(self, kind: UnitKind, since: int, name: str, above: SorCode | None = None, **facts: Any) -> SorCode:
        """A new unit, from a day on."""
        code = sor_code_of(next(self._serials))
        self._kinds[code] = kind
        self._said[code] = [(since, Facts(name=name, parent=above, **self._placed(facts)))]
        return code

    def changes(self, unit: SorCode, since: int, **facts: Any) -> None:
        """From a day on the unit says something else; its changes are told in their order."""
        self._said[unit].append((since, replace(self._said[unit][-1][1], **self._placed(facts))))

    def closes(self, unit: SorCode, day: int, successor: SorCode | None = None) -> None:
        """The day is the first on which the unit is gone."""
        self._ends[unit] = day
        if successor is not None:
            self._batch.successions.append(Succession(successor, unit, self._day(day)))

    def number(
        self, unit: SorCode, system: str, *changes: tuple[int, dict[str, Any]], until: int | None = None
    ) -> None:
        """A location number from the first of `changes` on, each of which tells what is so from a day on.

        It ends with its unit, if not before, and exchanges all that its kind of system can.
        """
        gln = gln_of(next(self._bodies))
        chosen = self._post.systems[system][0]
        mailbox = Mailbox(
            holder=unit,
            region=self._region,
            system=chosen.system,
            supplier=chosen.supplier,
            network=self._post.networks[0],
            administrator=self._post.administrators[0],
        )
        said: list[tuple[int, Mailbox]] = []
        for day, what in changes:
            mailbox = replace(mailbox, **what)
            said.append((day, mailbox))
        end = self._ends.get(unit) if until is None else until
        life = NumberLife(gln=gln, first_from=self._day(changes[0][0]), timeline=self._timeline(said, end))
        self._batch.numbers.append(life)
        whole = Period(life.first_from, life.timeline[-1].valid.end)
        self._batch.capabilities.extend(all_exchanged(gln, self._post.messages[system], whole))

    def told(self) -> Lives:
        for code, said in self._said.items():
            timeline = self._timeline(said, self._ends.get(code))
            first = timeline[0].valid.start
            self._batch.units.append(
                UnitLife(sor_code=code, kind=self._kinds[code], first_from=first, timeline=timeline)
            )
        return self._batch.taken()

    def _timeline(self, said: list[tuple[int, Any]], end: int | None) -> tuple[Version[Any], ...]:
        days = [day for day, _ in said]
        ends = [later for _, later in pairwise(days)]
        return tuple(
            Version(Period(self._day(start), None if until is None else self._day(until)), what)
            for (start, what), until in zip(said, [*ends, end], strict=True)
        )

    def _day(self, days: int) -> date:
        return self._today + timedelta(days=days)

    def _placed(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {name: self._kept(value) for name, value in facts.items()}

    def _kept(self, value: Any) -> Any:
        match value:
            case Address():
                return self._batch.placed(value)
            case ElectronicAddress():
                return self._batch.reached(value)
            case _:
                return value
