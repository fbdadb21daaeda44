"""An import in a process of its own that stops half-way and waits to be killed; its argument is the database."""

import asyncio
import sys
import time

from db.engine import engine as engine_of
from tests.files import imported, institution, owner, section


def half_way(stage: str, done: int, total: int | None) -> None:
    if stage == "Units" and total is not None and done > total // 2:
        print(done, flush=True)  # noqa: T201
        time.sleep(600)


async def main(address: str) -> None:
    engine = engine_of(address, application="interrupted")
    many = (section(serial, 2) for serial in range(3, 9_003))
    await imported(engine, owner(1), institution(2, 1), *many, progress=half_way)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
