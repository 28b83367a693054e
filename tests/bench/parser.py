"""How many criteria a second the parser reads in one process, each text once and no reading kept from before.

python -m tests.bench.parser TEXTS.jsonl [--medspacy PYTHON]

`PYTHON` is an interpreter that has medspaCy, which reads the same criteria one by one in the same run. All
figures are of processor time.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from criteria import words
from criteria.eligibility import EligibilitySource
from criteria.parse import parse

_TEXTS = 3000
_WARMING = 50
_FOR_MEDSPACY = 5000
"""Criteria that medspaCy is given: as many as it reads in some ten seconds."""

_HOW_TO_COMPARE = "medspaCy   not measured; `make medspacy` gets it, or give --medspacy PYTHON\n"


def main(arguments: Sequence[str]) -> int:
    """Print what the parser does in a second, and what medspaCy does."""
    options = _options(arguments)
    sources = _sources(options.texts)
    for source in sources[:_WARMING]:
        parse(source)
    timed = sources[_WARMING:]
    begun = time.process_time()
    count = sum(len(parse(source).items) for source in timed)
    rate = count / (time.process_time() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    form = "plain" if words.__file__.endswith(".py") else "compiled"
    sys.stdout.write(f"parser     {rate:6.0f} criteria/s   {form}   {count} criteria   ")
    sys.stdout.write(f"peak {memory:5.0f} MiB\n")
    sys.stdout.write(_compared(options.medspacy, timed, rate) if options.medspacy else _HOW_TO_COMPARE)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.bench.parser", description=__doc__)
    reader.add_argument("texts", type=Path, help="eligibility texts, one JSON record a line")
    reader.add_argument("--medspacy", metavar="PYTHON", help="an interpreter that has medspaCy")
    return reader.parse_args(arguments)


def _sources(path: Path) -> list[EligibilitySource]:
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, _TEXTS)]
    return [EligibilitySource(record["nct_id"], record["eligibilityCriteria"]) for record in records]


def _compared(python: str, sources: Sequence[EligibilitySource], rate: float) -> str:
    """What medspaCy does with the criteria of the first texts, and how many times faster the parser is."""
    criteria = (" ".join(item.text.split()) for reading in map(parse, sources) for item in reading.items)
    script = Path(__file__).with_name("medspacy_rate.py")
    done = subprocess.run(
        [python, str(script)],
        input="\n".join(islice(criteria, _FOR_MEDSPACY)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    other = float(done.stdout)
    return f"medspaCy   {other:6.0f} criteria/s   the parser is {rate / other:.1f} times as fast\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
