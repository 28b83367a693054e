"""The ISCN reader: what a karyotype shows, how many abnormalities, which group."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.quantity import Interval
from criteria.vocabulary.load import vocabulary
from matcher.state.cytogenetic_groups import IPSS_GROUPS, IPSS_R_GROUPS
from matcher.state.karyotype import KaryotypeReading, read_karyotype
from matcher.truth import Truth

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("iscn", "count", "ipss", "ipss_r"),
    [
        ("46,XX[20]", 0, "good", "good"),
        ("47,XX,+8[15]/46,XX[5]", 1, "intermediate", "intermediate"),
        ("45,X,-Y[20]", 1, "good", "very good"),
        ("46,XX,del(5)(q13q33)[12]/46,XX[8]", 1, "good", "good"),
        ("46,XY,del(5)(q13q33),del(20)(q11)[10]", 2, "intermediate", "good"),
        ("45,XY,-7[20]", 1, "poor", "poor"),
        ("46,XX,del(5)(q13q33),-7,+mar[10]", 3, "poor", "poor"),
        ("46,XY,del(7)(q22q34)[14]", 1, "poor", "intermediate"),
        ("46,XX,inv(3)(q21q26)[10]", 1, "intermediate", "poor"),
        ("43,XY,-5,-7,add(17)(p11),-18,del(20)(q11)[15]", 5, "poor", "very poor"),
        ("47,XX,+8,del(5)(q13q33)[4]/47,XX,+8[10]", 2, "intermediate", "good"),
        ("46,xy,+1,der(1;7)(q10;p10)[14]", 2, "poor", "poor"),
        ("46,XY,del(11)(q23)[9]", 1, "intermediate", "very good"),
        ("46,XY,del(12)(p13)[9]", 1, "intermediate", "good"),
        ("46,XY,i(17)(q10)[9]", 1, "intermediate", "intermediate"),
        ("46,XY,del(5)(q13q33),add(7)(q22)[9]", 2, "poor", "good"),
        ("45,XX,del(5)(q13q33),-7[9]", 2, "poor", "poor"),
        ("47,XX,+8[3]/47,XX,+9[4]", 2, "intermediate", "intermediate"),
        ("48,XX,+8,+9[3]/49,sl,+21[4]/48,sdl,-9[3]", 3, "poor", "poor"),
        ("45~48,XX,del(5)(q13q33)[8],+8[3],-7[5][cp10]", 3, "poor", "poor"),
        ("45,X[5]/46,XY[15]", 1, "good", "very good"),
        ("46,X,t(X;10)(p11;p11)[4]", 1, "intermediate", "intermediate"),
        ("46,XY,inv(9)(p12q13)[20]", 0, "good", "good"),
        ("47,XY,+21c[20]", 0, "good", "good"),
        ("47,XX,+8[5]//46,XY[15]", 1, "intermediate", "intermediate"),
        ("46,XX[20].nuc ish(D5S23x1)[30/200]", 0, "good", "good"),
        ("46,XX,5q-[8]", 1, "good", "good"),
        ("46,XX,t(3;3)(q21;q26)[8]", 1, "intermediate", "poor"),
        ("normal karyotype", 0, "good", "good"),
        ("46 XY, del(5q)", 1, "good", "good"),
        ("46,XX del(20)(q11)", 1, "good", "good"),
        ("44-46,XX,-5,-7,add(17)(p11)[cp8]", 3, "poor", "poor"),
        ("46,XX, del(5)( q13 q33 ) [12]", 1, "good", "good"),
        ("46,XX,del(5)(q13q33)[12]/46,idem,+8", 2, "intermediate", "good"),
    ],
)
def test_count_and_groups(iscn: str, count: int, ipss: str, ipss_r: str) -> None:
    reading = read_karyotype(iscn)
    assert (reading.count_low, reading.count_high) == (count, count)
    assert (reading.ipss_group, reading.ipss_r_group) == (ipss, ipss_r)


@pytest.mark.parametrize(
    ("written", "status"),
    [("failed", "failed"), ("no growth", "failed"), ("insufficient metaphases", "failed"),
     ("inevaluable", "failed"), ("poor quality", "failed"),
     ("not done", "not_done"), ("ND", "not_done"), ("normal", "normal"), ("46,XX[20]", "normal"),
     ("47,XX,+8", "read"), ("see report", "unreadable"), ("abnormal", "unreadable"), ("", "unreadable")],
)  # fmt: skip
def test_what_says_nothing_is_not_normal(written: str, status: str) -> None:
    reading = read_karyotype(written)
    assert reading.status == status
    if status in ("failed", "not_done", "unreadable"):
        assert {reading.finding(key) for key in ("normal", "complex", "+8", "monosomal")} == {U}
        assert reading.ipss_groups == set(IPSS_GROUPS)
        assert reading.ipss_r_groups == set(IPSS_R_GROUPS)
        assert reading.issues


@pytest.mark.parametrize(
    ("iscn", "key", "truth"),
    [
        ("46,XX,del(5)(q13q33)", "del(5q)", T),
        ("45,XX,-5", "del(5q)", F),
        ("45,XX,-5", "-5/del(5q)", T),
        ("46,XX,der(5)t(5;17)(q13;p11)", "del(5q)", U),
        ("46,XX,?del(5)(q13)", "del(5q)", U),
        ("46,XX,del(5)(q13)?", "del(5q)", U),
        ("46,XX,del(5)(q?)", "del(5q)", T),
        ("46,XX[20]", "del(5q)", F),
        ("46,XX,add(7)(q22)", "abn(7)", T),
        ("46,XX,add(7)(q22)", "del(7q)", U),
        ("46,XX,+1,der(1;7)(q10;p10)", "del(7q)", T),
        ("47,XX,+del(7)(q22)", "-7", F),
        ("46,XX,i(17)(q10)", "17p", T),
        ("46,XX,add(17)(p11)", "17p", T),
        ("45,XX,-17", "17p", T),
        ("46,XX,t(7;11)(p15;p15)", "NUP98", T),
        ("46,XX", "abnormal", F),
        ("46,XX,+8,inc", "abnormal", T),
        ("46,XX", "good", T),
        ("45,X,-Y", "good", T),
        ("45,X,-Y", "very_good", T),
        ("46,XX", "very_good", F),
        ("46,XX,del(7)(q22)", "poor", U),
        ("45,XX,-7", "poor", T),
        ("43,XY,-5,-7,-18,+mar,del(20)(q11)", "very_poor", T),
        ("43,XY,-5,-7,-18,+mar,del(20)(q11)", "poor", T),
        ("46,XX", "poor", F),
        ("46,XX,del(7)(q22)", "ipss poor", T),
        ("46,XX,del(7)(q22)", "ipss_r intermediate", T),
        ("45,XX,dic(5;17)(q11;p11)", "17p", T),
        ("46,XX,del(17)(q21)", "17p", F),
        ("46,XX,t(9;11)(p22;q23)", "11q23", T),
        ("46,XX,t(11;19)(q23;p13.1)", "11q23", T),
        ("46,XX,del(11)(q23)", "11q23", F),
        ("46,XX,inv(3)(q21q26)", "3q", T),
        ("45,X,-Y", "-Y", T),
        ("45,X,-X", "-Y", F),
        ("45,X", "-Y", U),
        ("45,XX,-7[1]/46,XX[19]", "-7", U),
        ("46,XX,+8,inc", "-7", U),
        ("46,XX,+8,inc", "+8", T),
        ("+8", "+8", T),
        ("+8", "-7", U),
        ("trisomy 8", "+8", T),
        ("46,XX,blurb(3)", "-7", U),
        ("92,XXYY[4]/46,XY[16]", "complex", F),
        ("46,XX,+8", "no such finding", U),
        ("complex karyotype", "complex", T),
        ("44,XX,-5,-7[9]", "monosomal", T),
        ("45,XX,-7,del(20)(q11)[9]", "monosomal", T),
        ("46,XX,-7,+mar[9]", "monosomal", U),
        ("45,XX,-7[9]", "monosomal", F),
        ("44,X,-Y,-7[9]", "monosomal", F),
    ],
)
def test_findings(iscn: str, key: str, truth: Truth) -> None:
    assert read_karyotype(iscn).finding(key) is truth


@pytest.mark.parametrize(
    ("iscn", "others", "truth"),
    [("46,XX,del(5)(q13)", 0, T), ("47,XX,del(5)(q13),+8", 0, F), ("47,XX,del(5)(q13),+8", 1, T),
     ("del(5q)", 0, U), ("46,XX,del(5)(q13),?+8", 0, U), ("46,XX", 0, F), ("no growth", 0, U)],
)  # fmt: skip
def test_isolated_and_with_one_other(iscn: str, others: int, truth: Truth) -> None:
    assert read_karyotype(iscn).isolated("del(5q)", others) is truth


@pytest.mark.parametrize(
    ("iscn", "at_least", "truth"),
    [("46,XX,del(5)(q13),-7,+mar", 3, T), ("46,XX,del(5)(q13),-7,+mar", 4, F),
     ("46,XX,del(5)(q13),-7,+1~3mar", 4, T), ("complex", 3, T), ("complex", 4, U), ("failed", 3, U)],
)  # fmt: skip
def test_complex_by_a_stated_count(iscn: str, at_least: int, truth: Truth) -> None:
    assert read_karyotype(iscn).complex(at_least) is truth


def test_a_count_in_an_interval() -> None:
    reading = read_karyotype("46,XX,del(5)(q13),-7,+mar")
    assert reading.counted(Interval(low=3, high=3)) is T
    assert reading.counted(Interval(low=3, low_closed=False)) is F
    assert read_karyotype("46,XX,+8,inc").counted(Interval(low=10)) is U


def test_a_number_that_does_not_fit_is_said() -> None:
    assert any("47" in said for said in read_karyotype("47,XX,-7[20]").issues)
    assert read_karyotype("45,XX,-7[20]").issues == ()


def test_every_finding_of_the_vocabulary_is_answered() -> None:
    keys = [concept.key for concept in vocabulary().of("karyotype")]
    reading = read_karyotype("46,XX[20]")
    undecided = {key for key in keys if reading.finding(key) is U}
    assert len(keys) >= 40
    open_by_design = {
        "NUP98",
        "t(4;14)",
        "t(14;16)",
        "hypodiploid",
        "hyperdiploid",
        "pseudodiploid",
        "favorable",
    }
    assert undecided == open_by_design


_tokens = st.sampled_from(
    [
        "+8",
        "-7",
        "del(5)(q13q33)",
        "-Y",
        "+mar",
        "t(3;3)(q21;q26)",
        "?+9",
        "blurb",
        "i(17)(q10)",
        "inc",
        "+21c",
    ]
)


@given(st.lists(_tokens, max_size=6))
def test_any_list_of_tokens_is_read_without_contradiction(tokens: list[str]) -> None:
    reading = read_karyotype(",".join(["46", "XX", *tokens]))
    assert reading.count_high is None or reading.count_low <= reading.count_high
    assert reading.ipss_groups
    assert reading.ipss_r_groups <= set(IPSS_R_GROUPS)


@given(st.text(alphabet="46XY,+-?()[]/delqp0123cinvt;~<n>", max_size=40))
def test_no_string_crashes_the_reader(text: str) -> None:
    assert read_karyotype(text).ipss_r_groups


@given(st.lists(_tokens.filter(lambda token: token != "inc"), max_size=5))
def test_taking_a_doubt_away_never_adds_a_group(tokens: list[str]) -> None:
    doubtful = read_karyotype(",".join(["46", "XX", *(f"?{token.strip('?')}" for token in tokens)]))
    certain = read_karyotype(",".join(["46", "XX", *(token.strip("?") for token in tokens)]))
    assert certain.ipss_r_groups <= doubtful.ipss_r_groups
    assert certain.ipss_groups <= doubtful.ipss_groups


def _cases() -> list[list[str]]:
    lines = (Path(__file__).parent / "karyotypes.csv").read_text(encoding="utf-8").splitlines()
    return [line.split("|") for line in lines[1:]]


def _count(reading: KaryotypeReading) -> str:
    low, high = reading.count_low, reading.count_high
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


@pytest.mark.parametrize(("iscn", "count", "ipss", "ipss_r"), _cases(), ids=lambda part: part)
def test_strings_as_laboratories_write_them(iscn: str, count: str, ipss: str, ipss_r: str) -> None:
    reading = read_karyotype(iscn)
    assert reading.told
    assert (_count(reading), reading.ipss_group or "?", reading.ipss_r_group or "?") == (count, ipss, ipss_r)


@pytest.mark.parametrize(
    ("written", "status"),
    [("No metaphases obtained", "failed"), ("culture failure", "failed"), ("0 metaphases: failed", "failed"),
     ("no analyzable metaphases (0/20)", "failed"), ("46,XY[0]", "failed"), ("QNS", "failed"),
     ("dry tap", "failed"), ("pending", "not_done"), ("Not performed.", "not_done"),
     ("result not available 2024", "not_done"),
     ("//46,XX[20]", "unreadable"), ("nuc ish(D5S23x1)[30/200]", "unreadable"),
     ("no chromosomal abnormality (20 cells)", "normal")],
)  # fmt: skip
def test_whole_reports_in_words(written: str, status: str) -> None:
    assert read_karyotype(written).status == status


@pytest.mark.parametrize(
    ("iscn", "said"),
    [("46,XX,del(5)(q13q33[20]", "a slip of typing"), ("46,XX,del(5)[20]", "names no arm"),
     ("46,XX,+8-7[5]", "a comma is missing"), ("46,XX[5]", "fewer than 10 metaphases"),
     ("45,XX,-7[2]/46,XX[18]", "which needs three"), ("45,XX,-7[1]/46,XX[18]", "one metaphase is no clone"),
     ("47,XXY[20]", "taken as inborn"), ("46,XX,blurb[20]", "cannot be read"),
     ("47,XX[20]", "47 does not fit")],
)  # fmt: skip
def test_what_was_mended_or_is_doubtful_is_said(iscn: str, said: str) -> None:
    assert any(said in issue for issue in read_karyotype(iscn).issues)


@pytest.mark.parametrize(
    "iscn", ["46 XX [20]", "46,XX(20)", "46,xx,del(5)(q13q33)[12] / 46,xx[8]", "46.XY[20]"]
)
def test_what_only_looks_different_is_not_worth_a_word(iscn: str) -> None:
    assert read_karyotype(iscn).issues == ()


@pytest.mark.parametrize(
    ("iscn", "group"),
    [("45,XX,-7[1]/46,XX[19]", "poor"), ("46,XX,?del(5)(q13)[8],+8", "good"), ("46,XX,+8,inc", None),
     ("46,XX,blurb", None), ("45,XX,-7[20]", "poor")],
)  # fmt: skip
def test_the_group_as_written(iscn: str, group: str | None) -> None:
    assert read_karyotype(iscn).as_written == group


def test_a_chromosome_missing_in_a_triploid_clone_is_no_monosomy() -> None:
    reading = read_karyotype("68<3n>,XXX,-7,-17[5]")
    assert {reading.finding(key) for key in ("-7", "17p", "abn(17p)")} == {U}
    assert reading.finding("del(7q)") is F or reading.finding("del(7q)") is U
    assert reading.finding("monosomal") is not T


_known = [case[0] for case in _cases()]


@given(st.sampled_from(_known), st.randoms())
def test_spaces_and_capitals_do_not_matter(iscn: str, random: Random) -> None:
    spaced = "".join(sign + (" " if sign in ",;/[]" and random.random() < 0.5 else "") for sign in iscn)
    assert read_karyotype(spaced.upper()).ipss_r_groups == read_karyotype(iscn).ipss_r_groups


@given(st.sampled_from(_known), st.integers(0, 60), st.sampled_from("()[],/+-?x5q ;"))
def test_a_slip_of_typing_never_crashes_and_leaves_some_group(iscn: str, place: int, sign: str) -> None:
    for spoilt in (iscn[:place] + iscn[place + 1 :], iscn[:place] + sign + iscn[place:]):
        reading = read_karyotype(spoilt)
        assert reading.ipss_r_groups
        assert reading.ipss_groups


@pytest.mark.parametrize(("sex", "group"), [("male", "very good"), ("female", "intermediate"), (None, None)])
def test_the_sex_of_the_patient_tells_which_chromosome_is_gone(sex: str | None, group: str | None) -> None:
    assert read_karyotype("45,X[20]", sex).ipss_r_group == group
