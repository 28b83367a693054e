"""How long it takes to derive the state of many patients in one process, one after the other.

python -m tests.bench.state [PATIENTS]
"""

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from matcher.chart import Chart
from matcher.patient import Patient
from matcher.state.derive import derive_state
from tests.state.patients import FIRST, FOURTH, SCHEMA, SECOND, THIRD

_PATIENTS = 10_000
_COUNTS = {"hemoglobin": (6.0, 13.0, "g/dL"), "platelets": (10.0, 250.0, "10*9/L"),
           "absolute neutrophil count": (0.1, 4.0, "10*9/L"), "bone marrow blasts": (0.0, 30.0, "%"),
           "serum EPO": (20.0, 900.0, "mU/mL"), "ferritin": (50.0, 3000.0, "ng/mL")}  # fmt: skip
_GENES = ("TP53", "SF3B1", "ASXL1", "SRSF2", "RUNX1", "IDH1", "IDH2", "U2AF1", "DNMT3A", "TET2", "EZH2")
_BEGUN = date(2025, 3, 1)


def main(arguments: Sequence[str]) -> int:
    """Print the seconds for the charts and for the states."""
    number = int(arguments[0]) if arguments else _PATIENTS
    reading = deriving = 0.0
    for patient in _patients(number):
        begun = time.process_time()
        chart = Chart.of(patient)
        read = time.process_time()
        derive_state(chart)
        deriving += time.process_time() - read
        reading += read - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"state      {deriving:6.2f} s for {number} patients   ")
    sys.stdout.write(f"charts {reading:6.2f} s   peak {memory:5.0f} MiB\n")
    return 0


def _patients(number: int) -> Iterator[Patient]:
    """The published cases with counts, genes and transfusions of their own; the same in each run."""
    chance = random.Random(4)
    for index in range(number):
        case = deepcopy((FIRST, SECOND, THIRD, FOURTH)[index % 4])
        case["observations"] += [_count(chance, name) for name in _COUNTS for _ in range(3)]
        case["mutations"] = [_gene(chance, gene) for gene in _GENES]
        case["transfusions"] = [_units(chance) for _ in range(chance.randint(0, 8))]
        yield Patient.model_validate(
            {"schema": SCHEMA, "id": f"bench-{index}", "as_of": "2026-11-01", **case}
        )


def _day(chance: random.Random) -> str:
    return (_BEGUN + timedelta(days=chance.randint(0, 600))).isoformat()


def _count(chance: random.Random, name: str) -> dict[str, Any]:
    low, high, unit = _COUNTS[name]
    return {
        "name": name,
        "value": round(chance.uniform(low, high), 1),
        "unit": unit,
        "date": _day(chance),
    }


def _gene(chance: random.Random, gene: str) -> dict[str, Any]:
    status = chance.choice(("detected", "not_detected", "not_detected"))
    return {"gene": gene, "status": status, "date": _day(chance)}


def _units(chance: random.Random) -> dict[str, Any]:
    return {"product": "RBC", "units": chance.randint(1, 3), "date": _day(chance)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
