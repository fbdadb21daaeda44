"""The register: units and location numbers with their versions, addresses, code lists, and an archive behind them.

Revision ID: 0001
Revises: none
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT = (
    "unit",
    "unit_version",
    "unit_relation",
    "location_number_version",
    "message_capability",
    "code_value",
)
"""Tables of which what was superseded is archived."""

FUNCTIONS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Case and accents do not count, æ, ø, å are one letter each: domain/names.py tells these three in Python.
CREATE FUNCTION lowered(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower(normalize(name, NFC) COLLATE pg_unicode_fast), 'äöς', 'æøσ');

CREATE FUNCTION unaccented(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(normalize(name, NFD), '[\\u0300-\\u036f]', '', 'g'),
    '[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+', ' ', 'g'));

-- The form two names are compared in: ae, oe and aa for æ, ø and å.
CREATE FUNCTION folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN unaccented(replace(replace(replace(lowered(name), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'));

-- The form names are sorted by, byte for byte: æ, ø, å after z, aa with å, ü with y. Not every server has ICU.
CREATE FUNCTION alphabetical(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN unaccented(translate(replace(lowered(name), 'aa', 'å'), 'æøåü', '{|}y'));

-- What a row was recorded by: the change set the transaction opened, under its own clock taken behind the tree lock.
CREATE FUNCTION recorded_now() RETURNS timestamptz
LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('sor.recorded', true), '')::timestamptz, clock_timestamp());

CREATE FUNCTION recorded_by() RETURNS bigint
LANGUAGE sql STABLE
RETURN nullif(current_setting('sor.change_set', true), '')::bigint;
"""

