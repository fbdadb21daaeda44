"""Something that is served in a thread beside the tests, on an event loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

Serve = Callable[[threading.Event, threading.Event], Coroutine[Any, Any, None]]
"""Tells when it is ready, and ends when it is over."""


@contextmanager
def beside(serve: Serve) -> Iterator[None]:
    ready, over = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(serve(ready, over)))
    thread.start()
    assert ready.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()
