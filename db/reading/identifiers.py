"""The numbers other than its SOR code that a unit is known by: which column has them, and who has one of some."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, any_, literal_column, select

from db.reading import days
from db.reading.lists import IdentifierSystem
from db.reading.sources import Sources
from db.tables import LocationNumberVersion

Texts = ColumnElement[Sequence[str]]

COLUMNS = {
    IdentifierSystem.SHAK: "shak",
    IdentifierSystem.CVR: "cvr",
    IdentifierSystem.P_NUMBER: "p_number",
    IdentifierSystem.PHARMACY: "pharmacy_number",
    IdentifierSystem.LOCAL: "local_code",
    IdentifierSystem.YDERNUMMER: "provider_numbers",
}
"""Where a unit's own numbers are; location numbers have a table of their own."""


def known_by(
    system: IdentifierSystem, values: Texts, units: FromClause, sources: Sources, hidden: bool
) -> ColumnElement[bool]:
    """Whether a unit has one of an array of numbers on the day it stands as on; hidden location numbers if asked."""
    match system:
        case IdentifierSystem.YDERNUMMER:
            return listed(units.c.provider_numbers, values)
        case IdentifierSystem.GLN:
            number = sources.number("known_by")
            holders = select(number.holder).where(number.gln == any_(values), holding(number, units, hidden))
            return units.c.sor_code.in_(holders)
        case _:
            return units.c[COLUMNS[system]] == any_(values)


def listed(column: ColumnElement[Any], values: Texts) -> ColumnElement[bool]:
    """Whether a list has one of an array of values."""
    some = column.bool_op("&&")(values)
    return and_(some, column != literal_column("'{}'"))  # the index leaves empty lists out


def holding(number: type[LocationNumberVersion], units: FromClause, hidden: bool) -> ColumnElement[bool]:
    """Whether a unit has a location number of its own on the day it stands as on."""
    held = and_(number.holder == units.c.sor_code, days.holds(number.valid, units.c.day))
    return held if hidden else and_(held, ~number.internal_only, ~number.not_active)
