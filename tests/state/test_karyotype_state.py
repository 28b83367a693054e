"""The karyotype in the state: its findings, what is new, and a report that says nothing."""

from typing import Any

from matcher.state.model_disease import KaryotypeState
from tests.state.patients import SECOND, state


def _state(*reports: tuple[str, str], **more: Any) -> KaryotypeState:
    found = state(karyotypes=[{"iscn": iscn, "date": date} for iscn, date in reports], **more).karyotype
    assert found is not None
    return found


def test_findings_count_and_groups() -> None:
    found = _state(("44,XX,del(5)(q13q33),-7,-17[12]/46,XX[8]", "2026-01-05"))
    assert (found.status, found.clones, found.count) == ("read", 1, (3, 3))
    assert found.findings == ("del(5q)", "-7", "17p", "complex", "monosomal")
    assert (found.complex, found.monosomal, found.del_5q) == (True, True, "with others")
    assert (found.ipss_group, found.ipss_r_group, found.ipss_r_groups) == ("poor", "poor", ("poor",))
    assert [one.path for one in found.evidence] == ["karyotypes[0]"]
    assert "Chun 2010" in found.source


def test_del_5q_alone_with_one_other_or_not_at_all() -> None:
    said = {
        iscn: _state((iscn, "2026-01-05")).del_5q
        for iscn in ("46,XX,del(5)(q13q33)", "47,XX,del(5)(q13q33),+8", "46,XX", "46,XX,?del(5)(q13q33)")
    }
    assert list(said.values()) == ["isolated", "with one other", "absent", "unknown"]


def test_doubt_leaves_groups_and_says_what_is_written() -> None:
    found = _state(("45,XX,-7[1]/46,XX[5]", "2026-01-05"))
    assert (found.ipss_r_group, found.ipss_r_groups) == (None, ("good", "poor"))
    assert found.ipss_r_group_as_written == "poor"
    assert "-7" in found.undecided
    assert found.issues[0] == "one metaphase is no clone: it may count"


def test_a_single_cell_among_enough_counts_in_no_group_and_stays_undecided() -> None:
    found = _state(("45,XX,-7[1]/46,XX[19]", "2026-01-05"))
    assert (found.ipss_r_group, found.ipss_r_group_as_written) == ("good", "poor")
    assert "-7" in found.undecided
    assert found.issues == ("one metaphase is no clone: it is left out of the risk group",)


def test_what_is_new_since_the_report_before() -> None:
    found = state(**SECOND).karyotype
    assert found is not None
    later = state(as_of="2026-12-01", **SECOND).karyotype
    assert later is not None
    assert "del(5)(q13q33)" in later.new_since_before


def test_a_failed_culture_does_not_undo_the_report_before() -> None:
    reports = (("47,XX,+8[20]", "2025-01-05"), ("no growth", "2026-01-05"))
    found = state(karyotypes=[{"iscn": iscn, "date": date} for iscn, date in reports])
    assert found.karyotype is not None
    assert (found.karyotype.status, found.karyotype.date) == ("read", "2025-01-05")
    assert [issue.path for issue in found.issues] == ["karyotypes[1].iscn"]


def test_a_report_that_says_nothing_is_shown_as_that() -> None:
    for written, status in (("failed", "failed"), ("not done", "not_done"), ("see scan", "unreadable")):
        found = state(karyotypes=[{"iscn": written, "date": "2026-01-05"}])
        assert found.karyotype is not None
        assert (found.karyotype.status, found.karyotype.findings) == (status, ())
        assert (found.karyotype.ipss_r_group, found.karyotype.complex) == (None, None)
        assert len(found.karyotype.ipss_r_groups) == 5
        assert [issue.path for issue in found.issues][:1] == ["karyotypes[0].iscn"]


def test_the_sex_of_the_file_tells_which_chromosome_is_gone() -> None:
    assert _state(("45,X[20]", "2026-01-05"), sex="male").ipss_r_group == "very good"
