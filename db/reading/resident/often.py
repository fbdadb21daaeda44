"""When a day is worth being remembered."""

from datetime import date

OFTEN = 32
"""Names of a block that are looked up on a day, before that day is worked out for all of them: a fourth."""


class Often:
    """Counts how often the same day is asked for."""

    __slots__ = ("_day", "_times")

    def __init__(self) -> None:
        self._day: date | None = None
        self._times = 0

    def asked(self, day: date) -> bool:
        """Whether as much was worked out for the day by now as it takes to remember it."""
        self._times = self._times + 1 if self._day == day else 1
        self._day = day
        return self._times > OFTEN
