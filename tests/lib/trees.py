"""Criterion trees for property tests: every kind of node, with keys that the vocabulary holds.

`leaves()` draws one leaf of any kind, `trees()` whole criteria. `leaf_of(Kind)` draws one kind alone.
"""

from functools import cache

from hypothesis import strategies as st

from criteria import nodes
from criteria.nodes import Criterion, Leaf
from criteria.quantity import Interval, Window
from criteria.vocabulary.load import vocabulary

RISK_WORDS = ("Very Low", "Low", "Int-1", "Intermediate", "Int-2", "High", "Very High", "lower-risk")
STATUS_WORDS = ("untreated", "newly_diagnosed", "relapsed", "refractory", "progressive", "remission")
NUMBERS = st.floats(min_value=0, max_value=10_000, allow_nan=False).map(lambda number: round(number, 2))
DAYS = st.integers(min_value=1, max_value=2_000).map(float)


@cache
def _keys(*kinds: str) -> tuple[str, ...]:
    return tuple(concept.key for kind in kinds for concept in vocabulary().of(kind))


def key(*kinds: str) -> st.SearchStrategy[str]:
    """A key of the vocabulary of one of `kinds`."""
    return st.deferred(lambda: st.sampled_from(_keys(*kinds)))


def some_keys(*kinds: str, least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    """A few different keys of one of `kinds`."""
    return st.lists(key(*kinds), min_size=least, max_size=3, unique=True).map(tuple)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Any interval, open, closed or without bounds."""
    bounds = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=2)))
    low = draw(st.sampled_from((None, bounds[0])))
    high = draw(st.sampled_from((None, bounds[1])))
    return Interval(low=low, high=high, low_closed=draw(st.booleans()), high_closed=draw(st.booleans()))


def windows() -> st.SearchStrategy[Window]:
    """Any time window."""
    return st.builds(
        Window,
        min_days=st.none() | DAYS,
        max_days=st.none() | DAYS,
        half_lives=st.none() | st.integers(1, 5).map(float),
        whichever=st.sampled_from((None, "longer", "shorter")),
    )


def _words(*choices: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(choices), max_size=2, unique=True).map(tuple)


MAYBE_INTERVAL = st.none() | intervals()
MAYBE_WINDOW = st.none() | windows()
TEXT = st.text(min_size=1, max_size=40)

LEAVES: dict[type[Leaf], st.SearchStrategy[Leaf]] = {
    nodes.Age: st.builds(nodes.Age, interval=intervals()),
    nodes.Sex: st.builds(nodes.Sex, sex=st.sampled_from(("female", "male"))),
    nodes.Residence: st.builds(nodes.Residence, place=st.sampled_from(("United States", "Europe", "France"))),
    nodes.Measurement: st.builds(
        nodes.Measurement,
        lab=key("lab"),
        interval=intervals(),
        unit=st.sampled_from(("g/dL", "10^9/L", "%", "mg/dL", "xULN", "xLLN")),
        window=MAYBE_WINDOW,
        untransfused=st.booleans(),
    ),
    nodes.Performance: st.builds(
        nodes.Performance, scale=st.sampled_from(("ecog", "karnofsky", "lansky")), interval=intervals()
    ),
    nodes.LifeExpectancy: st.builds(nodes.LifeExpectancy, interval=intervals()),
    nodes.Diagnosis: st.builds(
        nodes.Diagnosis,
        diseases=some_keys("disease"),
        excluding=some_keys("disease", least=0),
        tense=st.sampled_from(("current", "history", "ever")),
        therapy_related=st.sampled_from((None, True, False)),
        secondary=st.sampled_from((None, True, False)),
        window=MAYBE_WINDOW,
    ),
    nodes.RiskCategory: st.builds(
        nodes.RiskCategory,
        system=st.sampled_from((None, "ipss", "ipss_r", "ipss_m", "wpss", "cpss", "cpss_mol")),
        categories=_words(*RISK_WORDS),
        interval=MAYBE_INTERVAL,
    ),
    nodes.DiseaseStatus: st.builds(
        nodes.DiseaseStatus, status=st.sampled_from(STATUS_WORDS), diseases=some_keys("disease", least=0)
    ),
    nodes.Alteration: st.builds(
        nodes.Alteration, gene=key("gene"), variants=_words("R172", "R140Q", "ITD"), multi_hit=st.booleans()
    ),
    nodes.Karyotype: st.builds(
        nodes.Karyotype, finding=key("karyotype"), isolated=st.booleans(), count=MAYBE_INTERVAL
    ),
    nodes.Transfusion: st.builds(
        nodes.Transfusion,
        product=st.sampled_from(("RBC", "platelets", "any")),
        dependent=st.booleans(),
        units=MAYBE_INTERVAL,
        per_days=st.none() | DAYS,
        span_days=st.none() | DAYS,
    ),
    nodes.PriorTherapy: st.builds(
        nodes.PriorTherapy,
        agents=some_keys("drug", "drug_class"),
        excepting=some_keys("drug", "drug_class", least=0),
        outcome=st.sampled_from(nodes.Outcome.__args__),
        target=some_keys("disease", least=0),
        count=MAYBE_INTERVAL,
        count_of=st.sampled_from((None, "cycles", "lines", "doses", "drugs")),
        duration=MAYBE_INTERVAL,
        window=MAYBE_WINDOW,
    ),
    nodes.Procedure: st.builds(
        nodes.Procedure, procedure=key("procedure"), window=MAYBE_WINDOW, planned=st.booleans()
    ),
    nodes.Medication: st.builds(
        nodes.Medication,
        agents=some_keys("drug", "drug_class"),
        excepting=some_keys("drug", "drug_class", least=0),
        window=MAYBE_WINDOW,
    ),
    nodes.Condition: st.builds(
        nodes.Condition,
        concept=st.none() | key("condition"),
        text=TEXT,
        qualifiers=_words("active", "uncontrolled", "requiring_treatment"),
        tense=st.sampled_from(("current", "ever")),
        grade=MAYBE_INTERVAL,
        excepting=some_keys("condition", least=0),
        window=MAYBE_WINDOW,
        disease_free=MAYBE_WINDOW,
    ),
    nodes.Reproductive: st.builds(
        nodes.Reproductive,
        state=st.sampled_from(nodes.Reproductive.model_fields["state"].annotation.__args__),
    ),
    nodes.Donor: st.builds(
        nodes.Donor, donor=st.sampled_from(nodes.Donor.model_fields["donor"].annotation.__args__)
    ),
    nodes.Administrative: st.builds(
        nodes.Administrative,
        topic=st.sampled_from(nodes.Administrative.model_fields["topic"].annotation.__args__),
    ),
    nodes.Permission: st.builds(nodes.Permission, text=TEXT),
    nodes.Detail: st.builds(nodes.Detail, text=TEXT),
    nodes.Ambiguity: st.builds(nodes.Ambiguity, text=TEXT),
    nodes.Unparsed: st.builds(nodes.Unparsed, text=TEXT),
}


def leaf_of(kind: type[Leaf]) -> st.SearchStrategy[Leaf]:
    """Leaves of one kind."""
    return LEAVES[kind]


def leaves() -> st.SearchStrategy[Leaf]:
    """Leaves of every kind."""
    return st.one_of(*LEAVES.values())


def _combined(children: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(nodes.AllOf, children=several),
        st.builds(nodes.AnyOf, children=several),
        st.builds(nodes.AtLeast, count=st.integers(1, 3), children=several),
        st.builds(nodes.Not, child=children),
        st.builds(nodes.IfThen, condition=children, then=children),
    )


def trees(max_leaves: int = 8) -> st.SearchStrategy[Criterion]:
    """Whole criteria, nested a few levels deep."""
    return st.recursive(leaves(), _combined, max_leaves=max_leaves)
