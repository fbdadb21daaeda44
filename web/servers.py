"""What is measured of the servers that hold the register."""

from collections.abc import Callable, Mapping

from web.measures import Measure


def of_servers(figures: Callable[[], Mapping[str, Mapping[str, float]]]) -> list[Measure]:
    """`figures` are those of `db.servers.databases.Databases`."""

    def one(name: str) -> Callable[[], Mapping[str, float]]:
        return lambda: figures()[name]

    behind = "Seconds that a replica lacked when the primary was last asked."
    return [
        Measure("sor_views", "Views of the register that were opened.", one("views"), "server", grows=True),
        Measure("sor_replica_read", "Whether a replica is read (1), or not (0).", one("read"), "server"),
        Measure("sor_replica_behind_seconds", behind, one("behind"), "server"),
    ]
