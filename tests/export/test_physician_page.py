"""The physician's page: every line of what is not ruled out, and of the rest what stands in the way."""

from matcher.export.html import physician_html
from matcher.export.messages import messages
from matcher.export.physician_page import physician_page
from tests.lib.html_page import Page
from tests.lib.shortlists import CONSENT, FAILING, OPEN, UNREAD, entry, line, shortlist

SAY = messages()


def test_open_lines_come_first_and_every_line_is_there() -> None:
    page = physician_page(SAY, shortlist(entry(line(), line(OPEN), line(UNREAD), line(CONSENT))))
    trial = page.groups[0].trials[0]
    assert [(found.verdict, found.style, found.text) for found in trial.undecided] == [
        ("open", "unknown", "Creatinine at most 2 mg/dL"),
        ("not read", "unknown", "Zorbs in order"),
    ]
    assert [(found.verdict, found.style) for found in trial.other] == [
        ("met", "pass"),
        ("administrative", "apart"),
    ]
    assert trial.counts == "1 met, 2 open, 1 administrative"
    assert trial.needs == "serum creatinine"


def test_the_overview_counts_the_details_that_a_trial_has_to_check() -> None:
    asked = [f"whether the detail '{word}' applies" for word in ("first", "frontline")]
    two = entry(line(OPEN), line(OPEN, needs=(asked[0],)), line(OPEN, needs=(asked[1], "body weight")))
    page = physician_page(SAY, shortlist(two))
    assert page.groups[0].trials[0].needs == (
        "serum creatinine, body weight, 2 details to check with the trial"
    )


def test_a_line_shows_words_place_reason_evidence_and_waiting() -> None:
    page = physician_page(SAY, shortlist(entry(line(FAILING), line(), verdict="ineligible")))
    (trial,) = page.ruled_out
    (shown,) = trial.undecided
    assert (shown.verdict, shown.style, shown.place) == ("present", "fail", "Exclusion, characters 10–18")
    assert (shown.text, shown.reason) == ("Prior azacitidine", "azacitidine was given until 2026-09-20")
    assert shown.evidence == ("ECOG 1, 2026-10-28 (observations[2])",)
    assert shown.opens_on == "Waiting alone may mend this: from 2026-12-01."


def test_a_passed_exclusion_is_not_present() -> None:
    page = physician_page(SAY, shortlist(entry(line(section="exclusion"))))
    assert page.groups[0].trials[0].other[0].verdict == "not present"


def test_a_line_of_a_registry_field_has_no_place_in_the_text() -> None:
    page = physician_page(SAY, shortlist(entry(line(section="structured", start=None, end=None))))
    assert page.groups[0].trials[0].other[0].place == "Registry field"


def test_the_page_shows_all_parts_of_a_line() -> None:
    html = physician_html(
        SAY, shortlist(entry(line(OPEN), line()), entry(line(FAILING), verdict="ineligible"))
    )
    shown = Page(html).text
    for part in (
        "Creatinine at most 2 mg/dL", "creatinine is not recorded", "Needs: serum creatinine",
        "ECOG 1 on 2026-10-28 is within 0-2", "Evidence: ECOG 1, 2026-10-28 (observations[2])",
        "Inclusion, characters 10–18", "Prior azacitidine", "from 2026-12-01", "Information, not advice",
        "20261101T030000Z-0a1b2c3d", "2026-10-31T09:00:05", "parser-7", "vocab-9", "judged on 2026-11-01",
    ):  # fmt: skip
        assert part in shown


def test_a_missing_status_is_shown_as_unknown() -> None:
    shown = Page(physician_html(SAY, shortlist(entry(overall_status=None)))).text
    assert "Status unknown: ask whether it is open" in shown


def test_an_empty_snapshot_is_said() -> None:
    assert SAY("physician.nothing") in Page(physician_html(SAY, shortlist())).text
