"""One statement for each question, whose only column is the answer's data as JSON."""

from benchmarks.questions import PAGE_MOST

ADDRESS = """json_build_object('street', {0}.postal_street, 'houseNumber', {0}.postal_house_number,
    'postCode', {0}.postal_post_code, 'district', {0}.postal_district)"""

SHORT_ADDRESS = f"CASE WHEN {{0}}.postal_kind IS NOT NULL THEN json_build_object('value', {ADDRESS}) END"

SHORT_NUMBER = "CASE WHEN {0}.gln IS NOT NULL THEN json_build_object('value', json_build_object('gln', {0}.gln)) END"

EFFECTIVE_ADDRESS = f"""CASE WHEN {{0}}.postal_kind IS NOT NULL THEN json_build_object('value', {ADDRESS},
    'provenance', json_build_object('kind', {{0}}.postal_kind, 'source',
        json_build_object('sorCode', {{0}}.postal_source::text, 'name', {{0}}.postal_source_name))) END"""

EFFECTIVE_NUMBER = """CASE WHEN {0}.gln IS NOT NULL THEN json_build_object('value',
    json_build_object('gln', {0}.gln), 'provenance', json_build_object('kind', {0}.gln_kind, 'source',
        json_build_object('sorCode', {0}.gln_source::text, 'name', {0}.gln_source_name))) END"""

ADDRESS_IN_TREE = f"""CASE WHEN {{0}}.postal_kind IS NOT NULL THEN json_build_object('value', {ADDRESS},
    'provenance', json_build_object('kind', {{0}}.postal_kind, 'source',
        json_build_object('sorCode', {{0}}.postal_source::text))) END"""

NAMED = """'sorCode', {0}.sor_code::text, 'name', {0}.name, 'kind', {0}.kind,
    'type', CASE WHEN {0}.type_name IS NOT NULL THEN json_build_object('name', {0}.type_name) END"""

FACTS = f"{NAMED}, 'validity', json_build_object('from', {{0}}.valid_from, 'until', {{0}}.valid_until)"

UNIT = f"{FACTS}, 'effectivePostalAddress', {EFFECTIVE_ADDRESS}, 'effectiveLocationNumber', {EFFECTIVE_NUMBER}"

IN_TREE = f"{FACTS}, 'effectivePostalAddress', {ADDRESS_IN_TREE}, 'effectiveLocationNumber', {SHORT_NUMBER}"

IN_ALL = f"{NAMED}, 'effectivePostalAddress', {SHORT_ADDRESS}, 'effectiveLocationNumber', {SHORT_NUMBER}"

PARENT = """'parent', CASE WHEN {0}.sor_code IS NOT NULL THEN
    json_build_object('sorCode', {0}.sor_code::text, 'name', {0}.name) END"""

ONE = f"""
SELECT json_build_object('unit', json_build_object({UNIT.format("unit")}, {PARENT.format("above")}))::text
FROM peers.unit LEFT JOIN peers.unit AS above ON above.sor_code = unit.parent WHERE unit.sor_code = %(code)s
"""

PAST = f"""
SELECT json_build_object('unit', json_build_object('sorCode', past.sor_code::text, 'name', past.name,
    'kind', past.kind, 'parent', CASE WHEN past.parent IS NOT NULL THEN
        json_build_object('sorCode', past.parent::text, 'name', past.parent_name) END,
    'effectivePostalAddress', {EFFECTIVE_ADDRESS.format("past")}))::text
FROM peers.unit_on(%(code)s, %(at)s) AS past
"""

UPWARD = """
WITH RECURSIVE asked AS (
    SELECT * FROM unnest(%(codes)s::bigint[]) WITH ORDINALITY AS asked (sor_code, place)
), above AS (
    SELECT asked.place, one.sor_code, one.name, one.parent, 1 AS steps
    FROM asked JOIN peers.unit USING (sor_code) JOIN peers.unit AS one ON one.sor_code = unit.parent
    UNION ALL
    SELECT above.place, one.sor_code, one.name, one.parent, steps + 1
    FROM above JOIN peers.unit AS one ON one.sor_code = above.parent
), ancestors AS (
    SELECT place, json_agg(json_build_object('sorCode', sor_code::text, 'name', name) ORDER BY steps DESC) AS told
    FROM above GROUP BY place
)
SELECT json_build_object('unitsByKeys', json_agg(json_build_object('sorCode', unit.sor_code::text,
    'name', unit.name, 'ancestors', coalesce(ancestors.told, '[]')) ORDER BY asked.place))::text
FROM asked JOIN peers.unit USING (sor_code) LEFT JOIN ancestors ON ancestors.place = asked.place
"""