TABLES = """
CREATE TABLE change_set (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded    timestamptz NOT NULL,
    actor_kind  text        NOT NULL CHECK (actor_kind IN ('PERSON', 'SYSTEM', 'IMPORT')),
    actor_name  text        NOT NULL,
    note        text
);

-- Addresses are known by their content and never change, so equal addresses are one row.
CREATE TABLE address (
    id                        uuid PRIMARY KEY,
    street                    text,
    house_number              text,
    floor                     text,
    door                      text,
    extra                     text,
    post_code                 text,
    district                  text,
    country                   text NOT NULL,
    municipality              text,
    region                    text,
    street_code               text,
    dar_id                    uuid,
    east                      numeric,
    north                     numeric,
    validation_skipped_reason text
);
CREATE INDEX ON address (post_code text_pattern_ops);
CREATE INDEX ON address (municipality);

CREATE TABLE electronic_address (
    id      uuid PRIMARY KEY,
    phone   text,
    email   text,
    website text,
    fax     text
);

CREATE TABLE code_value (
    list       text      NOT NULL,
    code       text      NOT NULL,
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    name_da    text      NOT NULL,
    name_en    text,
    parent     text,
    levels     text[]    NOT NULL DEFAULT '{}',
    explained  boolean   NOT NULL DEFAULT true,
    recorded   timestamptz NOT NULL DEFAULT recorded_now(),
    change_set bigint DEFAULT recorded_by() REFERENCES change_set,
    PRIMARY KEY (list, code, valid WITHOUT OVERLAPS)
);
CREATE INDEX ON code_value (list, code);

CREATE TABLE unit (
    sor_code   bigint    PRIMARY KEY CHECK (sor_code BETWEEN 10000000000 AND 999999999999999999),
    kind       text      NOT NULL CHECK (kind IN ('IE', 'SI', 'OE')),
    first_from date      NOT NULL,
    life       daterange NOT NULL CHECK (NOT isempty(life) AND NOT lower_inf(life)),
    version    integer   NOT NULL DEFAULT 1,
    recorded   timestamptz NOT NULL DEFAULT recorded_now(),
    change_set bigint DEFAULT recorded_by() REFERENCES change_set
);

CREATE TABLE unit_version (
    sor_code         bigint    NOT NULL REFERENCES unit DEFERRABLE,
    valid            daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    parent           bigint    CHECK (parent <> sor_code),
    name             text      NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    type             text,
    local_code       text      CHECK (char_length(local_code) BETWEEN 1 AND 20),
    cvr              text,
    p_number         text,
    shak             text,
    provider_numbers text[]    NOT NULL DEFAULT '{}',
    pharmacy_number  text,
    specialities     text[]    NOT NULL DEFAULT '{}' CHECK (cardinality(specialities) <= 8),
    postal           uuid      REFERENCES address,
    visiting         uuid      REFERENCES address,
    activity         uuid      REFERENCES address,
    electronic       uuid      REFERENCES electronic_address,
    inherits_location_number boolean,
    geographical_relation    smallint CHECK (geographical_relation BETWEEN 1 AND 5),
    geographical_parent      bigint,
    ambulant         boolean,
    inpatient        boolean,
    reporting_level  boolean,
    treatment_site   boolean,
    local_attributes text[]    NOT NULL DEFAULT '{}' CHECK (cardinality(local_attributes) <= 5),
    source_updated   date,
    carried_back     boolean   NOT NULL DEFAULT false,
    folded_name      text      COLLATE "C" GENERATED ALWAYS AS (folded(name)) STORED,
    sort_name        text      COLLATE "C" GENERATED ALWAYS AS (alphabetical(name)) STORED,
    recorded         timestamptz NOT NULL DEFAULT recorded_now(),
    change_set       bigint DEFAULT recorded_by() REFERENCES change_set,
    PRIMARY KEY (sor_code, valid WITHOUT OVERLAPS),
    FOREIGN KEY (parent, PERIOD valid) REFERENCES unit_version (sor_code, PERIOD valid) DEFERRABLE
);
-- = ANY(array) does not use the key's GiST. Who asks of today passes by the versions that have ended, however many.
CREATE INDEX ON unit_version (sor_code, (coalesce(upper(valid), 'infinity')));
-- A join would: the planner takes GiST for cheaper than a B-tree, though it reads many times as much. Not than this one.
CREATE INDEX ON unit_version USING hash (sor_code);
CREATE INDEX ON unit_version (parent, (coalesce(upper(valid), 'infinity')));
CREATE INDEX ON unit_version (sort_name, sor_code);
CREATE INDEX unit_version_name ON unit_version USING gin (folded_name gin_trgm_ops);
CREATE INDEX ON unit_version (shak) WHERE shak IS NOT NULL;
CREATE INDEX ON unit_version (cvr) WHERE cvr IS NOT NULL;
CREATE INDEX ON unit_version (p_number) WHERE p_number IS NOT NULL;
CREATE INDEX ON unit_version (pharmacy_number) WHERE pharmacy_number IS NOT NULL;
CREATE INDEX ON unit_version (local_code) WHERE local_code IS NOT NULL;
CREATE INDEX ON unit_version USING gin (provider_numbers) WHERE provider_numbers <> '{}';
CREATE INDEX ON unit_version USING gin (specialities) WHERE specialities <> '{}';
CREATE INDEX ON unit_version (type);
CREATE INDEX ON unit_version (postal) WHERE postal IS NOT NULL;
CREATE INDEX ON unit_version (visiting) WHERE visiting IS NOT NULL;
CREATE INDEX ON unit_version (recorded);

-- `other` may be a stranger: succession is told of units the register has not met.
CREATE TABLE unit_relation (
    sor_code   bigint    NOT NULL REFERENCES unit DEFERRABLE,
    type       text      NOT NULL CHECK (type IN ('REPLACES', 'COOPERATES')),
    other      bigint    NOT NULL CHECK (other <> sor_code),
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    note       text,
    recorded   timestamptz NOT NULL DEFAULT recorded_now(),
    change_set bigint DEFAULT recorded_by() REFERENCES change_set,
    PRIMARY KEY (sor_code, type, other, valid WITHOUT OVERLAPS)
);
CREATE INDEX ON unit_relation (sor_code);
CREATE INDEX ON unit_relation (other);

-- A location number once issued is never another's: its row stays whatever becomes of it.
CREATE TABLE location_number (
    gln        text PRIMARY KEY CHECK (gln ~ '^[0-9]{13}$'),
    first_from date NOT NULL
);

CREATE TABLE location_number_version (
    gln            text      NOT NULL REFERENCES location_number,
    valid          daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    holder         bigint    NOT NULL REFERENCES unit DEFERRABLE,
    region         text,
    system         text,
    supplier       text,
    network        text,
    administrator  text,
    internal_only  boolean   NOT NULL DEFAULT false,
    not_active     boolean   NOT NULL DEFAULT false,
    note           text      CHECK (char_length(note) <= 254),
    source_updated date,
    carried_back   boolean   NOT NULL DEFAULT false,
    recorded       timestamptz NOT NULL DEFAULT recorded_now(),
    change_set     bigint DEFAULT recorded_by() REFERENCES change_set,
    PRIMARY KEY (gln, valid WITHOUT OVERLAPS),
    UNIQUE (holder, valid WITHOUT OVERLAPS)
);
CREATE INDEX ON location_number_version (gln);
CREATE INDEX ON location_number_version (holder);
CREATE INDEX ON location_number_version USING hash (holder);   -- as with unit_version

CREATE TABLE message_capability (
    gln          text      NOT NULL REFERENCES location_number,
    code         text      NOT NULL,
    code_version text      NOT NULL,
    direction    text      NOT NULL CHECK (direction IN ('receive', 'send')),
    valid        daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded     timestamptz NOT NULL DEFAULT recorded_now(),
    change_set   bigint DEFAULT recorded_by() REFERENCES change_set,
    PRIMARY KEY (gln, code, code_version, direction, valid WITHOUT OVERLAPS)
);
CREATE INDEX ON message_capability (gln);
"""

ARCHIVE = """
-- What was superseded, with the instants between which it was what the register knew.
CREATE FUNCTION archived() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    until timestamptz := recorded_now();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.recorded := until;
        NEW.change_set := recorded_by();
    END IF;
    -- A row written and taken back within one transaction was never known to anyone.
    IF OLD.recorded < until THEN
        EXECUTE format('INSERT INTO %I SELECT ($1).*, tstzrange(($1).recorded, $2)', TG_TABLE_NAME || '_archive')
        USING OLD, until;
    END IF;
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
END
$$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    op.execute(TABLES)
    op.execute(ARCHIVE)
    for table in KEPT:
        op.execute(f"CREATE TABLE {table}_archive (LIKE {table}, known tstzrange NOT NULL)")
        op.execute(
            f"CREATE TRIGGER {table}_archived BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION archived()"
        )
    op.execute("CREATE INDEX ON unit_archive (sor_code)")
    op.execute("CREATE INDEX ON unit_version_archive (sor_code)")
    op.execute("CREATE INDEX ON unit_version_archive (parent)")
    op.execute("CREATE INDEX ON location_number_version_archive (gln)")
    op.execute("CREATE INDEX ON location_number_version_archive (holder)")


def downgrade() -> None:
    raise NotImplementedError("the first migration has nothing below it; make a new database instead")
