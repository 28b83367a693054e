"""A criterion in words: exact sentences, opposites that read by themselves, never empty."""

import pytest
from hypothesis import given

from criteria import nodes
from criteria.nodes import Criterion
from criteria.quantity import Interval, Window
from criteria.render import render
from tests.lib.trees import trees

ECOG = nodes.Performance(scale="ecog", interval=Interval(high=2))
ADULT = nodes.Age(interval=Interval(low=18))
IDH2 = nodes.Alteration(gene="IDH2")
CONSENT = nodes.Administrative(topic="consent")


def at_least(low: float) -> Interval:
    return Interval(low=low)


def below(high: float) -> Interval:
    return Interval(high=high, high_closed=False)


def test_what_is_no_node_has_no_words() -> None:
    with pytest.raises(TypeError, match="no words for a node of type int"):
        render(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        (ADULT, "age at least 18 years"),
        (nodes.Age(interval=Interval(low=18, high=65)), "age 18 to 65 years"),
        (nodes.Age(interval=Interval()), "age of any value"),
        (nodes.Age(interval=Interval(low=60, high=60)), "age 60 years"),
        (nodes.Age(interval=Interval(low=18, low_closed=False, high=75)),
         "age more than 18 and at most 75 years"),
        (nodes.Sex(sex="female"), "female"),
        (nodes.Residence(place="France"), "residence in France"),
        (ECOG, "ECOG 0 to 2"),
        (nodes.Performance(scale="ecog", interval=below(3)), "ECOG less than 3"),
        (nodes.Performance(scale="karnofsky", interval=at_least(70)), "Karnofsky at least 70"),
        (nodes.LifeExpectancy(interval=at_least(91.3125)), "life expectancy at least 3 months"),
        (nodes.RiskCategory(system="ipss_r", categories=("Very Low", "Low", "Intermediate")),
         "IPSS-R Very Low, Low or Intermediate risk"),
        (nodes.RiskCategory(categories=("lower-risk",)), "lower-risk disease"),
        (nodes.RiskCategory(system="ipss", interval=at_least(1.5)), "IPSS score at least 1.5"),
        (nodes.RiskCategory(system="ipss"), "IPSS risk category"),
        (nodes.DiseaseStatus(status="newly_diagnosed"), "newly diagnosed disease"),
        (IDH2, "IDH2 mutation"),
        (nodes.Alteration(gene="IDH2", variants=("R140", "R172")), "IDH2 mutation (R140 or R172)"),
        (nodes.Alteration(gene="TP53", multi_hit=True), "multi-hit TP53 mutation"),
        (nodes.Transfusion(), "red blood cell transfusion dependence"),
        (nodes.Transfusion(dependent=False), "red blood cell transfusion independence"),
        (nodes.Transfusion(units=at_least(4), per_days=56, span_days=112),
         "red blood cell transfusion dependence (at least 4 units per 8 weeks over 16 weeks)"),
        (nodes.Condition(concept=None, text="severe  gout"), "severe gout"),
        (nodes.Condition(concept=None, text="heart failure", qualifiers=("active", "requiring_treatment")),
         "active heart failure requiring treatment"),
        (nodes.Condition(concept=None, text="heart failure", grade=at_least(3)),
         "heart failure of grade at least 3"),
        (nodes.Condition(concept=None, text="cancer", tense="ever", disease_free=Window(min_days=730.5)),
         "current or past cancer unless free of it for at least 2 years"),
        (nodes.Reproductive(state="pregnant"), "pregnancy"),
        (nodes.Donor(donor="haploidentical"), "haploidentical donor"),
        (CONSENT, "informed consent (for people to settle)"),
        (nodes.Permission(text="prior XYZ-1 is allowed"),
         'permission, nothing asked: "prior XYZ-1 is allowed"'),
        (nodes.Detail(text="first"), '"first" (for people to check)'),
        (nodes.Ambiguity(text="and/or"), "may be read in two ways: and/or"),
        (nodes.Unparsed(text="able to\n  swallow"), 'not understood: "able to swallow"'),
    ],
)  # fmt: skip
def test_a_leaf_reads_as_a_noun(leaf: Criterion, words: str) -> None:
    assert render(leaf) == words


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        (nodes.Measurement(lab="anc", interval=at_least(1), unit="10^9/L"),
         "absolute neutrophil count at least 1.0 x10^9/L"),
        (nodes.Measurement(lab="platelets", interval=below(75), unit="10^9/L"),
         "platelets less than 75 x10^9/L"),
        (nodes.Measurement(lab="alt", interval=Interval(high=3), unit="xULN"),
         "alanine aminotransferase at most 3 times the upper limit of normal"),
        (nodes.Measurement(lab="marrow_blasts", interval=below(5), unit="%", window=Window(max_days=28)),
         "bone marrow blasts less than 5% within 28 days"),
        (nodes.Measurement(lab="wbc", interval=below(13_000), unit="/uL"),
         "white blood cell count less than 13,000 /uL"),
        (nodes.Measurement(lab="inr", interval=Interval(high=1.5), unit="ratio"),
         "international normalized ratio at most 1.5"),
        (nodes.Measurement(lab="platelets", interval=Interval(), unit="10^9/L"), "platelets of any value"),
        (nodes.Measurement(lab="hemoglobin", interval=Interval(high=9), unit="g/dL", untransfused=True,
                           stated="≤ 90 g/L"),
         "hemoglobin at most 9.0 g/dL without transfusion (printed: ≤ 90 g/L)"),
        (nodes.Diagnosis(diseases=("MDS", "AML"), tense="history", therapy_related=True),
         "history of therapy-related myelodysplastic syndrome or acute myeloid leukemia"),
        (nodes.Diagnosis(diseases=("AML",), excluding=("APL",), secondary=False),
         "diagnosis of primary acute myeloid leukemia other than acute promyelocytic leukemia"),
        (nodes.DiseaseStatus(status="relapsed", diseases=("AML",)), "relapsed acute myeloid leukemia"),
        (nodes.Karyotype(finding="del(5q)", isolated=True), "isolated del(5q)"),
        (nodes.Karyotype(finding="complex", count=at_least(3)),
         "complex karyotype (at least 3 abnormalities)"),
        (nodes.PriorTherapy(agents=("HMA",)), "prior treatment with hypomethylating agent"),
        (nodes.PriorTherapy(agents=("lenalidomide",), outcome="refractory", target=("MDS",)),
         "disease refractory to lenalidomide for myelodysplastic syndrome"),
        (nodes.Medication(agents=("HMA",), excepting=("decitabine",)),
         "use of hypomethylating agent other than decitabine"),
    ],
)  # fmt: skip
def test_a_leaf_calls_things_by_the_names_of_the_vocabulary(leaf: Criterion, words: str) -> None:
    assert render(leaf) == words


