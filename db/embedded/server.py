"""One server for several of our processes: whoever comes first starts it, whoever leaves last stops it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from db.embedded import account, binaries
from db.embedded.cluster import Cluster
from db.embedded.locks import Lock, turn
from db.embedded.process import DATABASE, FORGETFUL, SETTINGS, Process
from db.unavailable import Unavailable


class Embedded:
    """The server of the data folder `data_dir`, held by this object from `start` to `stop`.

    `durable` is false only where a power failure may lose everything: in tests and measurements.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.home = Path(os.path.realpath(data_dir)) / "postgresql"
        self._settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self._use: Lock | None = None

    def start(self) -> str:
        """Starts the server, or joins the one that runs, and gives the address of its database.

        Raises `Unavailable`.
        """
        with _plain_words(self.home.parent):
            self.home.parent.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(mode=0o711, exist_ok=True)
            with turn(self.home / "turn.lock"):
                return self._join()

    def revive(self) -> bool:
        """Starts the server again if it has ended under its users, though none of them stopped it; whether it had.

        Raises `Unavailable`.
        """
        with _plain_words(self.home.parent), turn(self.home / "turn.lock"):
            process = self._process()
            if self._use is None or not process.gone():
                return False
            process.have_it_answer()
            return True

    def stop(self) -> None:
        """Leaves the server; stops it if nobody else uses it."""
        use, self._use = self._use, None
        if use is None:
            return
        try:
            with turn(self.home / "turn.lock"):
                self._leave(use)
        except FileNotFoundError:
            use.close()  # the folder was removed under the server, which ends of itself when it notices

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _join(self) -> str:
        process = self._process()
        use = Lock(self.home / "users.lock")
        use.among_others()
        try:
            process.have_it_answer()
        except BaseException:
            self._leave(use)
            raise
        if self._use is not None:
            self._use.close()
        self._use = use
        return process.address(DATABASE)

    def _leave(self, use: Lock) -> None:
        try:
            if use.alone():
                self._process().end()
        finally:
            use.close()

    def _process(self) -> Process:
        folder = self.home / "data"
        runs_as = account.of_server(folder)
        return Process(self.home, Cluster(folder, runs_as, binaries.programs(runs_as)), self._settings)


@contextmanager
def _plain_words(data_dir: Path) -> Iterator[None]:
    """What the disk refused, said in one sentence."""
    try:
        yield
    except PermissionError as error:
        raise Unavailable(
            f"No rights to {error.filename or data_dir}: give this user rights to the data folder {data_dir}, "
            "or choose another with SOR_DATA_DIR."
        ) from None
    except (NotADirectoryError, FileExistsError):
        places = (data_dir / "postgresql", data_dir, *data_dir.parents)
        file = next((place for place in places if place.exists() and not place.is_dir()), data_dir)
        raise Unavailable(
            f"The data folder {data_dir} cannot be used, because {file} is a file: choose another with SOR_DATA_DIR."
        ) from None
    except OSError as error:
        raise Unavailable(
            f"The data folder {data_dir} cannot be used: {error.strerror or error}; "
            "put that right, or choose another with SOR_DATA_DIR."
        ) from None
