"""Running a plan: a level is built, each relation asked once for all of it, and so on to the level below."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple

from graphql import GraphQLObjectType
from graphql.execution.values import VariableValues

from domain.periods import Moment
from domain.units import Unit
from resolvers.context import Context
from schema.execution.declining import Declined
from schema.execution.planning import Branch, Level, Plan, Root, Shape
from schema.seen import Seen

Answer = dict[str, Any]


class Built(NamedTuple):
    """Objects of one level at one moment, with what is told of each so far."""

    level: Level
    values: Sequence[Any]
    answers: Sequence[Answer]
    moment: Moment | None


class Asked(NamedTuple):
    """Objects that one branch asks a relation for."""

    branch: Branch
    values: Sequence[Any]
    answers: Sequence[Answer]
    moment: Moment


async def run(plan: Plan, ctx: Context, variables: VariableValues) -> Answer:
    """The `data` of the answer. Raises `Declined`, or whatever the register has against the question."""
    running = _Running(ctx, variables)
    data = {root.key: root.word if root.ask is None else await running.root(root) for root in plan.roots}
    while running.waiting:
        await _each(ctx, [partial(running.ask, key, asked) for key, asked in running.asks().items()])
    return data


async def _each(ctx: Context, asks: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Side by side where the database is asked: what several relations of a level want to know is then asked once."""
    if ctx.reader.statements and len(asks) > 1:
        # All of them to their end: whoever answers instead must find nobody else still asking.
        for outcome in await gather(*(ask() for ask in asks), return_exceptions=True):
            if outcome is not None:
                raise outcome
    else:
        for ask in asks:
            await ask()


class _Running:
    def __init__(self, ctx: Context, variables: VariableValues) -> None:
        self.ctx = ctx
        self.variables = variables
        self.waiting: list[Built] = []

    async def root(self, root: Root) -> Any:
        assert root.ask is not None
        assert root.shape is not None
        found = await root.ask(self.ctx, root.told(self.variables))
        holder: Answer = {}
        self._fill_in(root.key, root.shape, [holder], [found], None)
        return holder[root.key]

    def asks(self) -> "dict[tuple[Any, ...], list[Asked]]":
        """What is to be asked next, the same question once; what needs no asking is filled in meanwhile."""
        asks: defaultdict[tuple[Any, ...], list[Asked]] = defaultdict(list)
        while self.waiting:
            built = self.waiting.pop()
            for branch in built.level.branches:
                values, answers = self._of(branch, built)
                if values:
                    self._go_on(branch, values, answers, built.moment, asks)
        return asks

    def _of(self, branch: Branch, built: Built) -> tuple[Sequence[Any], Sequence[Answer]]:
        if branch.types is None:
            return built.values, built.answers
        of = concrete(built.level, built.values, built.moment)
        mine = [number for number, name in enumerate(of) if name in branch.types]
        return [built.values[number] for number in mine], [built.answers[number] for number in mine]

    def _go_on(
        self,
        branch: Branch,
        values: Sequence[Any],
        answers: Sequence[Answer],
        moment: Moment | None,
        asks: "defaultdict[tuple[Any, ...], list[Asked]]",
    ) -> None:
        way, told = branch.way, branch.told(self.variables)
        if way.related is not None:
            relation, tell, moved = way.related
            if moment is None:
                raise Declined("no moment")
            then = moved(moment, **told) if moved else moment
            asked = tell(**told) if tell else {}
            # A relation may be one of several types, and is asked of each by itself.
            key = (relation, type(values[0]), then, *sorted(asked.items()))
            asks[key].append(Asked(branch, values, answers, then))
            return
        if way.path is not None:
            found = list(map(attrgetter(way.path), values)) if way.path else values
        elif way.compute is not None:
            compute: Callable[..., Any] = way.compute
            found = [compute(value, moment) for value in values]
        else:
            found = way.each(values, moment, told)
        self._fill_in(branch.key, branch.shape, answers, found, moment)

    async def ask(self, key: tuple[Any, ...], asked: Sequence[Asked]) -> None:
        relation, _, moment, *arguments = key
        sources = asked[0].values if len(asked) == 1 else [value for one in asked for value in one.values]
        found = await self.ctx.ask_all(relation, sources, moment, **dict(arguments))
        start = 0
        for one in asked:
            end = start + len(one.values)
            part = found if len(asked) == 1 else found[start:end]
            self._fill_in(one.branch.key, one.branch.shape, one.answers, part, moment)
            start = end

    def _fill_in(
        self, key: str, shape: Shape, answers: Sequence[Answer], found: Sequence[Any], moment: Moment | None
    ) -> None:
        """Puts what was found of each object into its answer, and what has to be asked of that into the queue."""
        level = shape.level
        if level is None:
            _put_leaves(key, shape, answers, found)
        elif shape.listed:
            self._put_lists(key, shape, level, answers, found, moment)
        else:
            told = self._built(level, found, moment, shape.nullable)
            for answer, one in zip(answers, told, strict=True):
                answer[key] = one

    def _put_lists(
        self,
        key: str,
        shape: Shape,
        level: Level,
        answers: Sequence[Answer],
        found: Sequence[Any],
        moment: Moment | None,
    ) -> None:
        lists: dict[int, tuple[int, int]] = {}
        items: list[Any] = []
        for one in found:
            if id(one) in lists or one is None:
                continue
            if one.__class__ is not list and one.__class__ is not tuple:
                raise Declined("error" if isinstance(one, BaseException) else "value")
            start = len(items)
            items += one
            lists[id(one)] = (start, len(items))
        told = self._built(level, items, moment, shape.nullable_item)
        shown = {mark: told[start:end] for mark, (start, end) in lists.items()}
        for answer, one in zip(answers, found, strict=True):
            if one is None and not shape.nullable:
                raise Declined("null")
            answer[key] = None if one is None else shown[id(one)]

    def _built(self, level: Level, values: Sequence[Any], moment: Moment | None, nullable: bool) -> list[Any]:
        """What is told of each value; equal ones are built once."""
        kinds = set(map(type, values))
        if Seen in kinds:
            return self._built_seen(level, values, moment, nullable)
        for kind in kinds:
            if issubclass(kind, BaseException):
                raise Declined("error")
        if NoneType in kinds and not nullable:
            raise Declined("null")
        marks = _marks(level.alike, values, NoneType in kinds)
        distinct = dict(zip(marks, values, strict=True))
        distinct.pop(id(None), None)
        built = self._made(level, list(distinct.values()), moment)
        if len(built) == len(values):
            return built
        told: dict[int, Any] = dict(zip(distinct, built, strict=True))
        told[id(None)] = None
        return list(map(told.__getitem__, marks))

    def _built_seen(self, level: Level, values: Sequence[Any], moment: Moment | None, nullable: bool) -> list[Any]:
        """Of values that bring their moment along, each moment by itself."""
        groups: defaultdict[Moment | None, list[int]] = defaultdict(list)
        for number, value in enumerate(values):
            groups[value.moment if isinstance(value, Seen) else moment].append(number)
        told: list[Any] = [None] * len(values)
        for then, numbers in groups.items():
            plain = [value.value if isinstance(value := values[number], Seen) else value for number in numbers]
            for number, one in zip(numbers, self._built(level, plain, then, nullable), strict=True):
                told[number] = one
        return told

    def _made(self, level: Level, values: Sequence[Any], moment: Moment | None) -> list[Answer]:
        if isinstance(level.type, GraphQLObjectType) and values and values[0].__class__ is Unit:
            _check_kinds(level.type, values, moment)
        whole = level.builders.get("")
        built = _by_type(level, values, moment) if whole is None else whole.build(values, moment)
        if level.branches:
            self.waiting.append(Built(level, values, built, moment))
        return built


