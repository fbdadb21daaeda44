"""Days and instants: when a fact holds, and the point it was read at."""

from datetime import date, datetime

import strawberry


@strawberry.type(
    description="Gyldighed. Valid from `from` until, not on, `until`; `lastDay` (til og med) is the day before it."
)
class DateRange:
    start: date = strawberry.field(name="from", description="Fra: first day.")
    end: date | None = strawberry.field(name="until", description="First day that is no longer covered; open without.")
    last_day: date | None = strawberry.field(description="Til og med: last day covered; open without.")


@strawberry.type(description="The point in both times that an object was read at.")
class AsOf:
    at: date = strawberry.field(description="The day whose register is read.")
    known_at: datetime = strawberry.field(description="What the register knew at this instant.")
