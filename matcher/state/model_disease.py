"""The disease and the karyotype in the derived state: values only."""

from typing import Literal

from matcher.plain import plain_part
from matcher.verdict import Evidence


@plain_part
class Candidate:
    """An entity that the facts allow, and the facts that would decide it."""

    name: str
    needs: tuple[str, ...] = ()


@plain_part
class Classification:
    """The entity by one classification, claimed only where one is left; else the candidates, worst first.

    `unless` names what would make it another entity and is so rare that silence is not counted against it.
    """

    entity: str | None = None
    candidates: tuple[Candidate, ...] = ()
    unless: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: str | None = None
    source: str
    confidence: str


@plain_part
class AmlBoundary:
    """Whether it is AML where the line is drawn at `limit` percent blasts; exactly there it is a boundary."""

    limit: int
    answer: Literal["yes", "no", "boundary", "unknown"]
    said: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Cmml:
    """The FAB subtype of CMML: dysplastic or proliferative."""

    subtype: str | None = None
    missing: tuple[str, ...] = ()
    source: str


@plain_part
class Disease:
    """What the disease is: as recorded, and by each classification as far as the last facts go."""

    recorded: str | None = None
    family: Literal["mds", "cmml", "aml"] | None = None
    therapy_related: bool | None = None
    fab: Classification
    who_2016: Classification
    who_2022: Classification
    icc: Classification
    aml: tuple[AmlBoundary, ...]
    cmml: Cmml | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@plain_part
class KaryotypeState:
    """The last karyotype that says anything, read; where none does, the last one and why.

    `count` is how many independent abnormalities there are, lowest and highest (None: no telling). `findings`
    are there, `undecided` may be. `ipss_r_groups` are those still possible; `ipss_r_group_as_written` would
    be the group if every question mark and every single cell were taken as it stands. `del_5q` says whether
    it is the only abnormality.
    """

    iscn: str
    date: str | None = None
    status: Literal["read", "normal", "failed", "not_done", "unreadable"]
    clones: int = 0
    abnormalities: tuple[str, ...] = ()
    constitutional: tuple[str, ...] = ()
    count: tuple[int, int | None]
    complex: bool | None = None
    monosomal: bool | None = None
    del_5q: Literal["isolated", "with one other", "with others", "absent", "unknown"] = "unknown"
    findings: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    ipss_group: str | None = None
    ipss_r_group: str | None = None
    ipss_groups: tuple[str, ...] = ()
    ipss_r_groups: tuple[str, ...] = ()
    ipss_r_group_as_written: str | None = None
    new_since_before: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()
