"""Who recorded a change, why and by which request; answers kept for retries; which numbers the register issued.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE change_set
    ADD COLUMN actor_subject text,
    ADD COLUMN actor_role    text,
    ADD COLUMN organisation  bigint,
    ADD COLUMN request       text,
    ADD COLUMN operations    text[] NOT NULL DEFAULT '{}',
    ADD COLUMN cause         text   NOT NULL DEFAULT 'CHANGE'
        CHECK (cause IN ('CHANGE', 'CORRECTION', 'WITHDRAWAL', 'IMPORT'));
UPDATE change_set SET cause = 'IMPORT' WHERE actor_kind = 'IMPORT';
CREATE INDEX ON change_set (recorded);

-- What a change set touched: its effects are the difference between the knowledge before it and after it.
CREATE INDEX ON unit (change_set);
CREATE INDEX ON unit_version (change_set);
CREATE INDEX ON unit_archive (upper(known));
CREATE INDEX ON unit_version_archive (upper(known));
CREATE INDEX ON location_number_version (change_set);
CREATE INDEX ON location_number_version_archive (upper(known));
CREATE INDEX ON message_capability (change_set);
CREATE INDEX ON message_capability_archive (upper(known));
CREATE INDEX ON unit_relation (change_set);
CREATE INDEX ON unit_relation_archive (upper(known));

-- The answer to a request that may come again: the same key of the same caller is answered from here.
CREATE TABLE answered (
    caller   text        NOT NULL,
    key      text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
    digest   text        NOT NULL,
    outcome  jsonb       NOT NULL,
    given    timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX ON answered (given);

-- Numbers the register itself gave out; the next one comes after the last of them.
ALTER TABLE location_number ADD COLUMN issued bigint REFERENCES change_set;
CREATE INDEX ON location_number (gln) WHERE issued IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    raise NotImplementedError("what was recorded with these columns would be lost; restore a backup instead")
