"""Many spoilt texts and some monstrous ones: whether each is read soundly, and in proportion to its length.

python -m tests.bench.mutations TEXTS.jsonl [COUNT [SEED]]
"""

import gc
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from criteria.eligibility import EligibilitySource
from criteria.parse import parse, read_text
from tests.bench.usage import given
from tests.lib.monsters import MONSTERS, Monster, repeated
from tests.lib.mutations import Mutant, mutants
from tests.lib.soundness import assert_sound

COUNT = 50_000
SEED = 20261120
MILLION = 2**20
SIZES = (MILLION // 16, MILLION // 4, MILLION)

START, PER_CHARACTER = 0.5, 100e-6
"""Seconds of the processor that any text may take, and how many more for each character; an ordinary record
takes some five millionths a character, and the rest is for a slow machine."""


class Reading(NamedTuple):
    """What was read, its length in characters, the seconds that took, and what was wrong, if anything was."""

    name: str
    length: int
    seconds: float
    fault: str | None

    @property
    def rate(self) -> float:
        """Millionths of a second a character."""
        return self.seconds / max(1, self.length) * 1e6


def main(path: str, count: str = str(COUNT), seed: str = str(SEED)) -> int:
    """Read all; 0 if every text was read soundly and in time."""
    texts = _texts(Path(path))
    read_text("warm", excluding=False)
    faulty = _report("mutants", list(map(_read, mutants(texts, int(count), int(seed)))))
    longest: list[Reading] = []
    for name, make in (_prose(texts) | MONSTERS).items():
        measured = [_read(Mutant(name, make(size))) for size in SIZES]
        longest += measured
        rates = "".join(f"{reading.rate:10.2f}" for reading in measured)
        _say(f"{name:28s} millionths of a second a character at 1/16, 1/4 and 1 MB: {rates}")
    faulty += _report("monsters", longest)
    return 1 if faulty else 0


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["eligibilityCriteria"] for line in lines]


def _prose(texts: list[str]) -> dict[str, Monster]:
    """Real texts: many of them one after the other, one again and again, and on one line."""
    return {
        "real texts": repeated("\n\n".join(texts)),
        "one real text doubled": repeated(texts[0] + "\n\n"),
        "real texts on one line": repeated(" ".join("\n".join(texts).split())),
    }


def _read(mutant: Mutant) -> Reading:
    source = EligibilitySource("NCT00000000", mutant.text)
    # How long the collector pauses depends on all that was read before, not on this text.
    gc.disable()
    begun = time.process_time()
    try:
        reading = parse(source)
        spent = time.process_time() - begun
        assert_sound(mutant.text, reading)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is told, and the other texts are read)
        return Reading(mutant.name, len(mutant.text), time.process_time() - begun, f"{error!r:.200}")
    finally:
        gc.enable()
    late = spent > START + PER_CHARACTER * len(mutant.text)
    return Reading(mutant.name, len(mutant.text), spent, "too slow" if late else None)


def _report(what: str, readings: list[Reading]) -> int:
    """Say how many there were and how fast, and each that was wrong; how many were."""
    length, spent = sum(r.length for r in readings), sum(r.seconds for r in readings)
    slowest = max(readings, key=lambda reading: reading.seconds)
    faulty = [reading for reading in readings if reading.fault]
    speed = f"{spent:.0f} s   {length / spent / 1e6:.2f} MB/s"
    _say(f"{what:10s} {len(readings)} texts   {length} characters   {speed}")
    _say(f"{what:10s} slowest {slowest.seconds:.2f} s for {slowest.length} characters: {slowest.name}")
    _say(f"{what:10s} faults {len(faulty)}")
    for reading in faulty:
        _say(f"  {reading.name}: {reading.fault} ({reading.seconds:.2f} s for {reading.length} characters)")
    return len(faulty)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*given(__doc__, "TEXTS [COUNT] [SEED]")))
