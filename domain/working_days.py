"""Working days in Denmark: weekdays that are no public holiday. Great Prayer Day (store bededag) was one until 2023."""

from datetime import date, timedelta

from holidays import country_holidays

_DENMARK = country_holidays("DK")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _DENMARK


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days, the first of which comes after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
