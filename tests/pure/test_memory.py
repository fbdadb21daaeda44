"""While a register is loaded others work on, and what they give up meanwhile is let go."""

import gc
import weakref

from db.reading.resident import memory


class Circle:
    def __init__(self) -> None:
        self.itself = self


def test_what_is_made_is_held_and_no_longer_looked_at() -> None:
    before = gc.get_freeze_count()
    thresholds = gc.get_threshold()
    try:
        with memory.held():
            kept = [Circle() for _ in range(1_000)]

        assert gc.get_freeze_count() >= before + len(kept)
        assert (gc.isenabled(), gc.get_threshold()) == (True, thresholds)
    finally:
        gc.unfreeze()


def test_what_others_give_up_meanwhile_is_let_go() -> None:
    try:
        with memory.held():
            given_up = weakref.ref(Circle())

        assert given_up() is None
    finally:
        gc.unfreeze()


def test_what_was_given_up_before_is_let_go_however_old_it_had_become() -> None:
    old = Circle()
    gc.collect()
    given_up = weakref.ref(old)
    del old
    try:
        with memory.held():
            pass

        assert given_up() is None
    finally:
        gc.unfreeze()