@pytest.mark.parametrize(
    ("therapy", "words"),
    [
        ({"window": Window(max_days=28)}, "prior treatment with XYZ-1 within 28 days"),
        ({"window": Window(min_days=56)}, "prior treatment with XYZ-1 at least 8 weeks ago"),
        ({"window": Window(max_days=14, half_lives=5, whichever="longer")},
         "prior treatment with XYZ-1 within 14 days or 5 half-lives, whichever is longer"),
        ({"window": Window(half_lives=1)}, "prior treatment with XYZ-1 within 1 half-life"),
        ({"window": Window(min_days=14, max_days=28)}, "prior treatment with XYZ-1 14 days to 28 days ago"),
        ({"window": Window(max_days=7, anchor="transplant")},
         "prior treatment with XYZ-1 within 7 days before transplant"),
        ({"window": Window()}, "prior treatment with XYZ-1 at any time"),
        ({"count": at_least(4), "count_of": "cycles"}, "prior treatment with XYZ-1 (at least 4 cycles)"),
        ({"count": Interval(low=1, high=2), "count_of": "lines"},
         "prior treatment with XYZ-1 (1 to 2 lines)"),
        ({"count": Interval(low=2, low_closed=False)}, "prior treatment with XYZ-1 (more than 2 times)"),
        ({"count": Interval(low=1, low_closed=False), "count_of": "cycles"},
         "prior treatment with XYZ-1 (more than 1 cycle)"),
        ({"duration": at_least(56)}, "prior treatment with XYZ-1 (at least 8 weeks)"),
        ({"count": at_least(4), "count_of": "doses", "duration": Interval(high=56, high_closed=False)},
         "prior treatment with XYZ-1 (at least 4 doses, less than 8 weeks)"),
        ({"excepting": ("XYZ-2",)}, "prior treatment with XYZ-1 other than XYZ-2"),
        ({"outcome": "failed"}, "failure of XYZ-1"),
        ({"outcome": "no_response"}, "lack of response to XYZ-1"),
        ({"outcome": "ineligible"}, "ineligibility for XYZ-1"),
    ],
)  # fmt: skip
def test_prior_therapy_says_how_much_and_when(therapy: dict[str, object], words: str) -> None:
    assert render(nodes.PriorTherapy(agents=("XYZ-1",), **therapy)) == words


