"""Where the time of an operation went, as the header that browsers and tools read (W3C Server Timing)."""

import time

from web.record import RequestRecord


def server_timing(record: RequestRecord) -> str:
    """Milliseconds of each phase that there was, up to now: `parse` the request, `plan` the operation, `execute` it
    and, within that, wait for the database (`db`), `encode` the answer; `total` of all."""
    now = time.perf_counter()
    began = record.began
    told = []
    if record.parsed is not None:
        told.append(f"parse;dur={(record.parsed - began) * 1e3:.3f}")
        began = record.parsed
    if record.planned is not None:
        told.append(f"plan;dur={(record.planned - began) * 1e3:.3f}")
        began = record.planned
    if record.executed is not None:
        told.append(f"execute;dur={(record.executed - began) * 1e3:.3f}")
        if record.statements:
            told.append(f'db;dur={record.waited * 1e3:.3f};desc="{record.statements} statements"')
        told.append(f"encode;dur={(now - record.executed) * 1e3:.3f}")
    told.append(f"total;dur={(now - record.began) * 1e3:.3f}")
    return ", ".join(told)
