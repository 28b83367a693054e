"""What a criterion is about in plain words: every kind has a topic, and nothing open is said to fit."""

from typing import Any, get_args

import pytest

from criteria import nodes
from criteria.nodes import Criterion
from criteria.pipeline.remarks import leaves
from criteria.quantity import Interval
from criteria.vocabulary.load import vocabulary
from matcher.export import topics
from matcher.export.messages import LANGUAGES, messages
from matcher.export.topics import Point, ages, open_points, settled_points, topic_of, unread
from tests.lib.shortlists import CONSENT, ECOG, OPEN, UNREAD, entry, line

SAY = messages()
WITHOUT_TOPIC = {"sex", "permission", "detail", "ambiguity", "unparsed", "administrative"}
"""Kinds that ask nothing of a patient to look up; the administrative ones have a topic by what they are."""

ADULT = nodes.Age(interval=Interval(low=18))
MDS = nodes.Diagnosis(diseases=("MDS-EB2",))
GENE = nodes.Alteration(gene="IDH2")


def met(*criteria: Criterion, **more: Any) -> tuple[Point, ...]:
    return settled_points(SAY, entry(*(line(criterion=one, **more) for one in criteria)).match)


def test_every_kind_of_leaf_has_a_topic_or_is_known_to_have_none() -> None:
    kinds = {leaf.model_fields["kind"].default for leaf in get_args(nodes.Leaf)}
    assert set(topics._data()["kind"]) == kinds - WITHOUT_TOPIC


def test_every_topic_has_an_answerer_and_words_and_is_used() -> None:
    asked = [topic for named in topics.asked().values() for topic in named]
    assert len(asked) == len(set(asked))
    tables = [table for name, table in topics._data().items() if name != "asked"]
    assert {topic for table in tables for topic in table.values()} == set(asked)
    for language in LANGUAGES:
        assert set(messages(language).table("topic")) == set(asked)


@pytest.mark.parametrize(
    ("table", "kind"),
    [("lab", "lab"), ("condition", "condition"), ("therapy", "drug"), ("procedure", "procedure")],
)
def test_every_key_stands_in_the_vocabulary(table: str, kind: str) -> None:
    for key in topics._data()[table]:
        assert vocabulary().concept(kind, key).key == key


def test_every_disease_with_a_plain_name_stands_in_the_vocabulary() -> None:
    for key in SAY.table("disease"):
        assert vocabulary().concept("disease", key).key == key


@pytest.mark.parametrize(
    ("leaf", "topic"),
    [
        (nodes.Measurement(lab="marrow_blasts", interval=Interval(high=20), unit="%"), "blasts"),
        (nodes.Measurement(lab="copper", interval=Interval(high=1), unit="ug/dL"), "values"),
        (nodes.Condition(concept="dvt", text="DVT"), "bleeding"),
            (nodes.Condition(concept="hypertension", text="high blood pressure"), "heart_illness"),
        (nodes.Condition(concept="hepatitis_b", text="hepatitis B"), "infections"),
        (nodes.Condition(concept="aids", text="AIDS"), "infections"),
            (nodes.Condition(concept="glioma", text="glioma"), "cancer"),
        (nodes.Condition(concept=None, text="zorbs"), "other_illness"),
        (nodes.PriorTherapy(agents=("live_vaccine",)), "vaccines"),
        (nodes.PriorTherapy(agents=("investigational",)), "trials"),
        (nodes.PriorTherapy(agents=("azacitidine",)), "treatments"),
        (nodes.Procedure(procedure="haploidentical_transplant"), "transplant"),
        (nodes.Procedure(procedure="major_surgery"), "operations"),
        (nodes.Administrative(topic="consent"), "agreement"),
        (nodes.Sex(sex="female"), None),
        (nodes.Unparsed(text="x"), None),
    ],
)  # fmt: skip
def test_the_nearest_topic_above_counts(leaf: nodes.Leaf, topic: str | None) -> None:
    assert topic_of(leaf) == topic


def test_what_fits_is_named_with_ages_illnesses_and_genes() -> None:
    assert met(GENE, ADULT, MDS) == (
        Point("disease", ("MDS",)),
        Point("genes", ("IDH2",)),
        Point("age", ("18 years or older",)),
    )


@pytest.mark.parametrize(
    "criterion",
    [
        nodes.IfThen(condition=nodes.Sex(sex="female"), then=nodes.Reproductive(state="contraception")),
        nodes.AnyOf(children=(GENE, nodes.Performance(scale="ecog", interval=Interval(high=2)))),
        nodes.Permission(text="anything"),
        nodes.Sex(sex="female"),
    ],
)
def test_what_is_met_without_being_about_the_patient_is_not_said_to_fit(criterion: Criterion) -> None:
    assert met(criterion) == ()


def test_every_part_of_a_line_that_asks_for_all_is_settled() -> None:
    assert {point.topic for point in met(nodes.AllOf(children=(GENE, ECOG)))} == {"genes", "daily_life"}


def test_an_illness_that_is_excluded_is_not_named_as_what_the_trial_is_for() -> None:
    assert met(nodes.Not(child=MDS)) == (Point("disease"),)
    (point,) = open_points(SAY, entry(line(OPEN, criterion=MDS, section="exclusion")).match)
    assert point == Point("disease")


def test_a_topic_that_any_line_leaves_open_does_not_fit() -> None:
    both = entry(line(criterion=GENE), line(OPEN, criterion=nodes.Alteration(gene="FLT3")), line()).match
    assert [point.topic for point in settled_points(SAY, both)] == ["daily_life"]
    assert open_points(SAY, both) == (Point("genes", ("FLT3",)),)


@pytest.mark.parametrize("basis", ["presumed", "administrative", "unparsed"])
def test_only_what_a_fact_settles_fits(basis: str) -> None:
    assert met(ADULT, basis=basis) == ()


def test_lines_without_a_topic_are_counted() -> None:
    match = entry(line(), line(UNREAD), line(UNREAD), line(CONSENT)).match
    assert unread(match) == 2
    assert open_points(SAY, match) == (Point("agreement"),)
    assert all(leaves(one.criterion) for one in match.criteria)


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(low=18), "18 years or older"),
        (Interval(low=18, low_closed=False), "older than 18 years"),
        (Interval(high=75), "up to 75 years"),
        (Interval(low=18, high=75, high_closed=False), "18 to 74 years"),
        (Interval(low=0.25), ""),
        (Interval(low=18.5), ""),
        (Interval(low=18, low_closed=False, high=75), ""),
        (Interval(), ""),
    ],
)
def test_ages_in_words(interval: Interval, said: str) -> None:
    assert ages(SAY, interval) == said
