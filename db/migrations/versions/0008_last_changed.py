"""The units that were changed last are found by index, however many there are.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ON unit (recorded, sor_code)")


def downgrade() -> None:
    raise NotImplementedError("what an index makes quick is right without it; there is nothing to go back for")
