"""Which level sits under which (REGISTER.md, section 1)."""

from collections.abc import Mapping

from domain.units import UnitKind

SITS_UNDER: Mapping[UnitKind, tuple[UnitKind, ...]] = {
    UnitKind.INSTITUTION_OWNER: (),
    UnitKind.HEALTH_INSTITUTION: (UnitKind.INSTITUTION_OWNER,),
    UnitKind.ORGANIZATIONAL_UNIT: (UnitKind.HEALTH_INSTITUTION, UnitKind.ORGANIZATIONAL_UNIT),
}
"""The levels that each may have directly above it; none for the root."""
