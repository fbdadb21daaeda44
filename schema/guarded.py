"""What is not for everybody, listed: with a mutation that asks for no permission the program does not start."""

from collections.abc import Mapping

from graphql import GraphQLObjectType, GraphQLSchema

from domain.operations import MUTATIONS, Operation
from domain.permissions.actions import Action
from domain.permissions.demands import DEMANDS

ASKED: Mapping[str, tuple[type[Operation], ...] | Action] = {
    **{name: (kind,) for kind, name in MUTATIONS.items()},
    "applyChanges": tuple(MUTATIONS),
    "decideRequest": Action.DECIDE_REQUEST,
}
"""For each mutation the operations that it carries out, each of which asks for its actions, or the one that it asks."""

RESTRICTED: Mapping[str, str] = {
    "Query.requests": "the SOR office; a private company its own",
    "OrganizationalUnit.localAttributes": "the owning organisation's own users and the SOR office",
    "InstitutionOwner.locationNumber": "internal and inactive ones: the organisation's own users and the SOR office",
    "HealthInstitution.locationNumber": "internal and inactive ones: the organisation's own users and the SOR office",
    "OrganizationalUnit.locationNumber": "internal and inactive ones: the organisation's own users and the SOR office",
    "Actor.name": "of a person: users of the organisation acted for and the SOR office",
}
"""Fields that not everybody sees, and who does."""


def check(schema: GraphQLSchema) -> None:
    """Raises `TypeError` for a mutation that no permission is asked for, and for what is listed but not there."""
    mutations = schema.mutation_type.fields.keys() if schema.mutation_type else set()
    if unlisted := mutations - ASKED.keys():
        raise TypeError(f"no permission is asked for the mutations {sorted(unlisted)}")
    carried_out = {kind for kinds in ASKED.values() if isinstance(kinds, tuple) for kind in kinds}
    if unasked := carried_out - DEMANDS.keys():
        raise TypeError(f"no permission is asked for {sorted(kind.__name__ for kind in unasked)}")
    for place in RESTRICTED:
        kind, _, field = place.partition(".")
        told = schema.type_map.get(kind)
        if not isinstance(told, GraphQLObjectType) or field not in told.fields:
            raise TypeError(f"{place} is listed as restricted, but is not in the schema")
