"""Danish days: which day an instant belongs to, and when a day begins (REGISTER.md, section 4)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def day_of(instant: datetime) -> date:
    """The day that it is in Denmark; `instant` knows its offset."""
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    return instant.astimezone(COPENHAGEN).date()


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Denmark, in UTC. Danish clocks change at 2 and 3, never at midnight."""
    return datetime.combine(day, time(), COPENHAGEN).astimezone(UTC)
