"""What is superseded is archived column by column, by name: a table and its archive can be given columns more.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

from db import archives

revision = "0009"
down_revision = "0008"
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

ARCHIVED = """
-- The columns are named where a trigger is made: those of the archive, and the same of the row.
CREATE OR REPLACE FUNCTION archived() RETURNS trigger
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
        EXECUTE format('INSERT INTO %I (%s, known) SELECT %s, tstzrange(($1).recorded, $2)',
            TG_TABLE_NAME || '_archive', TG_ARGV[0], TG_ARGV[1])
        USING OLD, until;
    END IF;
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
END
$$;
"""


def upgrade() -> None:
    for table in KEPT:
        archives.named(table)
    op.execute(ARCHIVED)


def downgrade() -> None:
    raise NotImplementedError("what is archived by name is archived as before; there is nothing to go back for")
