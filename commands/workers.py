"""Several processes that answer, and the one above them, which never waits for any of them."""

import pickle
from dataclasses import dataclass, field
from time import monotonic

from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

SILENT = 60.0
"""Seconds after which a worker that gives no sign of life is replaced. On a busy machine one takes many to begin."""


@dataclass(slots=True)
class Worker:
    """One process, and since when it has been asked for a sign of life; none where it owes none."""

    process: Process
    asked: float | None = field(default=None)

    def lives(self, now: float) -> bool:
        """Whether it runs, and owes no sign of life for too long. Asks for the next one."""
        if not self.process.process.is_alive():
            return False
        try:
            if self.process.parent_conn.poll():
                self.process.parent_conn.recv()
                self.asked = None
            if self.asked is None:
                self.process.parent_conn.send(b"ping")
                self.asked = now
        except (OSError, EOFError, pickle.UnpicklingError):
            return False
        return now - self.asked < SILENT


class Workers(Multiprocess):
    """A worker that has died is replaced, and a signal is heeded, within a second, whatever the others do.

    The class above waits for each sign of life, up to `SILENT` seconds: so also for that of one which dies before it
    gives it, or which only begins, and heeds no signal meanwhile.
    """

    def init_processes(self) -> None:
        super().init_processes()
        self.known = {id(process): Worker(process) for process in self.processes}

    def terminate_all(self) -> None:
        """Who comes from now on is let in by workers or by nobody: here they would wait until the last one ends."""
        for door in self.sockets:
            door.close()
        super().terminate_all()

    def keep_subprocess_alive(self) -> None:
        if self.should_exit.is_set():
            return
        self.known = {id(one): self.known.get(id(one)) or Worker(one) for one in self.processes}
        for place, process in enumerate(self.processes):
            if self.known[id(process)].lives(monotonic()):
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:  # as the next one would
                self.should_exit.set()
                return
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()
