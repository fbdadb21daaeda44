"""Questions of what is different between two moments, and of what is planned to be."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.diffing import DiffInclude
from domain.identifiers import SorCode
from resolvers import upcoming
from resolvers.diffs.telling import Question, page
from resolvers.knowing import knowable
from schema.inputs import After
from schema.seen import seen
from schema.types.diff import DiffConnection
from schema.types.upcoming import PlannedChangeConnection


@strawberry.input(description="Et tidspunkt in both times: which day is read, and as it was known when.")
class AsOfInput:
    at: date | None = strawberry.field(default=None, description="Pr. dato: the day to read; today if left out.")
    known_at: datetime | None = strawberry.field(
        default=None, description="What the register knew at this instant; now if left out."
    )


From = Annotated[AsOfInput, strawberry.argument(name="from", description="The first moment.")]
To = Annotated[
    AsOfInput, strawberry.argument(description="The later moment; neither its day nor its instant is earlier.")
]
Under = Annotated[
    SorCode | None,
    strawberry.argument(description="Under: only units that are this one, or below it, at either of the two moments."),
]
Include = Annotated[DiffInclude, strawberry.argument(description="What is compared.")]
Top = Annotated[
    SorCode | None,
    strawberry.argument(
        description="Under: only units that are this one, or below it, until the change or from it on."
    ),
]
Until = Annotated[date | None, strawberry.argument(description="Til og med: no later changes than of this day.")]
First = Annotated[int, strawberry.argument(description="At most so many, 1 to 500.")]


@strawberry.type
class Differences:
    """What `Query` can be asked about two moments."""

    @strawberry.field(
        description="Hvad er forskellen? Between two days: what happened, or is planned to. Between two instants of "
        "knowledge (`knownAt`) of one day: what has been learned of it since. Units by SOR code, each with what is "
        "different and what that comes from."
    )
    async def register_diff(
        self,
        info: Info,
        from_: From,
        to: To,
        under: Under = None,
        include: Include = DiffInclude.EFFECTIVE,
        first: First = 100,
        after: After = None,
    ) -> DiffConnection:
        for moment in (from_, to):
            knowable(moment.known_at)
        question = Question((from_.at, from_.known_at), (to.at, to.known_at), under, include)
        found = await page(info.context, question, first, after)
        told: Any = seen(found, found.moment)
        return told

    @strawberry.field(
        description="Kommende ændringer. What is planned after today, in the whole register or in a subtree: the "
        "nearest day first, by SOR code within a day."
    )
    async def upcoming(
        self, info: Info, under: Top = None, until: Until = None, first: First = 100, after: After = None
    ) -> PlannedChangeConnection:
        found = await upcoming.page(info.context, upcoming.Ahead(under, until), first, after)
        told: Any = seen(found, found.moment)
        return told
