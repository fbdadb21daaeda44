"""Operations on the small hospital, the days they are about, and what keeps one from being carried out."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.identifiers import sor_code_of
from domain.lifecycle.excerpt import Excerpt
from domain.operations import Alter, Create, Said
from domain.periods import Period, Version
from domain.records import UnitLife
from domain.rejections import Rejected, Violation
from domain.units import Facts, UnitKind
from tests.builders import COMPANY, HOSPITAL, SUCCEEDED, TODAY
from tests.excerpts import excerpt

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
NOTICE = TODAY + 7 * DAY
NEXT_YEAR = date(2027, 1, 1)
STRANGER = sor_code_of(1)
NEW = sor_code_of(9100)
DEPARTMENT = "550851000005109"
REGISTER = excerpt()


def opening(**more: Any) -> Create:
    facts = {"name": "Ny afdeling", "type": DEPARTMENT, **more.pop("facts", {})}
    told = {"kind": UnitKind.ORGANIZATIONAL_UNIT, "parent": HOSPITAL, "said": Said(facts=facts), **more}
    return Create(**told)


def saying(unit: Any, since: date | None = None, **facts: Any) -> Alter:
    return Alter(unit=unit, said=Said(facts=facts), since=since)


def refusal(carry_out: Any, operation: Any, of: Excerpt) -> Violation:
    """The one violation that keeps an operation from being carried out."""
    with pytest.raises(Rejected) as rejected:
        carry_out(operation, of)
    (violation,) = rejected.value.violations
    return violation


def institution_of_the_company() -> UnitLife:
    return UnitLife(
        sor_code=sor_code_of(9200),
        kind=UnitKind.HEALTH_INSTITUTION,
        first_from=SUCCEEDED,
        timeline=(Version(Period(SUCCEEDED), Facts(name="Klinik", parent=COMPANY, type="22232009")),),
    )
