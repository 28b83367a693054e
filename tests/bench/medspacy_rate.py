"""How many criteria a second medspaCy reads; run by `tests.bench.parser` in an environment of its own.

medspaCy pins an older spaCy than ours, so this file imports nothing of the product. It reads one criterion a
line from standard input and writes one figure. The pipeline is the one of medspaCy's quick start: its
tokenizer, its sentence splitter, its target matcher with a few rules, and its context.
"""

import sys
import time

import medspacy
from loguru import logger
from medspacy.ner import TargetRule

_TARGETS = ("azacitidine", "decitabine", "lenalidomide", "leukemia", "myelodysplastic syndrome", "infection")
_WARMING = 50


def main() -> int:
    """Warm up on some criteria, then time the others."""
    lines = [line.rstrip("\n") for line in sys.stdin]
    # Its sentence splitter logs every token, which would be most of the time measured.
    logger.remove()
    nlp = medspacy.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(word, "PROBLEM") for word in _TARGETS])
    for line in lines[:_WARMING]:
        nlp(line)
    begun = time.process_time()
    for line in lines[_WARMING:]:
        nlp(line)
    spent = time.process_time() - begun
    sys.stdout.write(f"{(len(lines) - _WARMING) / spent:.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
