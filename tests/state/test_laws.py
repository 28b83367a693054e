"""Laws of the derived state, whatever the facts."""

from dataclasses import asdict, fields, is_dataclass
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.cytogenetic_groups import IPSS_GROUPS, IPSS_R_GROUPS
from matcher.state.ipss import ipss
from matcher.state.ipss_m import GENES, TP53, Inputs, ipss_m
from matcher.state.ipss_r import age_adjusted, ipss_r
from matcher.state.score import Bounds, ScoreRange
from matcher.truth import Truth
from tests.state.patients import FIRST, FOURTH, SECOND, THIRD, state

_counts = {
    "hemoglobin": st.floats(2, 20),
    "anc": st.floats(0, 20),
    "platelets": st.floats(0, 900),
    "marrow_blasts": st.floats(0, 30),
}
_known = st.fixed_dictionaries(_counts)
_values = st.fixed_dictionaries({name: st.none() | value for name, value in _counts.items()})


def _inside(narrow: ScoreRange, wide: ScoreRange) -> bool:
    within = wide.best.score <= narrow.best.score <= narrow.worst.score <= wide.worst.score
    return within and set(narrow.categories) <= set(wide.categories)


def _some(groups: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """A group, and a set of groups that holds it."""
    return st.tuples(st.sampled_from(groups), st.sets(st.sampled_from(groups))).map(
        lambda pair: (pair[0], pair[1] | {pair[0]})
    )


@settings(deadline=None)
@given(
    _known,
    st.sets(st.sampled_from(sorted(_counts))),
    _some(IPSS_GROUPS),
    _some(IPSS_R_GROUPS),
    st.integers(20, 99),
)
def test_a_score_lies_between_the_best_and_the_worst_of_fewer_facts(
    facts: dict, hidden: set, group: tuple, group_r: tuple, age: int
) -> None:
    fewer = {name: None if name in hidden else value for name, value in facts.items()}
    for score, (exact, possible) in ((ipss, group), (ipss_r, group_r)):
        narrow, wide = score(**facts, karyotype=(exact,)), score(**fewer, karyotype=possible)
        assert narrow is not None
        assert wide is not None
        assert narrow.best == narrow.worst
        assert narrow.missing == ()
        assert _inside(narrow, wide)
        if score is ipss_r:
            assert _inside(
                age_adjusted(narrow, Bounds(age, age)), age_adjusted(wide, Bounds(age - 1, age + 1))
            )


_genes = st.fixed_dictionaries({gene: st.sampled_from(Truth) for gene in GENES if gene != "TP53"})
_tp53 = st.builds(
    TP53, st.integers(0, 2), st.none() | st.floats(0, 1), st.sampled_from([Truth.UNKNOWN, Truth.TRUE])
)
_cytogenetics = ("del_5q", "loss_of_7q", "complex", "loss_of_17p")


_findings = st.fixed_dictionaries({name: st.sampled_from(Truth) for name in _cytogenetics})
_hidden = st.sets(st.sampled_from([*GENES, *_cytogenetics, *_counts, "karyotype"]))


@settings(deadline=None, max_examples=200)
@given(_values, _genes, _tp53, _some(IPSS_R_GROUPS), _findings, _hidden)
def test_hiding_facts_never_narrows_the_ipss_m(
    counts: dict, genes: dict, tp53: TP53, groups: tuple, findings: dict, hidden: set
) -> None:
    counts = {name: value for name, value in counts.items() if name != "anc"}
    full = ipss_m(Inputs(**counts, genes=genes, tp53=tp53, karyotype=(groups[0],), **findings))
    fewer = ipss_m(
        Inputs(
            **{name: None if name in hidden else value for name, value in counts.items()},
            genes={gene: Truth.UNKNOWN if gene in hidden else truth for gene, truth in genes.items()},
            tp53=TP53() if "TP53" in hidden else tp53,
            karyotype=groups[1] if "karyotype" in hidden else (groups[0],),
            **{name: Truth.UNKNOWN if name in hidden else truth for name, truth in findings.items()},
        )
    )
    assert _inside(full, fewer)
    assert fewer.mean is not None
    assert fewer.best.score <= fewer.mean.score <= fewer.worst.score


def test_a_patient_without_facts_claims_nothing() -> None:
    found = state()
    assert (found.hma.status, found.esa.status) == ("unknown", "unknown")
    assert (found.hma.lines, found.esa.lines, found.hma.codes, found.esa.codes) == ((), (), (), ())
    burden = found.transfusion
    assert (burden.rbc_units_8wk, burden.iwg_2018, burden.iwg_2006_dependent) == (None, None, None)
    assert burden.rbc_units_8wk_range == (0, None)
    assert (found.ipss, found.ipss_r, found.ipss_r_age_adjusted, found.ipss_m) == (None, None, None, None)
    assert (found.karyotype, found.disease) == (None, None)
    assert (found.wpss, found.cpss, found.cpss_mol, found.mds_ci, found.hct_ci) == (None,) * 5
    assert (found.post_hma.adverse, found.post_hma.absent, len(found.post_hma.unknown)) == ((), (), 6)
    assert (found.options, found.options_undecided, found.cautions, found.questions) == ((), (), (), ())
    assert (found.response, found.clarifications, found.issues) == ((), (), ())
    assert [getattr(found, name).status for name in AGENTS] == ["unknown"] * 3
    assert (burden.windows, burden.platelet_windows, burden.by_definition, burden.iron) == ((), (), (), None)
    assert (found.esa.by_trial_definition, found.hma.by_trial_definition) == ((), ())


def _with_evidence(part: Any) -> list[Any]:
    """All parts of a state that carry an `evidence` field."""
    names = [field.name for field in fields(part)]
    found = [part] if "evidence" in names else []
    for name in names:
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            found += _with_evidence(one) if is_dataclass(one) else []
    return found


AGENTS = ("luspatercept", "imetelstat", "lenalidomide")

_lists = (
    "diagnoses",
    "observations",
    "karyotypes",
    "mutations",
    "therapies",
    "transfusions",
    "donor",
    "complete",
)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([FIRST, SECOND, THIRD, FOURTH]), st.sets(st.sampled_from(_lists)))
def test_no_derived_fact_is_without_evidence(case: dict, left_out: set) -> None:
    found = state(**{name: value for name, value in case.items() if name not in left_out})
    claims = [part for part in _with_evidence(found) if _claims(part)]
    assert [part for part in claims if not getattr(part, "evidence")] == []  # noqa: B009


