"""Laws of the derived state, whatever the facts."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

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


@settings(max_examples=200)
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


def _with_evidence(part: BaseModel) -> list[BaseModel]:
    """All parts of a state that carry an `evidence` field."""
    found = [part] if "evidence" in type(part).model_fields else []
    for name in type(part).model_fields:
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            found += _with_evidence(one) if isinstance(one, BaseModel) else []
    return found


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


def _claims(part: BaseModel) -> bool:
    """Whether a part says anything but "unknown"."""
    values = part.model_dump()
    said = [
        values.get(name) for name in ("status", "type", "present", "iwg_2018", "iwg_2006_dependent", "name")
    ]
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
