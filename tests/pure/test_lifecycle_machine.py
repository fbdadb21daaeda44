"""Whatever is asked of it, in whatever order: the lifecycle makes of the register what its rules say, day by day."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from domain.lifecycle.carrying_out import carried_out
from domain.lifecycle.excerpt import Excerpt
from domain.rejections import Rejected
from tests.excerpts import excerpt
from tests.naive_lifecycle import asked, drawn
from tests.naive_lifecycle.register import Refused, Register
from tests.naive_lifecycle.written_out import same, written_out


class Lifecycle(RuleBasedStateMachine):
    """The program's register beside the naive one."""

    def __init__(self) -> None:
        super().__init__()
        numbers = tuple(range(drawn.NUMBER, drawn.NUMBER + 200))
        self.program: Excerpt = excerpt(
            drawn.beginning(), today=drawn.START, next_serial=drawn.SERIAL, free_numbers=numbers
        )
        self.naive: Register = written_out(self.program)

    @rule(numbers=drawn.DRAWN)
    def is_asked(self, numbers: list[int]) -> None:
        operation = drawn.operation(self.naive, numbers)
        note(operation)
        refused = rejected = None
        after = self.naive
        try:
            after = asked.carried_out(self.naive, operation, drawn.WITH_PHONE)
        except Refused as why:
            refused = why
        try:
            self.program = self.program.after(carried_out(operation, self.program).edits)
        except Rejected as why:
            rejected = why
        assert (refused is None) == (rejected is None), f"refused: {refused}; rejected: {rejected}"
        self.naive = after
        same(written_out(self.program), self.naive)

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        today = min(self.naive.today + timedelta(days=days), drawn.LAST_TODAY)
        self.naive.today = today
        self.program = replace(self.program, today=today)


def test_the_lifecycle_is_what_its_rules_say_whatever_is_asked_in_whatever_order() -> None:
    run_state_machine_as_test(Lifecycle, settings=settings(max_examples=80, stateful_step_count=25))
