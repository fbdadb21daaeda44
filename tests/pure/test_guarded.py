"""Deny by default: what nobody has listed a permission for does not start."""

from typing import get_args

import pytest
from graphql import build_schema

import schema
from domain.operations import MUTATIONS, Operation
from domain.permissions import Role
from domain.permissions.actions import Action
from domain.permissions.demands import DEMANDS
from domain.permissions.table import MAY
from schema import guarded

RESTRICTED = """
type Query { requests: Int }
type OrganizationalUnit { localAttributes: Int locationNumber: Int }
type HealthInstitution { locationNumber: Int }
type InstitutionOwner { locationNumber: Int }
type Actor { name: Int }
type Together { a: OrganizationalUnit b: HealthInstitution c: InstitutionOwner d: Actor }
extend type Query { together: Together }
"""


def test_every_operation_asks_for_something() -> None:
    assert set(DEMANDS) == set(get_args(Operation)) == set(MUTATIONS)


def test_the_schema_is_guarded() -> None:
    guarded.check(schema.build()._schema)


def test_a_mutation_that_asks_for_no_permission_does_not_start() -> None:
    with pytest.raises(TypeError, match=r"no permission is asked for the mutations \['eraseEverything'\]"):
        guarded.check(build_schema(f"{RESTRICTED} type Mutation {{ moveUnit: Int eraseEverything: Int }}"))


def test_a_restricted_field_that_went_by_another_name_would_be_missed() -> None:
    guarded.check(build_schema(RESTRICTED))

    with pytest.raises(TypeError, match=r"OrganizationalUnit\.localAttributes is listed as restricted, but is not"):
        guarded.check(build_schema(RESTRICTED.replace("localAttributes", "privateAttributes")))


def test_every_role_and_every_action_is_in_the_table() -> None:
    assert set(MAY) == set(Role)
    assert MAY[Role.PUBLIC] == {}
    assert {action for reaches in MAY.values() for action in reaches} == set(Action)
