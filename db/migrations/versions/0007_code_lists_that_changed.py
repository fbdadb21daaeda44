"""The code lists that a change set touched are found by index, as units, numbers and relations are.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ON code_value (change_set)")
    op.execute("CREATE INDEX ON code_value_archive (upper(known))")


def downgrade() -> None:
    raise NotImplementedError("what an index makes quick is right without it; there is nothing to go back for")
