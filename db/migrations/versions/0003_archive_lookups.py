"""What was once known is looked up as quickly as what is known now: the archive has the register's own indexes.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBERS = ("shak", "cvr", "p_number", "pharmacy_number", "local_code")

INDEXES = """
CREATE INDEX ON unit_version_archive USING gin (provider_numbers) WHERE provider_numbers <> '{}';
CREATE INDEX ON unit_version_archive USING gin (specialities) WHERE specialities <> '{}';
CREATE INDEX ON unit_version_archive USING gin (folded_name gin_trgm_ops);
CREATE INDEX ON unit_version_archive (sort_name, sor_code);
CREATE INDEX ON unit_version_archive (type);
CREATE INDEX ON unit_version_archive (postal) WHERE postal IS NOT NULL;
CREATE INDEX ON unit_version_archive (visiting) WHERE visiting IS NOT NULL;

CREATE INDEX ON unit_relation_archive (sor_code);
CREATE INDEX ON unit_relation_archive (other);
CREATE INDEX ON message_capability_archive (gln);
CREATE INDEX ON code_value_archive (list, code);

-- What a change set recorded, also where it has been superseded since; and what it superseded.
CREATE INDEX ON unit_archive (change_set);
CREATE INDEX ON unit_version_archive (change_set);
CREATE INDEX ON location_number_version_archive (change_set);
CREATE INDEX ON message_capability_archive (change_set);
CREATE INDEX ON unit_relation_archive (change_set);
"""


def upgrade() -> None:
    for number in NUMBERS:
        op.execute(f"CREATE INDEX ON unit_version_archive ({number}) WHERE {number} IS NOT NULL")
    op.execute(INDEXES)


def downgrade() -> None:
    raise NotImplementedError("what an index makes quick is right without it; there is nothing to go back for")
