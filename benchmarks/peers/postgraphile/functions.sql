-- What PostGraphile's manual would have one write for questions that are not a table's own: functions of the database.
CREATE OR REPLACE FUNCTION peers.unit_ancestors(unit peers.unit) RETURNS SETOF peers.unit LANGUAGE sql STABLE ROWS 5 AS $$
    WITH RECURSIVE above AS (
        SELECT one, 1 AS steps FROM peers.unit AS one WHERE one.sor_code = unit.parent
        UNION ALL
        SELECT next, steps + 1 FROM above JOIN peers.unit AS next ON next.sor_code = (above.one).parent
    )
    SELECT (one).* FROM above ORDER BY steps DESC
$$;

CREATE OR REPLACE FUNCTION peers.units_by_codes(codes bigint[]) RETURNS SETOF peers.unit LANGUAGE sql STABLE AS $$
    SELECT unit.* FROM unnest(codes) WITH ORDINALITY AS asked (code, place)
    JOIN peers.unit ON unit.sor_code = asked.code ORDER BY asked.place
$$;

CREATE OR REPLACE FUNCTION peers.units_by_keys(systems text[], numbers text[]) RETURNS SETOF peers.unit
LANGUAGE sql STABLE AS $$
    WITH asked AS (
        SELECT * FROM unnest(systems, numbers) WITH ORDINALITY AS asked (system, number, place)
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
    SELECT unit.* FROM found JOIN peers.unit USING (sor_code) ORDER BY found.place
$$;

CREATE OR REPLACE FUNCTION peers.subtree(root bigint) RETURNS SETOF peers.unit LANGUAGE sql STABLE AS $$
    WITH RECURSIVE tree AS (
        SELECT one FROM peers.unit AS one WHERE one.sor_code = root
        UNION ALL
        SELECT child FROM tree JOIN peers.unit AS child ON child.parent = (tree.one).sor_code
    )
    SELECT (one).* FROM tree ORDER BY (one).place
$$;

CREATE OR REPLACE FUNCTION peers.search(part text, word text, most integer) RETURNS SETOF peers.unit
LANGUAGE sql STABLE AS $$
    SELECT * FROM peers.unit WHERE folded_name LIKE '%' || part || '%'
    ORDER BY CASE WHEN folded_name = part THEN 1 WHEN folded_name LIKE part || '%' THEN 2
        WHEN folded_name ~ word THEN 3 ELSE 4 END, sort_name, sor_code LIMIT most
$$;

CREATE OR REPLACE FUNCTION peers.search_total(part text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT count(*)::integer FROM peers.unit WHERE folded_name LIKE '%' || part || '%'
$$;

COMMENT ON CONSTRAINT unit_parent_fkey ON peers.unit IS '@fieldName above
@foreignFieldName childrenConnection
@foreignSimpleFieldName children';
