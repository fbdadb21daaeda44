"""Running a plan: downwards each relation is asked once for all of a level, then upwards everything is written."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple

from graphql.execution.values import VariableValues

from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from schema.execution.declining import Declined
from schema.execution.kinds import PLAIN, check, check_units, concrete
from schema.execution.leaves import NULL
from schema.execution.long import Long
from schema.execution.planning import Branch, Form, Level, Plan, Root, Shape
from schema.execution.repeated import Times, how_often, marked, of_items, picked
from schema.execution.single import Single, is_single
from schema.execution.writing import Column
from schema.seen import Seen

Texts = Callable[[], Column]
"""The texts of some values, once everything below them is written."""


class Part:
    """Objects of one form at one moment. `columns`: of each branch, once it has been asked."""

    __slots__ = ("columns", "form", "moment", "texts", "times", "values")

    def __init__(self, form: Form, values: Sequence[Any], moment: Moment | None, times: Times) -> None:
        self.form = form
        self.values = values
        self.moment = moment
        self.times = times
        self.columns: list[Texts] = [_not_asked] * len(form.branches)
        self.texts: Column = ()

    def write(self, ctx: Context) -> None:
        columns = [texts() for texts in self.columns]
        self.columns = []
        self.texts = written(ctx, self.form, self.values, self.moment, columns)

    def written(self) -> Column:
        return self.texts


class Asked(NamedTuple):
    """A branch of a part, by its place there, that asks something of objects: those of the part, or those inside."""

    part: Part
    place: int
    branch: Branch
    sources: Sequence[Any]


async def run(plan: Plan, ctx: Context, variables: VariableValues) -> bytes:
    """The answer, as it is sent. Raises `Declined`, or whatever the register has against the question."""
    running = _Running(ctx, variables)
    roots = [(root.key, await running.root(root)) for root in plan.roots]
    while running.waiting:
        await running.ask_each(running.asks())
    while running.parts:  # what is below a part was met after it
        running.parts.pop().write(ctx)
    told = ",".join(f'"{key}":{texts()[0]}' for key, texts in roots)
    return running.long.sent(f'{{"data":{{{told}}}}}', ctx.budget.write)


class _Running:
    """`parts`: all that were met, in this order; `waiting`: those whose branches have not been asked; `long`: the lists
    that were set aside."""

    def __init__(self, ctx: Context, variables: VariableValues) -> None:
        self.ctx = ctx
        self.variables = variables
        self.parts: list[Part] = []
        self.waiting: list[Part] = []
        self.long = Long()

    async def root(self, root: Root) -> Texts:
        if root.ask is None:
            return partial(_given, [f'"{root.word}"'])
        assert root.shape is not None
        if self.ctx.reader.statements:
            self.ctx.budget.step()
        found = await root.ask(self.ctx, root.told(self.variables))
        if is_single(self.ctx, root.shape, found):
            single = Single(self.ctx, self.variables, self._whole)
            return partial(_given, [await single.text(root.shape, found, found.moment)])
        return self._column(root.shape, [found], None, None)

    def asks(self) -> "dict[tuple[Any, ...], list[Asked]]":
        """What is to be asked next, the same question once; what needs no asking is found meanwhile."""
        asks: defaultdict[tuple[Any, ...], list[Asked]] = defaultdict(list)
        while self.waiting:
            part = self.waiting.pop()
            inside: dict[str, Sequence[Any]] = {"": part.values}
            for place, branch in enumerate(part.form.branches):
                if branch.within not in inside:
                    inside[branch.within] = list(map(attrgetter(branch.within), part.values))
                self._go_on(Asked(part, place, branch, inside[branch.within]), asks)
        return asks

    def _go_on(self, asked: Asked, asks: "defaultdict[tuple[Any, ...], list[Asked]]") -> None:
        part, place, branch, values = asked
        way, told, moment = branch.way, branch.told(self.variables), part.moment
        if way.related is not None:
            relation, tell, moved = way.related
            if moment is None:
                raise Declined("no moment")
            then = moved(moment, **told) if moved else moment
            arguments = tell(**told) if tell else {}
            # A relation may be one of several types, and is asked of each by itself.
            asks[(relation, type(values[0]), then, *sorted(arguments.items()))].append(asked)
            return
        part.columns[place] = self._column(branch.shape, way.each(values, moment, told), moment, part.times)

    async def ask_each(self, asks: "Mapping[tuple[Any, ...], list[Asked]]") -> None:
        """Side by side where the database is asked: what several relations of a level want to know is then asked
        once."""
        if len(asks) > 1 and self.ctx.reader.statements:
            # All of them to their end: whoever answers instead must find nobody else still asking.
            asking = [self.ask(key, asked) for key, asked in asks.items()]
            for outcome in await gather(*asking, return_exceptions=True):
                if outcome is not None:
                    raise outcome
        else:
            for key, asked in asks.items():
                await self.ask(key, asked)

    async def ask(self, key: tuple[Any, ...], asked: Sequence[Asked]) -> None:
        relation, _, moment, *arguments = key
        sources = asked[0].sources if len(asked) == 1 else [source for one in asked for source in one.sources]
        found = await self.ctx.ask_all(relation, sources, moment, **dict(arguments))
        start = 0
        for part, place, branch, mine in asked:
            end = start + len(mine)
            own = found if len(asked) == 1 else found[start:end]
            if part.times is not None:
                self.ctx.budget.again(own, part.times)
            part.columns[place] = self._column(branch.shape, own, moment, part.times)
            start = end

    def _whole(self, shape: Shape, found: Sequence[Any], moment: Moment) -> Column:
        """What is told of each, where nothing is asked."""
        return self._column(shape, found, moment, None)()

    def _column(self, shape: Shape, found: Sequence[Any], moment: Moment | None, times: Times) -> Texts:
        """What is told of each; what has to be asked of that is put into the queue."""
        if shape.level is None:
            assert shape.write is not None
            return partial(_given, shape.write(found))
        if shape.listed:
            return self._lists(shape, shape.level, found, moment, times)
        return self._told(shape.level, found, moment, shape.nullable, times)

    def _lists(self, shape: Shape, level: Level, found: Sequence[Any], moment: Moment | None, times: Times) -> Texts:
        """The same list is written once."""
        lists: dict[int, tuple[int, int]] = {}
        items: list[Any] = []
        for one in found:
            if id(one) in lists:
                continue
            if one is None and shape.nullable:
                continue
            if one.__class__ is not list and one.__class__ is not tuple:
                raise Declined("null" if one is None else "error" if isinstance(one, BaseException) else "value")
            start = len(items)
            items += one
            lists[id(one)] = (start, len(items))
        marks = list(map(id, found))
        often = how_often(marks, lists, times) if level.asks else None
        if often is not None:
            often = of_items(often, lists.values())
        told = self._told(level, items, moment, shape.nullable_item, often)

        def texts() -> Column:
            every = told()
            shown = {mark: self.long.list(every[start:end]) for mark, (start, end) in lists.items()}
            shown[id(None)] = NULL
            return list(map(shown.__getitem__, marks))

        return texts

    def _told(self, level: Level, values: Sequence[Any], moment: Moment | None, nullable: bool, times: Times) -> Texts:
        """What is told of each value; equal ones are told once."""
        if len(values) == 1 and values[0].__class__ in PLAIN:
            return self._parted(level, values, moment, times)
        kinds = set(map(type, values))
        if not kinds <= PLAIN:
            if Seen in kinds:
                return self._told_seen(level, values, moment, nullable, times)
            check(kinds, nullable)
        marks = marked(level.alike, values, NoneType in kinds)
        distinct = dict(zip(marks, values, strict=True))
        if len(distinct) == len(marks) and NoneType not in kinds:
            return self._parted(level, values, moment, times)
        distinct.pop(id(None), None)
        often = how_often(marks, distinct, times) if level.asks else None
        told = self._parted(level, list(distinct.values()), moment, often)

        def texts() -> Column:
            shown = dict(zip(distinct, told(), strict=True))
            shown[id(None)] = NULL
            return list(map(shown.__getitem__, marks))

        return texts

    def _told_seen(
        self, level: Level, values: Sequence[Any], moment: Moment | None, nullable: bool, times: Times
    ) -> Texts:
        """Of values that bring their moment along, each moment by itself."""
        if len(values) == 1:
            return self._told(level, [values[0].value], values[0].moment, nullable, times)
        groups: defaultdict[Moment | None, list[int]] = defaultdict(list)
        for number, value in enumerate(values):
            groups[value.moment if isinstance(value, Seen) else moment].append(number)
        told = []
        for then, numbers in groups.items():
            plain = [value.value if isinstance(value := values[number], Seen) else value for number in numbers]
            told.append((numbers, self._told(level, plain, then, nullable, picked(times, numbers))))
        return partial(_together, told, len(values))

    def _parted(self, level: Level, values: Sequence[Any], moment: Moment | None, times: Times) -> Texts:
        """Distinct values, by the form of each one's concrete type."""
        if level.one is not None and values and values[0].__class__ is Unit:
            check_units(level.one, values, moment)
        if level.whole is not None:
            return self._part(level.whole, values, moment, times)
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(concrete(level, values, moment)):
            groups[name].append(number)
        told = [
            (
                numbers,
                self._part(level.forms[name], [values[number] for number in numbers], moment, picked(times, numbers)),
            )
            for name, numbers in groups.items()
        ]
        return partial(_together, told, len(values))

    def _part(self, form: Form, values: Sequence[Any], moment: Moment | None, times: Times) -> Texts:
        if not values:
            return partial(_given, [])
        if not form.branches:
            return partial(_given, written(self.ctx, form, values, moment, ()))
        part = Part(form, values, moment, times)
        self.parts.append(part)
        self.waiting.append(part)
        return part.written


FEW = 64
"""Values of which is written before it is known how long that is."""

AT_ONCE = 4_000_000
"""Characters, about, that are then written at a time."""


def written(
    ctx: Context, form: Form, values: Sequence[Any], moment: Moment | None, columns: Sequence[Column]
) -> Column:
    """The text of each value. Raises `Refusal` for more than an answer may be, which a few are only in many places."""
    if len(values) <= FEW:
        return form.writer.write(values, moment, ctx.today, columns)
    texts: list[str] = []
    size = FEW
    while len(texts) < len(values):
        some = slice(len(texts), len(texts) + size)
        told = form.writer.write(values[some], moment, ctx.today, [column[some] for column in columns])
        characters = sum(map(len, told))
        ctx.budget.write(characters)
        texts += told
        size = max(1, AT_ONCE * len(told) // characters)
    return texts


def _given(texts: Column) -> Column:
    return texts


def _not_asked() -> Column:
    raise AssertionError("a branch was not asked")


def _together(told: Sequence[tuple[Sequence[int], Texts]], count: int) -> Column:
    """Texts of groups of values, put back in the order of all."""
    texts = [NULL] * count
    for numbers, some in told:
        for number, text in zip(numbers, some(), strict=True):
            texts[number] = text
    return texts
