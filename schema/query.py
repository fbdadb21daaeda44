"""The questions that may be asked. `at` and `knownAt` are given once, here, and hold for all that is asked below."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.identifiers import SorCode
from domain.periods import Moment
from domain.rules import all_rules
from resolvers import change_sets, code_lists, finding, keys, trees, viewing
from resolvers.context import Context
from resolvers.feed import pages as feed
from resolvers.knowing import knowable
from resolvers.refusals import Code, Refusal
from schema import nodes
from schema.differences import Differences
from schema.ids import NodeId
from schema.inputs import After, Chosen, First, Sorted, UnitKey, filter_of, order_of
from schema.previews import Previews
from schema.recipients import Recipients
from schema.requests import Requests
from schema.scalars import FeedCursor
from schema.seen import seen
from schema.types.change_set import ChangeSet, ChangeSetConnection
from schema.types.code_value import CodeValue
from schema.types.feed import ChangeFeedPage, Kinds, Under
from schema.types.node import Node
from schema.types.pages import UnitConnection
from schema.types.register import Limit, RegisterInfo
from schema.types.rule import Rule
from schema.types.search import SearchConnection
from schema.types.subtree import SubtreeConnection
from schema.types.told import At, KnownAt, MaxDepth, depth
from schema.types.unit import Unit
from schema.types.viewer import Viewer

CodeValues = list[CodeValue]
By = Annotated[UnitKey, strawberry.argument(description="Exactly one key.")]


@strawberry.type(description="Everything that can be read of the register.")
class Query(Previews, Differences, Recipients, Requests):
    @strawberry.field(
        description="Slå en enhed op. One unit by one key; none for an unknown one. Closed units are found too."
    )
    async def unit(self, info: Info, by: By, at: At = None, known_at: KnownAt = None) -> Unit | None:
        key, own = by.told()
        moment = _moment(info.context, at, known_at, own)
        return _told(await keys.unit(info.context, key, moment), moment)

    @strawberry.field(description="Slå mange enheder op. In the order of the keys, null where nothing was found.")
    async def units_by_keys(
        self,
        info: Info,
        keys: Annotated[list[UnitKey], strawberry.argument(name="keys", description="At most 1,000.")],
        at: At = None,
        known_at: KnownAt = None,
    ) -> list[Unit | None]:
        limit = info.context.limits.keys
        if len(keys) > limit:
            raise Refusal(
                Code.PAGE_SIZE, f"{len(keys)} keys were given; a question takes at most {limit}.", maximum=limit
            )
        told = [key.told() for key in keys]
        return await nodes.by_keys(info.context, [(key, _moment(info.context, at, known_at, own)) for key, own in told])

    @strawberry.field(description="Find enheder. Units by filter, a page at a time.")
    async def units(
        self,
        info: Info,
        filter: Chosen = None,
        at: At = None,
        known_at: KnownAt = None,
        first: First = 50,
        after: After = None,
        order_by: Sorted = None,
    ) -> UnitConnection:
        moment = _moment(info.context, at, known_at)
        page = await finding.units(info.context, moment, filter_of(filter), order_of(order_by), first, after)
        return _told(page, page.moment)

    @strawberry.field(
        description="Undertræ. A whole subtree, flat and depth first: the cheapest way to fetch many units. None for "
        "an unknown root."
    )
    async def subtree(
        self,
        info: Info,
        top: Annotated[UnitKey, strawberry.argument(name="root", description="The unit at the top.")],
        max_depth: MaxDepth = None,
        filter: Chosen = None,
        at: At = None,
        known_at: KnownAt = None,
        first: Annotated[int, strawberry.argument(description="At most so many, 1 to 50,000.")] = 1000,
        after: After = None,
    ) -> SubtreeConnection | None:
        key, own = top.told()
        moment = _moment(info.context, at, known_at, own)
        unit = await keys.unit(info.context, key, moment)
        page = await trees.subtree(info.context, unit, moment, filter_of(filter), depth(max_depth), first, after)
        return _told(page, page.moment) if page else None

    @strawberry.field(
        description="Søg. `*blovstrød*` contains, `Blovstrød*` starts with, `*skole` ends with; without * all words "
        "count. Also SOR code, SHAK, CVR, P-number, ydernummer and location number."
    )
    async def search(
        self,
        info: Info,
        query: Annotated[str, strawberry.argument(description="What to look for; only * is a wildcard.")],
        filter: Chosen = None,
        at: At = None,
        known_at: KnownAt = None,
        include_former_names: Annotated[
            bool, strawberry.argument(description="Also names that units had before the day.")
        ] = True,
        first: Annotated[int, strawberry.argument(description="At most so many, 1 to 500.")] = 20,
        after: After = None,
    ) -> SearchConnection:
        quest = finding.Quest(query, filter_of(filter), include_former_names)
        page = await finding.search(info.context, _moment(info.context, at, known_at), quest, first, after)
        return _told(page, page.moment)

    @strawberry.field(
        description="Anything that has an id, read at the moment that the id was given for: today, unless something "
        "else was asked. One argument, as Relay asks for it; `nodes` and the unit's own `at` say when else."
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="As you got it.")],
    ) -> Node | None:
        (found,) = await nodes.by_ids(info.context, [id])
        if isinstance(found, Refusal):
            raise found
        return found

    @strawberry.field(description="Many things by id, in their order, null where nothing is.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 1,000.")],
        at: At = None,
        known_at: KnownAt = None,
    ) -> list[Node | None]:
        limit = info.context.limits.keys
        if len(ids) > limit:
            raise Refusal(
                Code.PAGE_SIZE, f"{len(ids)} ids were given; a question takes at most {limit}.", maximum=limit
            )
        return await nodes.by_ids(info.context, ids, at, known_at)

    @strawberry.field(description="Kodeliste. All values of a maintained list on a day, by name.")
    async def code_list(
        self,
        info: Info,
        list: Annotated[str, strawberry.argument(description="For instance unit-type, speciality, region, network.")],
        at: At = None,
        known_at: KnownAt = None,
    ) -> CodeValues:
        moment = _moment(info.context, at, known_at)
        return _told(await code_lists.whole(info.context, list, moment), moment)

    @strawberry.field(
        description="Ændringssæt. Who recorded what, when and why, by the id of a change set; none for an unknown one."
    )
    async def change_set(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="As you got it.")],
        at: At = None,
        known_at: KnownAt = None,
    ) -> ChangeSet | None:
        (found,) = await nodes.by_ids(info.context, [id], at, known_at, only="ChangeSet")
        if isinstance(found, Refusal):
            raise found
        return found

    @strawberry.field(description="Ændringssæt, the newest first: of the whole register, or of a part of it.")
    async def change_sets(
        self,
        info: Info,
        under: Annotated[
            SorCode | None,
            strawberry.argument(
                description="Only those about this unit or what was ever below it, moved or withdrawn since or not."
            ),
        ] = None,
        at: At = None,
        known_at: KnownAt = None,
        first: First = 50,
        after: After = None,
    ) -> ChangeSetConnection:
        moment = _moment(info.context, at, known_at)
        page = await change_sets.recent(info.context, under, moment, first, after)
        return _told(page, page.moment)

    @strawberry.field(description="Registerets regler. Every rule that errors and warnings name.")
    async def rules(self) -> list[Rule]:
        return _plain(all_rules())

    @strawberry.field(description="Mig: whoever is asking, and whom they act for; none where nobody has logged in.")
    async def me(self, info: Info) -> Viewer | None:
        ctx: Context = info.context
        return _told(viewing.viewer(ctx), Moment(ctx.today))

    @strawberry.field(
        description="Ændringer. What became known to the register, in that order: the page behind a cursor, from the "
        "beginning without one."
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[
            FeedCursor | None, strawberry.argument(description="Behind this cursor: `next` of the page before.")
        ] = None,
        under: Under = None,
        kinds: Kinds = None,
        first: Annotated[int, strawberry.argument(description="At most so many, 1 to 500.")] = 500,
    ) -> ChangeFeedPage:
        page = await feed.page(info.context, after, under, kinds, first)
        return _told(page, Moment(info.context.today))

    @strawberry.field(description="Registeret som helhed.")
    async def register(self, info: Info) -> RegisterInfo:
        ctx: Context = info.context
        totals = await ctx.reader.totals()
        return RegisterInfo(
            today=ctx.today,
            version=version("sor-register"),
            unit_count=totals.units,
            feed_position=FeedCursor(await feed.position(ctx)),
            limits=[Limit(name=name, value=value) for name, value in ctx.limits.told().items()],
        )


def _moment(ctx: Context, at: Any, known_at: Any, own: NodeId | None = None) -> Moment:
    """What was asked for; else what the id given says; else now. Raises `Refusal` for knowledge that is yet to come,
    and where it is too late to ask for anything."""
    ctx.budget.in_time()
    knowable(known_at)
    return own.moment(at, known_at, ctx.today) if own else Moment(at or ctx.today, known_at)


def _told(answer: Any, moment: Moment) -> Any:
    return seen(answer, moment)


def _plain(answer: Iterable[Any]) -> Any:
    """What is the same at every moment."""
    return list(answer)