_SAYS = ("status", "type", "present", "iwg_2018", "iwg_2006_dependent", "name", "category", "at_best",
         "responded", "meets", "ferritin", "rbc_units_at_least", "recorded")  # fmt: skip


def _claims(part: Any) -> bool:
    """Whether a part says anything but "unknown"."""
    values = asdict(part)
    said = [values.get(name) for name in _SAYS]
    if "factors" in values:
        return False
    if "present" in values:
        return values["present"] is not None
    return any(one not in (None, "unknown") for one in said)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([FIRST, SECOND, THIRD, FOURTH]), st.sets(st.sampled_from(_lists[1:4])))
def test_leaving_out_facts_never_narrows_a_score_of_a_patient(case: dict, left_out: set) -> None:
    full = state(**case)
    fewer = state(**{name: value for name, value in case.items() if name not in left_out})
    for system in ("ipss", "ipss_r", "ipss_m", "wpss", "cpss", "cpss_mol"):
        narrow, wide = getattr(full, system), getattr(fewer, system)
        if narrow is not None and wide is not None and narrow.best is not None and wide.best is not None:
            assert set(narrow.categories) <= set(wide.categories)


# --- one fact more -----------------------------------------------------------------------------------------

_DAYS = ("2026-06-01", "2026-07-15", "2026-09-01", "2026-10-20")
_a_count = st.builds(
    lambda name, day: {"name": name[0], "value": name[1], "unit": name[2], "date": day},
    st.sampled_from([("hemoglobin", 8.4, "g/dL"), ("platelets", 60, "10*9/L"), ("bone marrow blasts", 7, "%"),
                     ("absolute neutrophil count", 0.7, "10*9/L"), ("peripheral blood blasts", 0, "%")]),
    st.sampled_from(_DAYS),
)  # fmt: skip
_a_unit = st.builds(
    lambda units, day: {"product": "RBC", "units": units, "date": day},
    st.integers(1, 4),
    st.sampled_from(_DAYS),
)


def _span(ends: tuple[float, float | None]) -> tuple[float, float]:
    low, high = ends
    return low, inf if high is None else high


@settings(deadline=None, max_examples=60)
@given(st.lists(_a_unit, max_size=4), _a_unit)
def test_a_transfusion_more_only_raises_the_least_and_never_widens(units: list, more: dict) -> None:
    """The list is open: more units may always be known, and then the range is narrower."""
    fewer, known = (state(transfusions=given_units).transfusion for given_units in (units, [*units, more]))
    for name in ("rbc_units_8wk_range", "rbc_units_16wk_range"):
        wide, narrow = _span(getattr(fewer, name)), _span(getattr(known, name))
        assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert set(known.iwg_2018_possible) <= set(fewer.iwg_2018_possible)
    assert fewer.iwg_2006_dependent in (None, known.iwg_2006_dependent)
    met = {one.id: one.meets for one in known.by_definition}
    for one in fewer.by_definition:
        assert one.meets in (None, met[one.id])


@settings(deadline=None, max_examples=60)
@given(st.lists(_a_count, unique_by=lambda one: one["name"], max_size=4), _a_count)
def test_a_first_count_never_widens_a_score(counts: list, more: dict) -> None:
    if more["name"] in {one["name"] for one in counts}:
        return
    fewer, known = (state(observations=given_counts) for given_counts in (counts, [*counts, more]))
    for system in ("ipss", "ipss_r", "ipss_m"):
        wide, narrow = getattr(fewer, system), getattr(known, system)
        if wide is not None and wide.best is not None and narrow.best is not None:
            assert set(narrow.categories) <= set(wide.categories)
            assert wide.best.score <= narrow.best.score <= narrow.worst.score <= wide.worst.score


@settings(deadline=None, max_examples=60)
@given(st.lists(_a_count, unique_by=lambda one: one["name"], max_size=5), _a_count, st.booleans())
def test_a_first_count_near_a_marrow_only_rules_responses_out(
    counts: list, more: dict, complete: bool
) -> None:
    """All counts of one day; learning one more of that day never makes another response possible."""
    day = {"date": "2026-10-20"}
    before = {"name": "bone marrow blasts", "value": 9, "unit": "%", "date": "2026-01-02"}
    marrow = {"name": "bone marrow blasts", "value": 3, "unit": "%", **day}
    told = [before, marrow, *({**one, **day} for one in counts if one["name"] != "bone marrow blasts")]
    if more["name"] in {one["name"] for one in told}:
        return
    course = {"drug": "azacitidine", "start": "2026-01-05", "outcome": "ongoing"}
    lists: dict[str, Any] = {"therapies": [course], "complete": ["transfusions"] if complete else []}
    fewer, known = (state(observations=one, **lists).response for one in (told, [*told, {**more, **day}]))
    for system in ("iwg_2006", "iwg_2023"):
        wide, narrow = (getattr(found[0], system) if found else None for found in (fewer, known))
        if wide is not None:
            assert narrow is not None
            assert set(narrow.possible or (narrow.category,)) <= set(wide.possible or (wide.category,))
