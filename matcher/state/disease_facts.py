"""What classifications of MDS, CMML and AML ask about a patient: three-valued questions to the last facts.

Home to single conditions, by the names that `data/disease.toml` uses. Knows no entity.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from matcher.chart import Chart
from matcher.facts import Fact, Observation
from matcher.state import genes
from matcher.state.answers import Answers, answers
from matcher.state.ipss_m import tp53_multi_hit
from matcher.state.karyotype import KaryotypeReading
from matcher.state.karyotypes import last_karyotype
from matcher.state.marrow_disease import AML, CMML, MDS, covers, lineage
from matcher.state.memory import once_per_chart, pointing_back
from matcher.state.score import Bounds, exactly
from matcher.state.tables import table
from matcher.truth import AND, FALSE, NOT, OR, TRUE, UNKNOWN, Truth, all_of, any_of

Family = Literal["mds", "cmml", "aml"]
_FAMILIES: tuple[tuple[Family, str], ...] = (("mds", MDS), ("cmml", CMML), ("aml", AML))
T, U, F = TRUE, UNKNOWN, FALSE
_LIMITS: Mapping[str, float] = table("disease")["limits"]
_ACUTE: tuple[float, ...] = tuple(table("disease")["limits"]["acute"])
_AML_2016 = ("t(8;21)", "inv(16)", "t(15;17)")
_AML_2022 = (*_AML_2016, "inv(3)", "11q23", "t(6;9)")
_MULTILINEAGE = ("MDS-MLD", "MDS-RS-MLD")
_SINGLE_LINEAGE = ("MDS-SLD", "MDS-RS-SLD")


class DiseaseFacts:
    """The last facts of a chart, as the classifications ask for them; blasts are in %."""

    def __init__(self, chart: Chart) -> None:
        self.chart = pointing_back(chart)
        self.current = lineage(chart).current
        last = last_karyotype(chart)
        self.report = last[0] if last else None
        self.reading: KaryotypeReading | None = last[1] if last else None
        self.family = _family(str(self.current.disease) if self.current else "")
        self.marrow_blasts = _bounds(chart.latest("marrow_blasts"), 100.0)
        self.blood_blasts = _blood_blasts(chart.latest("blood_blasts"), self.marrow_blasts)

    def answer(self, condition: str) -> Truth:
        """Whether the condition holds; raises KeyError for a name that no table may use."""
        return self.answers.truth(PLACES[condition])

    @property
    def answers(self) -> Answers:
        """The answers to all conditions, in their order."""
        return _answers(self.chart)

    def finding(self, key: str) -> Truth:
        """Whether the last karyotype shows `key`; a normal one does not, as far as banding can tell."""
        if self.reading is None:
            return U
        found = self.reading.finding(key)
        return F if found is U and self.reading.status == "normal" else found

    def gene(self, gene: str, least_vaf: float = 0.0) -> Truth:
        """Whether `gene` is mutated, with at least this allele fraction; not told is not known."""
        truth = genes.mutated(self.chart, gene)
        if truth is not T or least_vaf == 0.0:
            return truth
        found = [one for one in genes.last_reports(self.chart, gene) if one.status == "detected"]
        return any_of(_at_least(one.vaf, least_vaf) for one in found)

    def facts(self) -> Iterator[Fact]:
        """The facts that the classification rests on."""
        keys = ("marrow_blasts", "blood_blasts", "ring_sideroblasts", "cellularity", "wbc", "monocytes")
        observed = [self.chart.latest(key) for key in keys]
        panel = ("TP53", "SF3B1", "RUNX1", "NPM1")
        reports = genes.all_last_reports(self.chart)
        reported = [one for gene in panel if gene in reports for one in reports[gene]]
        for fact in (self.current, *observed, self.report, *reported):
            if fact is not None:
                yield fact


@lru_cache(maxsize=1_000)
def _family(key: str) -> Family | None:
    """`mds`, `cmml`, `aml`; None for other diseases and where none is recorded."""
    for family, root in _FAMILIES:
        if covers(root, key):
            return family
    return "mds" if key == "t-MN" else None


def _blood_blasts(fact: Observation | None, marrow: Bounds) -> Bounds:
    """Where not recorded, as many as the marrow does not rule out.

    More than the limit of AML in the blood with fewer in the marrow is not reckoned with unless recorded.
    """
    return _bounds(fact, 100.0 if marrow.high > _ACUTE[0] else _ACUTE[0] - 0.01)


def _bounds(fact: Observation | None, most: float) -> Bounds:
    return Bounds(0.0, most) if fact is None or fact.value is None else exactly(fact.value)


def _at_least(value: float | None, limit: float) -> Truth:
    if value is None:
        return U
    return T if value >= limit else F


def _measured(key: str, limit: str) -> Callable[[DiseaseFacts], Truth]:
    def condition(facts: DiseaseFacts) -> Truth:
        found = facts.chart.latest(key)
        return _at_least(found.value if found else None, _LIMITS[limit])

    return condition


def _finding(key: str) -> Callable[[DiseaseFacts], Truth]:
    return lambda facts: facts.finding(key)


def _gene(gene: str, least_vaf: str | None = None) -> Callable[[DiseaseFacts], Truth]:
    limit = _LIMITS[least_vaf] if least_vaf else 0.0
    return lambda facts: facts.gene(gene, limit)


def _hypocellular(facts: DiseaseFacts) -> Truth:
    found = facts.chart.latest("cellularity")
    return NOT[_at_least(found.value if found else None, _LIMITS["hypocellular"] + 1e-9)]


def _del_5q_entity(facts: DiseaseFacts) -> Truth:
    """del(5q) alone or with one other abnormality that is neither -7 nor del(7q)."""
    if facts.reading is None:
        return U
    return AND[facts.reading.isolated("del(5q)", 1), NOT[facts.finding("-7/del(7q)")]]


def _ring_sideroblasts_2016(facts: DiseaseFacts) -> Truth:
    with_gene = AND[
        facts.gene("SF3B1"), _measured("ring_sideroblasts", "ring_sideroblasts_with_sf3b1")(facts)
    ]
    return OR[_measured("ring_sideroblasts", "ring_sideroblasts")(facts), with_gene]


def _multilineage(facts: DiseaseFacts) -> Truth:
    """As the recorded entity says it: no list of the file holds dysplasia."""
    key = str(facts.current.disease) if facts.current else ""
    return T if key in _MULTILINEAGE else F if key in _SINGLE_LINEAGE else U


def _multi_hit(facts: DiseaseFacts) -> Truth:
    return tp53_multi_hit(genes.tp53(facts.chart), facts.finding("17p"))


def _aml_genetics(findings: tuple[str, ...], *more: str) -> Callable[[DiseaseFacts], Truth]:
    def condition(facts: DiseaseFacts) -> Truth:
        return any_of([*map(facts.finding, findings), *map(facts.gene, more)])

    return condition


def _therapy_related(facts: DiseaseFacts) -> Truth:
    line = lineage(facts.chart)
    said = [one.therapy_related for one in (line.current, *line.earlier) if one is not None]
    if any(said):
        return T
    return F if False in said else U


def _written(*words: str) -> Callable[[DiseaseFacts], Truth]:
    """A finding that the vocabulary has no word for, by the words of the file."""

    def condition(facts: DiseaseFacts) -> Truth:
        named = [one for one in facts.chart.illnesses if _mentions(one.term.written, words)]
        if any(one.status in ("active", "unknown") for one in named):
            return T
        return F if named else U

    return condition


@lru_cache(maxsize=20_000)
def _mentions(written: str, words: tuple[str, ...]) -> bool:
    return any(word in written.lower() for word in words)


def _after_mds(facts: DiseaseFacts) -> Truth:
    earlier = lineage(facts.chart).earlier
    return T if any(covers(MDS, str(one.disease)) for one in earlier) else U


CONDITIONS: Mapping[str, Callable[[DiseaseFacts], Truth]] = {
    "aml_genetics_2016": _aml_genetics(_AML_2016),
    "aml_genetics_2022": _aml_genetics(_AML_2022, "NPM1"),
    "therapy_related": _therapy_related,
    "auer_rods": _written("auer"),
    "marrow_fibrosis": _written("marrow fibrosis", "myelofibrotic", "mds-f", "mf-2", "mf-3"),
    "hypocellular": _hypocellular,
    "del_5q": _finding("del(5q)"),
    "minus_7": _finding("-7"),
    "loss_of_7q": _finding("-7/del(7q)"),
    "abnormal_3q": _finding("3q"),
    "complex": _finding("complex"),
    "del_5q_entity": _del_5q_entity,
    "ring_sideroblasts_15": _measured("ring_sideroblasts", "ring_sideroblasts"),
    "ring_sideroblasts_2016": _ring_sideroblasts_2016,
    "multilineage": _multilineage,
    "tp53_multi_hit": _multi_hit,
    "tp53_multi_hit_icc": lambda facts: all_of([_multi_hit(facts), _gene("TP53", "tp53_vaf_icc")(facts)]),
    "tp53_mutated_icc": _gene("TP53", "tp53_vaf_icc"),
    "sf3b1_who": _gene("SF3B1", "sf3b1_vaf_who"),
    "sf3b1_icc": _gene("SF3B1", "sf3b1_vaf_icc"),
    "runx1": _gene("RUNX1"),
    "after_mds": _after_mds,
    "proliferative": _measured("wbc", "cmml_proliferative"),
}


@once_per_chart
def _answers(chart: Chart) -> Answers:
    facts = disease_facts(chart)
    return answers([condition(facts) for condition in CONDITIONS.values()])


@once_per_chart
def disease_facts(chart: Chart) -> DiseaseFacts:
    """The facts of a chart, gathered once."""
    return DiseaseFacts(chart)


PLACES = {name: place for place, name in enumerate(CONDITIONS)}
"""Where each condition stands among the answers."""
