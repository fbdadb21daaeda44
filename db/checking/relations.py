"""Relations beside the hierarchy: between units the register has, and no unit its own successor."""

from db.checking.question import Question
from domain.findings import Weight
from domain.rules import Rule

CHECKS = (
    Question(
        Rule.RELATION_UNKNOWN,
        """
        SELECT r.sor_code, NULL AS place, unnest(range_agg(r.valid)) AS valid, r.other,
            CASE r.type WHEN 'REPLACES' THEN 'replaces' ELSE 'cooperates with' END AS what
        FROM unit_relation r
        WHERE NOT EXISTS (SELECT FROM unit u WHERE u.sor_code = r.other) GROUP BY r.sor_code, r.type, r.other
        """,
        "the unit {what} {other}, which is not in the register",
        Weight.WARNED,
    ),
    Question(
        Rule.RELATION_UNKNOWN,
        """
        SELECT r.sor_code, NULL AS place, unnest(range_agg(r.valid)) AS valid, r.other,
            CASE r.type WHEN 'REPLACES' THEN 'replace' ELSE 'cooperate with' END AS what
        FROM unit_relation r
        WHERE NOT EXISTS (SELECT FROM unit u WHERE u.sor_code = r.sor_code) GROUP BY r.sor_code, r.type, r.other
        """,
        "a unit that is not in the register is said to {what} {other}",
    ),
    Question(
        Rule.RELATION_IN_FORCE,
        """
        SELECT r.sor_code, NULL AS place, unnest(r.valid::datemultirange - u.life::datemultirange) AS valid, r.other,
            u.sor_code AS ended
        FROM unit_relation r JOIN unit u ON u.sor_code IN (r.sor_code, r.other)
        WHERE r.type = 'COOPERATES' AND NOT r.valid <@ u.life
        """,
        "the unit is said to cooperate with {other} on days on which {ended} is not in force",
    ),
    # A set of pairs: it ends, however the relations run in circles.
    Question(
        Rule.SUCCEEDS_ITSELF,
        """
        WITH RECURSIVE succession AS (
            SELECT sor_code, other, range_merge(range_agg(valid)) AS valid
            FROM unit_relation WHERE type = 'REPLACES' GROUP BY sor_code, other
        ), succeeded AS (
            SELECT sor_code, other AS first, other AS predecessor FROM succession
            WHERE sor_code IN (SELECT other FROM succession)
            UNION
            SELECT d.sor_code, d.first, s.other FROM succeeded d JOIN succession s ON s.sor_code = d.predecessor
        )
        SELECT d.sor_code, NULL AS place, s.valid, d.first
        FROM succeeded d JOIN succession s ON s.sor_code = d.sor_code AND s.other = d.first
        WHERE d.predecessor = d.sor_code
        """,
        "the unit replaces {first}, which itself, perhaps through others, replaces the unit",
    ),
)
