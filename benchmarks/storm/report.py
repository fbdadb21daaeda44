"""What a storm comes to, in figures, and each defect with its first examples."""

from collections.abc import Iterator

from benchmarks.figures import percentile
from benchmarks.storm.lines import complaints
from benchmarks.storm.storm import Storm


def report(storm: Storm) -> Iterator[str]:
    found, weather = storm.setting.found, storm.setting.weather
    writes = [seconds for writer in storm.writers for seconds in writer.took]
    yield f"{storm.seconds / 60:.1f} minutes, seed {storm.seed}: {dict(sorted(found.told.items()))}"
    yield f"questions: {times(storm.took)}"
    yield (
        f"changes: {times(writes)}; {len(storm.ledger.change_sets())} recorded, {len(storm.ledger.dry)} tried out, "
        f"{storm.ledger.sent_again} sent again; {len(storm.ledger.units)} units written"
    )
    entries = storm.ledger.change_sets()
    for followed in storm.followers:
        lags = followed.lags(entries, weather)
        begun = f"{len(followed.told)} changes, begun anew {followed.resumed} times"
        yield f"followed by {followed.name}: {begun}; told after {times(lags)}"
    for name in sorted(storm.faults.made):
        healed = [spell.healed for spell in weather.spells if spell.name == name]
        lasted = [(spell.ended or spell.began) - spell.began for spell in weather.spells if spell.name == name]
        yield f"{name}: {len(healed)} times, {max(lasted):.1f} s at most; healed within {max(healed):.1f} s"
    for name, growth in storm.memory.growths().items():
        yield (
            f"{name}: {growth.first:.0f} MB when warm, {growth.last:.0f} MB after {growth.minutes:.0f} more minutes "
            f"({growth.slope:+.0f} MB an hour), open files {growth.files[0]} and {growth.files[1]}"
        )
    for log in storm.setting.logs:
        yield f"warnings of {log.path.stem}: {dict(log.warned.most_common(12))}"
    complained = complaints(storm.setting.folder / "postgresql" / "server.log")
    yield f"PostgreSQL's own log: {dict(complained.most_common(12))}"
    for what, number in found.defects.most_common():
        yield f"DEFECT, {number} times: {what}"
        yield from (f"    {example}" for example in found.examples[what])
    yield "no defect" if not found.defects else f"{found.defects.total()} defects"


def times(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    some = ", ".join(f"{part}th {percentile(seconds, part) * 1000:.0f} ms" for part in (50, 99))
    return f"{len(seconds)}, {some}, at most {max(seconds) * 1000:.0f} ms"
