"""The register's numbers as stored: each read as a number from outside is, check digit and all."""

from collections.abc import Callable

from db.checking.question import Check, Reading
from domain import identifiers
from domain.findings import Weight
from domain.identifiers import ProviderNumber
from domain.rules import Rule, Violated


def _fault(read: Callable[[str], object], rule: Rule) -> Callable[[str], Violated | None]:
    """What a stored number violates; one that is read as another text than it is stored as is not in its form."""

    def fault(written: str) -> Violated | None:
        try:
            told = str(read(written))
        except Violated as violated:
            return violated.with_traceback(None)
        return None if told == written else Violated(rule, f"'{written}' is stored where '{told}' is meant")

    return fault


def _sum(written: str) -> Violated | None:
    """Of numbers in their form only; the others have their own finding."""
    if len(written) != 6 or not (written.isascii() and written.isdigit()):
        return None
    if identifiers.provider_number_adds_up(ProviderNumber(written)):
        return None
    return Violated(
        Rule.PROVIDER_NUMBER_SUM,
        f"the ydernummer '{written}' is not divisible by 11 with the weights 6 5 4 3 2 1, as nearly all are",
    )


def _of_versions(column: str) -> str:
    return f"""
        SELECT sor_code, NULL AS place, {column} AS written, unnest(range_agg(valid)) AS valid
        FROM unit_version WHERE {column} IS NOT NULL GROUP BY sor_code, {column}"""


_PROVIDER_NUMBERS = """
    SELECT sor_code, NULL AS place, number AS written, unnest(range_agg(valid)) AS valid
    FROM unit_version CROSS JOIN LATERAL unnest(provider_numbers) number GROUP BY sor_code, number"""

CHECKS: tuple[Check, ...] = (
    Reading(
        (Rule.SOR_CODE_FORMAT, Rule.SOR_CODE_CHECK_DIGIT),
        """
        SELECT sor_code, NULL AS place, sor_code::text AS written, life AS valid FROM unit
        UNION ALL
        SELECT sor_code, 'relation ' || type, other::text, unnest(range_agg(valid))
        FROM unit_relation GROUP BY sor_code, type, other
        UNION ALL
        SELECT sor_code, 'geographical parent', geographical_parent::text, unnest(range_agg(valid))
        FROM unit_version WHERE geographical_parent IS NOT NULL GROUP BY sor_code, geographical_parent""",
        _fault(identifiers.sor_code, Rule.SOR_CODE_FORMAT),
    ),
    Reading(
        (Rule.GLN_FORMAT, Rule.GLN_CHECK_DIGIT),
        """
        SELECT min(v.holder) AS sor_code, 'location number ' || n.gln AS place, n.gln AS written,
            range_merge(range_agg(v.valid)) AS valid
        FROM location_number n LEFT JOIN location_number_version v ON v.gln = n.gln GROUP BY n.gln""",
        _fault(identifiers.gln, Rule.GLN_FORMAT),
    ),
    Reading((Rule.CVR_FORMAT, Rule.CVR_CHECK_DIGIT), _of_versions("cvr"), _fault(identifiers.cvr, Rule.CVR_FORMAT)),
    Reading((Rule.P_NUMBER_FORMAT,), _of_versions("p_number"), _fault(identifiers.p_number, Rule.P_NUMBER_FORMAT)),
    Reading((Rule.SHAK_FORMAT,), _of_versions("shak"), _fault(identifiers.shak, Rule.SHAK_FORMAT)),
    Reading(
        (Rule.PROVIDER_NUMBER_FORMAT,),
        _PROVIDER_NUMBERS,
        _fault(identifiers.provider_number, Rule.PROVIDER_NUMBER_FORMAT),
    ),
    Reading((Rule.PROVIDER_NUMBER_SUM,), _PROVIDER_NUMBERS, _sum, Weight.WARNED),
)
