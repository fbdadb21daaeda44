"""How soon a change that one process made is read in another: two servers of one register, as a user meets them.

`python -m benchmarks.visibility FOLDER`, where FOLDER holds an embedded register (`SOR_DATA_DIR`).
"""

import os
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import httpx
import typer

from benchmarks import screen
from benchmarks.data import SOR, Register, sor, today_in_denmark
from benchmarks.servers import started
from db.embedded import Embedded

ANY = "{ units(filter: {kinds: [ORGANIZATIONAL_UNIT]}, first: 1) { nodes { sorCode } } }"
NAME = "query ($code: SorCode!, $at: Date!) { unit(by: {sorCode: $code}, at: $at) { name } }"
RENAME = """
mutation ($code: SorCode!, $name: String!, $since: Date!) {
  changeUnit(input: {sorCode: $code, name: $name, validFrom: $since}) { errors { code } }
}
"""
PATIENCE = 120.0


class Worker:
    def __init__(self, address: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=address, headers=headers, timeout=60)

    def remembers(self) -> None:
        """Waits until it answers from memory."""
        until = time.monotonic() + PATIENCE
        while self.client.get("/readyz").json().get("reader") != "resident":
            if time.monotonic() > until:
                raise SystemExit("The register was not loaded.")
            time.sleep(0.1)

    def ask(self, query: str, **variables: Any) -> Any:
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}).json()
        return answer["data"]

    def unit(self) -> str:
        code: str = self.ask(ANY)["units"]["nodes"][0]["sorCode"]
        return code


def main(folder: Path, changes: Annotated[int, typer.Option(min=10)] = 200) -> None:
    """Time changes until another process shows them."""
    with Embedded(folder) as address, ExitStack() as stack:
        register = Register(address, folder, today_in_denmark())
        sor(register, "migrate")
        token = sor(register, "token", "--role", "sor-office").strip()
        command = [SOR, "serve", "--port", "0"]
        one, other = (
            Worker(stack.enter_context(started(command, register.environment, "stderr")).address, token)
            for _ in range(2)
        )
        one.remembers()
        other.remembers()
        tell(*timed(one, other, changes, register.today + timedelta(days=1)))


def timed(one: Worker, other: Worker, changes: int, day: date) -> tuple[list[float], list[float], int]:
    """Milliseconds that changes took, and after them until the other showed them; how often the one did not at once."""
    asked = {"code": one.unit(), "at": day.isoformat()}
    took, seen, late = [], [], 0
    for number in range(changes):
        name = f"Afsnit {os.getpid()} {number}"
        began = time.perf_counter()
        done = one.ask(RENAME, code=asked["code"], name=name, since=asked["at"])
        answered = time.perf_counter()
        assert done["changeUnit"]["errors"] == [], done
        while other.ask(NAME, **asked)["unit"]["name"] != name:
            pass
        took.append((answered - began) * 1000)
        seen.append((time.perf_counter() - answered) * 1000)
        late += one.ask(NAME, **asked)["unit"]["name"] != name
    return took, seen, late


def tell(took: list[float], seen: list[float], late: int) -> None:
    for what, every in (("a change took", took), ("and was read in the other process after", seen)):
        cuts = quantiles(every, n=100, method="inclusive")
        screen.out.print(f"{what} {cuts[49]:.1f} ms in the median, {cuts[98]:.1f} ms at the 99th percentile")
    screen.out.print(f"not read at once in the process that made it: {late} of {len(took)}")


if __name__ == "__main__":
    typer.run(main)
