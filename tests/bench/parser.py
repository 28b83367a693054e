"""How many criteria a second the parser reads in one process, each text once and no reading kept from before.

python -m tests.bench.parser TEXTS.jsonl
"""

import json
import resource
import sys
import time
from itertools import islice
from pathlib import Path

from criteria.eligibility import EligibilitySource
from criteria.parse import parse


def main(path: str) -> int:
    """Warm up on some texts, then time the others."""
    with Path(path).open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 3000)]
    sources = [EligibilitySource(r["nct_id"], r["eligibilityCriteria"]) for r in records]
    for source in sources[:50]:
        parse(source)
    begun = time.process_time()
    items = sum(len(parse(source).items) for source in sources[50:])
    spent = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"parser     {items / spent:6.0f} criteria/s   {items} criteria   peak {memory:5.0f} MiB\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
