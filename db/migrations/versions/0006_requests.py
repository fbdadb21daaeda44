"""Requests of private companies, and what the SOR office decided of each.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE request (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation      jsonb       NOT NULL,
    status         text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED')),
    organisation   bigint,
    cvr            text        CHECK (organisation IS NULL OR cvr IS NULL),
    under          bigint,
    unit           bigint,
    note           text,
    due            date,
    asked          timestamptz NOT NULL,
    asked_by       text        NOT NULL,
    asked_subject  text,
    asked_role     text        NOT NULL,
    asked_for      bigint,
    http_request   text,
    decided        timestamptz,
    decided_by     text,
    decided_subject text,
    decided_role   text,
    decided_for    bigint,
    reason         text,
    change_set     bigint      REFERENCES change_set,
    CHECK ((status = 'PENDING') = (decided IS NULL)),
    CHECK ((decided IS NULL) = (decided_by IS NULL)),
    CHECK (status = 'APPROVED' OR change_set IS NULL)
);
CREATE INDEX ON request (id) WHERE status = 'PENDING';
CREATE INDEX ON request (organisation);
CREATE INDEX ON request (cvr);
CREATE INDEX ON request (under);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    raise NotImplementedError("what was requested and decided would be lost; restore a backup instead")
