"""What begins, ends, is recorded or superseded between two days or two instants is found by index.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DATED = ("unit_version", "location_number_version", "message_capability", "unit_relation")


def upgrade() -> None:
    for table in DATED:
        for named in (table, f"{table}_archive"):
            op.execute(f"CREATE INDEX ON {named} (lower(valid))")
            op.execute(f"CREATE INDEX ON {named} (upper(valid)) WHERE NOT upper_inf(valid)")
            if named != "unit_version":  # has one
                op.execute(f"CREATE INDEX ON {named} (recorded)")


def downgrade() -> None:
    raise NotImplementedError("what an index makes quick is right without it; there is nothing to go back for")
