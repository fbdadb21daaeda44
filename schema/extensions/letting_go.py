"""Errors that have been told and logged: they keep no longer what was asked."""

from collections.abc import Iterable

from graphql import GraphQLError


def let_go(errors: Iterable[BaseException]) -> None:
    """Takes from errors and their causes the frames they have passed. Frames and errors hold each other, and with them
    all that was asked, a megabyte perhaps, until the collector of cycles comes by; it comes seldom, on purpose."""
    waiting: list[BaseException | None] = list(errors)
    while waiting:
        one = waiting.pop()
        if isinstance(one, GraphQLError):
            waiting.append(one.original_error)
        if one is not None and one.__traceback__ is not None:
            one.__traceback__ = None
            waiting += (one.__cause__, one.__context__)
