"""How a command ends that is asked to stop: by SIGTERM, or by Ctrl-C."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stoppable(code: int | None = None) -> Iterator[None]:
    """Inside, a signal leaves through every `with` block, so that nothing is stored by halves and no database server is
    left behind. Ends with `code`, or else with 128 and the number of the signal, whatever else goes wrong on the way.

    What runs in an event loop is cancelled where it waits: broken off anywhere, it would leave a connection in the
    middle of a word. Who asks again is obeyed at once.
    """
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1 or not _cancelled():
            raise SystemExit

    before = {
        number: signal.signal(number, stop)
        for number in (signal.SIGTERM, signal.SIGINT)
        if signal.getsignal(number) is not signal.SIG_IGN  # as in the background of a shell
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if asked:
            raise SystemExit(128 + asked[0] if code is None else code) from None


def _cancelled() -> bool:
    """Cancels what runs in this thread's event loop. Whether anything did."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return False
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.call_soon_threadsafe(lambda: None)  # it may be asleep
    return bool(tasks)
