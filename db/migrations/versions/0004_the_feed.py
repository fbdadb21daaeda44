"""The feed: what changed and what follows from it, in the order in which it became known.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
-- One row. `identity` tells this feed from that of another register; `told_until` is the last day of which was told
-- what took effect on it.
CREATE TABLE feed (
    only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    identity   uuid    NOT NULL DEFAULT gen_random_uuid(),
    told_until date
);
INSERT INTO feed DEFAULT VALUES;

-- Read in the order (xid, position), and only as far as no transaction is still under way that began to write before:
-- the order of positions alone is that of writing, and who reads up to a position would miss what commits later.
CREATE TABLE change (
    position       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid            xid8        NOT NULL DEFAULT pg_current_xact_id(),
    kind           text        NOT NULL,
    sor_code       bigint,
    gln            text,
    code_list      text,
    effective_from date        NOT NULL,
    until          date,
    fields         jsonb       NOT NULL DEFAULT '[]',
    via            bigint,
    places         bigint[]    NOT NULL DEFAULT '{}',
    recorded       timestamptz NOT NULL,
    change_set     bigint      REFERENCES change_set
);
CREATE UNIQUE INDEX ON change (xid, position);
CREATE INDEX ON change USING gin (places);
CREATE INDEX ON change (change_set);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    raise NotImplementedError("what was told would be lost; restore a backup instead")
