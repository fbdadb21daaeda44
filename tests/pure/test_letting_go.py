"""What was asked goes when its error was told: a crowd of refused questions does not fill the memory."""

import gc
import weakref

from graphql import GraphQLError

from schema.extensions.letting_go import let_go


class Asked:
    """Something large."""


def refused(asked: Asked) -> GraphQLError:
    """An error that was caught where it is kept, as errors of an operation are."""
    kept = []
    try:
        try:
            raise ValueError(type(asked).__name__)
        except ValueError as cause:
            raise LookupError("refused") from cause
    except LookupError as reason:
        kept.append(reason)
    return GraphQLError("refused", original_error=kept[0])


def test_an_error_that_was_told_holds_nothing_of_what_was_asked() -> None:
    gc.disable()
    try:
        asked = Asked()
        known = weakref.ref(asked)
        error = refused(asked)
        del asked
        assert known() is not None

        let_go([error])

        assert known() is None
    finally:
        gc.enable()
    assert error.message == "refused"
    assert isinstance(error.original_error, LookupError)
    assert isinstance(error.original_error.__cause__, ValueError)
