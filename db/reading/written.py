"""Statements as the driver takes them: written out once, with numbered parameters, however often they are asked."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

S = TypeVar("S", bound=Executable)


class Written(NamedTuple):
    """A statement's text, the names of its parameters in their order, and the values that it brings itself. `kept`: by
    each connection, with one plan for all parameters; others are planned each time."""

    text: bytes
    names: tuple[str, ...]
    brought: Mapping[str, Any]
    kept: bool

    def values(self, parameters: Mapping[str, Any] | None) -> list[Any]:
        """In the order of the parameters. Raises `KeyError` for one that nobody gives."""
        given = self.brought if parameters is None else {**self.brought, **parameters}
        return [_sent(given[name]) for name in self.names]


def kept(statement: S, when: bool = True) -> S:
    """Tells of a statement that its best plan is the same whatever it is asked: it is prepared at once, with one plan
    for all, and as there are few such statements, connections keep them. Others are planned each time."""
    return statement.execution_options(kept=when)


def written(statement: Executable) -> Written:
    """Remembered as long as the statement is: it is worth keeping what is asked again."""
    known = _WRITTEN.get(statement)
    if known is None:
        known = _WRITTEN[statement] = _write(statement)
    return known


def _write(statement: Executable) -> Written:
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    brought = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    kept = bool(statement.get_execution_options().get("kept", False))
    return Written(str(compiled).encode(), tuple(compiled.positiontup or ()), brought, kept)


def _sent(value: Any) -> Any:
    """Arrays of numbers as their text: the driver would look at each of many thousands twice."""
    if type(value) is list and value:
        match value[0]:
            case int() if None not in value:
                return "{" + ",".join(map(str, value)) + "}"
            case UUID() if None not in value:
                return "{" + ",".join([one.hex for one in value]) + "}"
    return value


# Numbered parameters: the driver would go through the whole text for named ones, each time.
_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_WRITTEN: WeakKeyDictionary[Executable, Written] = WeakKeyDictionary()