def test_a_key_that_the_vocabulary_has_lost_is_shown_as_it_is() -> None:
    assert render(nodes.Procedure(procedure="moon_landing")) == "moon landing"


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (nodes.AllOf(children=(ADULT,)), "age at least 18 years"),
        (nodes.AllOf(children=(ADULT, ECOG)), "age at least 18 years and ECOG 0 to 2"),
        (nodes.AnyOf(children=(ADULT, ECOG)), "age at least 18 years or ECOG 0 to 2"),
        (nodes.AnyOf(children=(nodes.RiskCategory(categories=("Low", "High")), ECOG)),
         "Low or High risk; or ECOG 0 to 2"),
        (nodes.AllOf(children=(ADULT, nodes.AnyOf(children=(ECOG, IDH2)))),
         "age at least 18 years; and (ECOG 0 to 2 or IDH2 mutation)"),
        (nodes.AnyOf(children=(IDH2, nodes.Not(child=nodes.AllOf(children=(ADULT, ECOG))))),
         "IDH2 mutation or (not all of: age at least 18 years; ECOG 0 to 2)"),
        (nodes.AllOf(children=(IDH2, nodes.AnyOf(children=(nodes.AllOf(children=(ADULT, ECOG)),)))),
         "IDH2 mutation; and (age at least 18 years and ECOG 0 to 2)"),
        (nodes.AtLeast(count=2, children=(ADULT, ECOG, IDH2)),
         "at least 2 of: age at least 18 years; ECOG 0 to 2; IDH2 mutation"),
        (nodes.IfThen(condition=nodes.Sex(sex="female"), then=nodes.Reproductive(state="contraception")),
         "if female: effective contraception"),
        (nodes.IfThen(condition=nodes.AnyOf(children=(ADULT, ECOG)), then=IDH2),
         "if (age at least 18 years or ECOG 0 to 2): IDH2 mutation"),
    ],
)  # fmt: skip
def test_combinations_keep_their_parts_apart(tree: Criterion, words: str) -> None:
    assert render(tree) == words


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (IDH2, "no IDH2 mutation"),
        (nodes.Reproductive(state="pregnant"), "no pregnancy"),
        (nodes.PriorTherapy(agents=("XYZ-1",), window=Window(max_days=28)),
         "no prior treatment with XYZ-1 within 28 days"),
        (nodes.Condition(concept=None, text="gout", qualifiers=("active",)), "no active gout"),
        (ECOG, "not ECOG 0 to 2"),
        (nodes.Sex(sex="male"), "not male"),
        (CONSENT, "not (informed consent (for people to settle))"),
        (nodes.Permission(text="x"), 'not (permission, nothing asked: "x")'),
        (nodes.Detail(text="x"), 'not ("x" (for people to check))'),
        (nodes.Ambiguity(text="x"), "not (may be read in two ways: x)"),
        (nodes.Unparsed(text="x"), 'not (not understood: "x")'),
        (nodes.Not(child=IDH2), "IDH2 mutation"),
        (nodes.AllOf(children=(IDH2,)), "no IDH2 mutation"),
        (nodes.AnyOf(children=(IDH2,)), "no IDH2 mutation"),
        (nodes.AllOf(children=(IDH2, ADULT)), "not all of: IDH2 mutation; age at least 18 years"),
        (nodes.AnyOf(children=(IDH2, ADULT)), "none of: IDH2 mutation; age at least 18 years"),
        (nodes.AtLeast(count=2, children=(IDH2, ADULT)),
         "fewer than 2 of: IDH2 mutation; age at least 18 years"),
        (nodes.IfThen(condition=ADULT, then=IDH2), "not (if age at least 18 years: IDH2 mutation)"),
    ],
)  # fmt: skip
def test_an_opposite_reads_as_one(child: Criterion, words: str) -> None:
    assert render(nodes.Not(child=child)) == words


@given(trees())
def test_every_tree_has_words(tree: Criterion) -> None:
    words = render(tree)
    assert words.strip()
    assert "None" not in words and "Interval(" not in words and "Window(" not in words


@given(trees())
def test_the_same_tree_has_the_same_words(tree: Criterion) -> None:
    assert render(type(tree).model_validate(tree.model_dump())) == render(tree)
