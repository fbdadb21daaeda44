"""Who cooperates with whom, once units have other lives: no longer than both."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, BigInteger, TextClause, bindparam, text

from db.writing.change import Change
from domain.identifiers import SorCode

_OUTSIDE = """
    SELECT r.sor_code, r.other, r.valid, r.valid * coalesce(one.life, '(,)') * coalesce(two.life, '(,)') AS lasting
    FROM unit_relation r
    LEFT JOIN unit one ON one.sor_code = r.sor_code
    LEFT JOIN unit two ON two.sor_code = r.other
    WHERE r.type = 'COOPERATES' AND (r.sor_code = ANY(:codes) OR r.other = ANY(:codes))
        AND NOT (r.valid <@ coalesce(one.life, '(,)') AND r.valid <@ coalesce(two.life, '(,)'))
"""
_SAME = "r.sor_code = o.sor_code AND r.type = 'COOPERATES' AND r.other = o.other AND r.valid = o.valid"


async def part(change: Change, codes: Sequence[SorCode]) -> None:
    """Cooperations of these units lose the days on which either unit has none."""
    asked = {"codes": list(codes)}
    if not (await change.connection.execute(_text(f"SELECT EXISTS ({_OUTSIDE})"), asked)).scalar_one():
        return
    await change.record()
    gone = f"DELETE FROM unit_relation r USING ({_OUTSIDE}) o WHERE {_SAME} AND isempty(o.lasting)"
    await change.connection.execute(_text(gone), asked)
    left = f"UPDATE unit_relation r SET valid = o.lasting FROM ({_OUTSIDE}) o WHERE {_SAME}"
    await change.connection.execute(_text(left), asked)


def _text(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("codes", type_=ARRAY(BigInteger)))