def _put_leaves(key: str, shape: Shape, answers: Sequence[Answer], found: Sequence[Any]) -> None:
    tell = shape.leaf
    assert tell is not None
    for answer, one in zip(answers, found, strict=True):
        if not shape.listed:
            answer[key] = tell(one)
        elif one is None and shape.nullable:
            answer[key] = None
        elif isinstance(one, list | tuple):
            answer[key] = [tell(item) for item in one]
        else:
            raise Declined("value")


def _by_type(level: Level, values: Sequence[Any], moment: Moment | None) -> list[Answer]:
    """Built by each concrete type's builder, in the order of the values."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(concrete(level, values, moment)):
        numbers[name].append(number)
    built: list[Answer] = [{}] * len(values)
    for name, mine in numbers.items():
        made = level.builders[name].build([values[number] for number in mine], moment)
        for number, one in zip(mine, made, strict=True):
            built[number] = one
    return built


def concrete(level: Level, values: Sequence[Any], moment: Moment | None) -> list[str]:
    """The name of each value's GraphQL type; of a unit it depends on its kind alone."""
    if isinstance(level.type, GraphQLObjectType):
        return [level.type.name] * len(values)
    told: list[str] = []
    for value in values:
        if value.__class__ is not Unit:
            told.append(_type_of(level, value, moment))
            continue
        kind = value.kind._name_
        name = level.names.get(kind)
        if name is None:
            name = level.names[kind] = _type_of(level, value, moment)
        told.append(name)
    return told


def _check_kinds(type_: GraphQLObjectType, units: Sequence[Unit], moment: Moment | None) -> None:
    """Declines units of another type: old files have some at the top that are no owners."""
    info: Any = None
    is_of = type_.is_type_of
    if is_of is None or moment is None or not all(is_of(Seen(unit, moment), info) for unit in units):
        raise Declined("type")


def _type_of(level: Level, value: Any, moment: Moment | None) -> str:
    source = value if moment is None else Seen(value, moment)
    info: Any = None
    for type_ in level.possible:
        if type_.is_type_of is not None and type_.is_type_of(source, info):
            return type_.name
    raise Declined("type")


def _marks(alike: str, values: Sequence[Any], nothing: bool) -> list[int]:
    """Equal marks for values that are told alike. `nothing`: None is among them."""
    if not alike:
        return list(map(id, values))
    same = attrgetter(alike)
    if nothing:
        return [id(None) if value is None else id(same(value)) for value in values]
    return list(map(id, map(same, values)))
