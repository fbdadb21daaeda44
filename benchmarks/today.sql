-- What peers read: a plain table of the units in force on one day, with what each inherits already worked out,
-- which spares them what the program does at every question. Made once for a day, from the register's own tables.
DROP SCHEMA IF EXISTS peers CASCADE;
CREATE SCHEMA peers;

CREATE TABLE peers.unit (
    sor_code bigint NOT NULL,
    parent bigint,
    kind text NOT NULL,
    name text NOT NULL,
    type_name text,
    valid_from date NOT NULL,
    valid_until date,
    shak text,
    p_number text,
    postal_street text,
    postal_house_number text,
    postal_post_code text,
    postal_district text,
    postal_kind text,
    postal_source bigint,
    postal_source_name text,
    own_gln text,
    gln text,
    gln_kind text,
    gln_source bigint,
    gln_source_name text,
    depth integer NOT NULL,
    place integer NOT NULL,
    folded_name text NOT NULL,
    sort_name text NOT NULL
);

SET LOCAL work_mem = '256MB';

CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
SELECT unit.sor_code, kind, parent, name, type, valid, shak, p_number, postal, inherits_location_number,
    folded_name, sort_name, number.gln AS own_gln, number.hidden
FROM unit
JOIN unit_version AS version ON version.sor_code = unit.sor_code AND version.valid @> %(day)s::date
LEFT JOIN (
    SELECT holder, gln, internal_only OR not_active AS hidden
    FROM location_number_version WHERE valid @> %(day)s::date
) AS number ON number.holder = unit.sor_code;
CREATE INDEX ON standing (parent);
ANALYZE standing;

CREATE TEMPORARY TABLE tree ON COMMIT DROP AS
WITH RECURSIVE tree AS (
    SELECT sor_code, 0 AS depth, format(E'%%s\t%%s', sort_name, lpad(sor_code::text, 18, '0')) COLLATE "C" AS way,
        postal, CASE WHEN postal IS NOT NULL THEN sor_code END AS postal_source,
        CASE WHEN NOT hidden THEN own_gln END AS gln, CASE WHEN NOT hidden THEN sor_code END AS gln_source
    FROM standing WHERE parent IS NULL
    UNION ALL
    SELECT child.sor_code, depth + 1, way || format(E'\t%%s\t%%s', child.sort_name, lpad(child.sor_code::text, 18, '0')),
        coalesce(child.postal, tree.postal),
        CASE WHEN child.postal IS NOT NULL THEN child.sor_code ELSE tree.postal_source END,
        CASE WHEN child.own_gln IS NOT NULL THEN CASE WHEN NOT child.hidden THEN child.own_gln END
            WHEN child.inherits_location_number THEN tree.gln END,
        CASE WHEN child.own_gln IS NOT NULL THEN CASE WHEN NOT child.hidden THEN child.sor_code END
            WHEN child.inherits_location_number THEN tree.gln_source END
    FROM tree JOIN standing AS child ON child.parent = tree.sor_code
)
SELECT tree.*, row_number() OVER (ORDER BY way) AS place FROM tree;

INSERT INTO peers.unit
SELECT standing.sor_code, standing.parent,
    CASE standing.kind
        WHEN 'IE' THEN 'INSTITUTION_OWNER' WHEN 'SI' THEN 'HEALTH_INSTITUTION' ELSE 'ORGANIZATIONAL_UNIT' END,
    standing.name, type.name_da, lower(standing.valid), upper(standing.valid), standing.shak, standing.p_number,
    address.street, address.house_number, address.post_code, address.district,
    CASE WHEN tree.postal_source = standing.sor_code THEN 'OWN' WHEN tree.postal IS NOT NULL THEN 'INHERITED' END,
    tree.postal_source, postal_source.name,
    CASE WHEN NOT standing.hidden THEN standing.own_gln END,
    tree.gln,
    CASE WHEN tree.gln_source = standing.sor_code THEN 'OWN' WHEN tree.gln IS NOT NULL THEN 'INHERITED' END,
    tree.gln_source, gln_source.name,
    tree.depth, tree.place, standing.folded_name, standing.sort_name
FROM standing
JOIN tree ON tree.sor_code = standing.sor_code
LEFT JOIN address ON address.id = tree.postal
LEFT JOIN standing AS postal_source ON postal_source.sor_code = tree.postal_source
LEFT JOIN standing AS gln_source ON gln_source.sor_code = tree.gln_source
LEFT JOIN code_value AS type
    ON type.list = 'unit-type' AND type.code = standing.type AND type.valid @> %(day)s::date
ORDER BY tree.place;

ALTER TABLE peers.unit ADD PRIMARY KEY (sor_code);
ALTER TABLE peers.unit ADD FOREIGN KEY (parent) REFERENCES peers.unit;
CREATE INDEX ON peers.unit (parent, sort_name, sor_code);
CREATE INDEX ON peers.unit (sort_name, sor_code);
CREATE INDEX ON peers.unit (shak) WHERE shak IS NOT NULL;
CREATE INDEX ON peers.unit (p_number) WHERE p_number IS NOT NULL;
CREATE INDEX ON peers.unit (own_gln) WHERE own_gln IS NOT NULL;
CREATE INDEX ON peers.unit USING gin (folded_name gin_trgm_ops);
ANALYZE peers.unit;

-- A unit on another day, worked out from its versions: what a plain table of today cannot tell.
CREATE TYPE peers.past_unit AS (
    sor_code bigint, kind text, name text, parent bigint, parent_name text,
    postal_street text, postal_house_number text, postal_post_code text, postal_district text,
    postal_kind text, postal_source bigint, postal_source_name text
);

CREATE FUNCTION peers.unit_on(code bigint, day date) RETURNS peers.past_unit LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way AS (
        SELECT sor_code, parent, name, postal, 0 AS steps
        FROM public.unit_version AS v WHERE v.sor_code = code AND (v.valid @> day) IS TRUE
        UNION ALL
        SELECT v.sor_code, v.parent, v.name, v.postal, way.steps + 1
        FROM way JOIN public.unit_version AS v ON v.sor_code = way.parent AND (v.valid @> day) IS TRUE
        WHERE way.steps < 64
    ), stated AS (SELECT sor_code, name, postal, steps FROM way WHERE postal IS NOT NULL ORDER BY steps LIMIT 1)
    SELECT own.sor_code,
        CASE unit.kind
            WHEN 'IE' THEN 'INSTITUTION_OWNER' WHEN 'SI' THEN 'HEALTH_INSTITUTION' ELSE 'ORGANIZATIONAL_UNIT' END,
        own.name, above.sor_code, above.name,
        address.street, address.house_number, address.post_code, address.district,
        CASE stated.steps WHEN 0 THEN 'OWN' ELSE CASE WHEN stated.steps > 0 THEN 'INHERITED' END END,
        stated.sor_code, stated.name
    FROM way AS own
    JOIN public.unit ON unit.sor_code = own.sor_code
    LEFT JOIN way AS above ON above.steps = 1
    LEFT JOIN stated ON true
    LEFT JOIN public.address ON address.id = stated.postal
    WHERE own.steps = 0
$$;
