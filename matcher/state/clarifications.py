"""Words of solid tumours in the diagnosis of an MDS ("metastatic", "spread to the liver"), set right.

Nothing is concluded from them: what they can mean, and what to ask. Texts and sources:
`data/clarifications.toml` (seeds/000, seeds/001).
"""

from collections.abc import Iterator

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Illness
from matcher.state.evidence import cite
from matcher.state.model import Clarification
from matcher.state.tables import table

_TABLE = table("clarifications")
_MYELOID = ("MDS", "MDS/MPN")


def clarifications(chart: Chart) -> tuple[Clarification, ...]:
    """What to set right, in the order of the file."""
    return tuple(one for illness in chart.illnesses for one in _of(illness))


def _of(illness: Illness) -> Iterator[Clarification]:
    written = illness.term.written.lower()
    if not _says("advanced", written) or not _is_mds(illness):
        return
    for name in ("advanced", "liver"):
        rule = _TABLE[name]
        if _says(name, written):
            yield Clarification(
                path=f"{illness.path}.term",
                said=rule["said"],
                questions=tuple(rule["ask"]),
                source=rule["source"],
                evidence=(cite(illness),),
            )


def _says(name: str, written: str) -> bool:
    return any(stem in written for stem in _TABLE[name]["stems"])


def _is_mds(illness: Illness) -> bool:
    covers = vocabulary().covers
    return illness.disease is not None and any(covers("disease", one, illness.disease) for one in _MYELOID)