MIXED = f"""
WITH asked AS (
    SELECT * FROM unnest(%(systems)s::text[], %(numbers)s::text[]) WITH ORDINALITY AS asked (system, number, place)
), found AS (
    SELECT asked.place, unit.sor_code FROM asked JOIN peers.unit ON unit.sor_code = asked.number::bigint
    WHERE asked.system = 'sorCode'
    UNION ALL
    SELECT asked.place, unit.sor_code FROM asked JOIN peers.unit ON unit.shak = asked.number
    WHERE asked.system = 'shak'
    UNION ALL
    SELECT asked.place, unit.sor_code FROM asked JOIN peers.unit ON unit.p_number = asked.number
    WHERE asked.system = 'pNumber'
    UNION ALL
    SELECT asked.place, unit.sor_code FROM asked JOIN peers.unit ON unit.own_gln = asked.number
    WHERE asked.system = 'gln'
)
SELECT json_build_object('unitsByKeys', json_agg(json_build_object({UNIT.format("unit")}) ORDER BY found.place))::text
FROM found JOIN peers.unit USING (sor_code)
"""

PAGE = f"""
SELECT json_build_object('units', json_build_object(
    'nodes', json_agg(json_build_object({UNIT.format("unit")}, {PARENT.format("above")})
        ORDER BY unit.sort_name, unit.sor_code) FILTER (WHERE number <= 100),
    'pageInfo', json_build_object('hasNextPage', count(*) > 100)))::text
FROM (
    SELECT *, row_number() OVER (ORDER BY sort_name, sor_code) AS number
    FROM peers.unit ORDER BY sort_name, sor_code LIMIT 101
) AS unit LEFT JOIN peers.unit AS above ON above.sor_code = unit.parent
"""

ALL = f"""
SELECT json_build_object('units', json_build_object(
    'nodes', json_agg(json_build_object({IN_ALL.format("unit")}) ORDER BY number) FILTER (WHERE number <= {PAGE_MOST}),
    'pageInfo', json_build_object('hasNextPage', count(*) > {PAGE_MOST}, 'endCursor',
        max(sort_name || E'\\t' || sor_code) FILTER (WHERE number = {PAGE_MOST}))))::text
FROM (
    SELECT *, row_number() OVER (ORDER BY sort_name, sor_code) AS number
    FROM peers.unit WHERE (sort_name, sor_code) > (%(name)s::text, %(code)s::bigint)
    ORDER BY sort_name, sor_code LIMIT {PAGE_MOST + 1}
) AS unit
"""

FLAT = f"""
WITH RECURSIVE tree AS (
    SELECT unit.*, 0 AS steps FROM peers.unit WHERE sor_code = %(code)s
    UNION ALL
    SELECT child.*, steps + 1 FROM tree JOIN peers.unit AS child ON child.parent = tree.sor_code
)
SELECT json_build_object('subtree', json_build_object('nodes', json_agg(json_build_object('depth', steps,
    'parentSorCode', parent::text, 'unit', json_build_object({IN_TREE.format("tree")})) ORDER BY place)))::text
FROM tree
"""

SEARCH = """
WITH hit AS (
    SELECT *, CASE WHEN folded_name = %(whole)s THEN 1 WHEN folded_name LIKE %(begins)s THEN 2
        WHEN folded_name ~ %(word)s THEN 3 ELSE 4 END AS grade
    FROM peers.unit WHERE folded_name LIKE %(contains)s
), best AS (SELECT * FROM hit ORDER BY grade, sort_name, sor_code LIMIT 20)
SELECT json_build_object('search', json_build_object('totalCount', (SELECT count(*) FROM hit),
    'edges', (SELECT json_agg(json_build_object('node', json_build_object('sorCode', best.sor_code::text,
        'name', best.name, 'parent', json_build_object('name', above.name)))
        ORDER BY grade, best.sort_name, best.sor_code)
        FROM best LEFT JOIN peers.unit AS above ON above.sor_code = best.parent)))::text
"""

CHANGE = """
UPDATE peers.unit SET name = %(name)s WHERE sor_code = %(code)s
RETURNING json_build_object('changeUnit', json_build_object('errors', json_build_array(),
    'unit', json_build_object('sorCode', sor_code::text)))::text
"""


def nested(levels: int) -> str:
    """A tree as deep as `levels` below its root: each unit's children by a statement of their own inside its own."""
    inside = IN_TREE.format(f"unit_{levels}")
    for level in range(levels, 0, -1):
        child = f"unit_{level}"
        nodes = f"""SELECT coalesce(json_agg(json_build_object({inside})
            ORDER BY {child}.sort_name, {child}.sor_code), '[]')
            FROM peers.unit AS {child} WHERE {child}.parent = unit_{level - 1}.sor_code"""
        above = IN_TREE.format(f"unit_{level - 1}")
        inside = f"{above}, 'children', json_build_object('nodes', ({nodes}))"
    return f"""
SELECT json_build_object('unit', json_build_object({inside}))::text
FROM peers.unit AS unit_0 WHERE unit_0.sor_code = %(code)s
"""


def statement(key: str) -> str:
    """The statement of a question by its key."""
    match key.split():
        case ["nested", levels]:
            return nested(int(levels))
        case _:
            return STATEMENTS[key]


STATEMENTS = {
    "one": ONE,
    "past": PAST,
    "upward": UPWARD,
    "mixed": MIXED,
    "page": PAGE,
    "all": ALL,
    "flat": FLAT,
    "search": SEARCH,
    "change": CHANGE,
}
