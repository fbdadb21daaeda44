"""The earliest days on which operations take effect (REGISTER.md, section 4)."""

from datetime import date, timedelta

NOTICE = timedelta(days=7)
DAY = timedelta(days=1)


def opening(today: date) -> date:
    """The earliest first day of a new unit; the day taken where none is said."""
    return today + NOTICE


def changing(today: date) -> date:
    """The earliest first day of a change or a move."""
    return today + DAY


def closing(today: date) -> date:
    """The earliest last day of a unit or a location number."""
    return today + NOTICE
