"""The patient's page: plain words, no verdicts, no fact of the file, and what to do next."""

import pytest

from matcher.export.html import patient_html
from matcher.export.messages import messages
from matcher.export.patient_page import PatientTrial, patient_page
from matcher.export.wording import day
from matcher.registry.record import Arm, Contact, Intervention, Location
from tests.lib.html_page import Page
from tests.lib.shortlists import CONSENT, FAILING, OPEN, UNREAD, entry, line, shortlist

SAY = messages()


def only_trial(**fields: object) -> PatientTrial:
    page = patient_page(SAY, shortlist(entry(**fields)))  # type: ignore[arg-type]
    (group,) = page.groups
    (trial,) = group.trials
    return trial


@pytest.mark.parametrize(
    ("status", "group", "words"),
    [
        ("RECRUITING", "open", "Taking patients now"),
        ("ENROLLING_BY_INVITATION", "open", "By invitation only"),
        ("AVAILABLE", "open", "Drug available outside a trial (expanded access)"),
        ("NOT_YET_RECRUITING", "coming", "Not open yet"),
        ("COMPLETED", "closed", "Finished"),
        ("SUSPENDED", "closed", "Paused"),
        ("UNKNOWN", "unclear", "Not kept up to date in the registry: ask whether it is open"),
        (None, "unclear", "Status unknown: ask whether it is open"),
        ("BRAND_NEW_STATUS", "unclear", "brand new status"),
    ],
)
def test_trials_stand_apart_by_whether_they_take_patients(status: str | None, group: str, words: str) -> None:
    page = patient_page(SAY, shortlist(entry(overall_status=status)))
    assert [(found.name, found.trials[0].status) for found in page.groups] == [(group, words)]


def test_groups_come_open_first_and_closed_last() -> None:
    statuses = ("COMPLETED", "NOT_YET_RECRUITING", None, "RECRUITING")
    page = patient_page(SAY, shortlist(*(entry(overall_status=status) for status in statuses)))
    assert [group.name for group in page.groups] == ["open", "unclear", "coming", "closed"]


def test_what_is_ruled_out_is_not_shown() -> None:
    page = patient_page(SAY, shortlist(entry(line(FAILING), verdict="ineligible")))
    assert page.groups == ()
    assert "1" not in page.intro
    assert SAY("patient.nothing") in Page(patient_html(SAY, shortlist())).text


def test_a_page_holds_no_fact_of_the_file_but_its_number() -> None:
    html = patient_html(SAY, shortlist(entry(line(), line(OPEN), line(UNREAD), line(CONSENT))))
    shown = Page(html).text
    assert "example-1" in shown
    for fact in ("ECOG 1", "2026-10-28", "observations", "is not recorded", "29.7", "95.4", "Houston"):
        assert fact not in html


def test_why_names_what_is_met_by_its_topic_and_no_value_of_the_file() -> None:
    age = line(criterion={"kind": "age", "interval": {"low": 18}})
    page = patient_page(SAY, shortlist(entry(age, line(), line(section="exclusion"), line(basis="presumed"))))
    assert page.groups[0].trials[0].why == ("your age (18 years or older)", "how well you manage your day")


def test_without_a_point_that_fits_the_page_says_so() -> None:
    assert SAY("patient.why_none") in Page(patient_html(SAY, shortlist(entry(line(OPEN))))).text


def test_what_to_check_is_said_by_who_can_answer_it_and_the_rest_counted() -> None:
    blasts = {"kind": "measurement", "lab": "marrow_blasts", "interval": {"high": 20}, "unit": "%"}
    pressure = {"kind": "condition", "concept": "hypertension", "text": "hypertension"}
    gene = {"kind": "alteration", "gene": "IDH2"}
    known = "whether hypertension is an illness that counts"
    page = patient_page(
        SAY,
        shortlist(
            entry(
                line(OPEN, criterion=blasts, needs=(known,), reason=known),
                line(OPEN, criterion=pressure, section="exclusion", needs=(known,)),
                line(OPEN, criterion=gene),
                line(OPEN, criterion=blasts),
                line(UNREAD),
                line(CONSENT),
            )
        ),
    )
    trial = page.groups[0].trials[0]
    assert [(check.lead, check.points) for check in trial.check] == [
        ("Your doctor can look up", ("gene changes in your blood cells (IDH2)",)),
        ("Other illness that you have or had may count", ("heart or blood vessels",)),
        ("A test may have to show", ("the share of young cells (blasts) in your blood or bone marrow",)),
        ("You will be asked about", ("if you agree to take part, with all that it asks of you",)),
    ]
    assert trial.check_unread == "One more point, which only the trial's team can judge"


def test_a_dozen_trials_are_told_in_full_and_the_others_named() -> None:
    several = [entry(nct_id=f"NCT000000{number}", rank=number) for number in range(10, 25)]
    closed = entry(nct_id="NCT00000099", overall_status="COMPLETED")
    first, last = patient_page(SAY, shortlist(*several, closed)).groups
    assert [trial.nct_id for trial in first.trials] == [f"NCT000000{number}" for number in range(10, 22)]
    assert [trial.nct_id for trial in first.further] == ["NCT00000022", "NCT00000023", "NCT00000024"]
    assert (last.trials, [trial.nct_id for trial in last.further]) == ((), ["NCT00000099"])
    assert "NCT00000024 : A study (Taking patients now)" in Page(patient_html(SAY, shortlist(*several))).text


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ("unsaid",)),
        ({"arms": (Arm(),)}, ()),
        ({"allocation": "RANDOMIZED"}, ("randomised",)),
        ({"allocation": "RANDOMIZED", "study_type": "OBSERVATIONAL"}, ("watching",)),
        ({"allocation": "NA"}, ()),
        ({"allocation": "NON_RANDOMIZED", "masking": "NONE"}, ("not_randomised", "open_label")),
        (
            {"allocation": "RANDOMIZED", "masking": "DOUBLE", "arms": (Arm(type="PLACEBO_COMPARATOR"),)},
            ("randomised", "placebo", "blinded"),
        ),
        ({"interventions": (Intervention(name="Matching Placebo"),)}, ("placebo",)),
    ],
)
def test_chance_and_placebo_are_said_if_the_record_says_so(
    fields: dict[str, object], sentences: tuple[str, ...]
) -> None:
    groups = [SAY.count("design.groups", 1)] if fields.get("arms") else []
    assert only_trial(**fields).meaning == (*(SAY(f"design.{key}") for key in sentences), *groups)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, "A study"),
        ({"acronym": "STIR"}, "A study (STIR)"),
        ({"brief_title": "STIR: a study", "acronym": "STIR"}, "STIR: a study"),
        ({"brief_title": None, "official_title": "A long\nname"}, "A long name"),
        (
            {
                "brief_title": None,
                "interventions": (Intervention(name="x-1"),),
                "conditions": ("MDS", "CMML"),
            },
            "x-1 – MDS, CMML",
        ),
        ({"brief_title": None, "conditions": ("MDS",)}, "MDS"),
        ({"brief_title": None}, "NCT00000001"),
    ],
)
def test_every_trial_has_a_title(fields: dict[str, object], title: str) -> None:
    assert only_trial(**fields).title == title


def test_phase_in_words() -> None:
    assert only_trial(phases=("PHASE1", "PHASE2")).phase == (
        "Phase 1: looks for a safe dose · "
        "Phase 2: looks at whether the treatment works, and how well people bear it"
    )
    assert only_trial().phase == "Phase not stated"


def test_treatments_without_placebo_and_questionnaires() -> None:
    given = (
        Intervention(name="azacitidine", type="DRUG"),
        Intervention(name="Placebo", type="DRUG"),
        Intervention(name="Quality of life", type="BEHAVIORAL"),
        Intervention(name="azacitidine", type="DRUG"),
        Intervention(name="imetelstat"),
    )
    assert only_trial(interventions=given).treatments == "azacitidine, imetelstat"


def test_nearest_place_that_takes_patients_with_its_own_contact() -> None:
    places = (
        Location(facility="Far", city="Boston", country="United States", lat=42.36, lon=-71.06),
        Location(facility="Closed", city="Houston", status="COMPLETED", lat=29.7, lon=-95.4),
        Location(
            facility="Near", city="Austin", country="United States", lat=30.27, lon=-97.74,
            contacts=(Contact(name="A. Nurse", phone="555-0100", extension="7", email="a@example.org"),),
        ),
    )  # fmt: skip
    trial = only_trial(locations=places)
    assert trial.site is not None
    assert (trial.site.lead, trial.site.name) == (
        "Nearest place that takes patients",
        "Near, Austin, United States",
    )
    assert (trial.site.distance, trial.site.more) == (
        "about 234 km or 145 miles away",
        "The registry lists one more place.",
    )
    assert trial.contacts == ("A. Nurse, 555-0100 ext. 7, a@example.org",)


def test_no_place_and_no_contact_are_said() -> None:
    shown = Page(patient_html(SAY, shortlist(entry()))).text
    assert SAY("patient.site_none") in shown
    assert SAY("patient.no_contact") in shown


def test_a_closed_trial_shows_no_place_to_ask() -> None:
    shown = Page(patient_html(SAY, shortlist(entry(overall_status="COMPLETED")))).text
    assert SAY("patient.site_none") not in shown


def test_every_page_says_where_it_comes_from_and_that_it_is_no_advice() -> None:
    shown = Page(patient_html(SAY, shortlist(entry()))).text
    for part in (
        "Information, not advice",
        "20261101T030000Z-0a1b2c3d",
        "2026-10-31T09:00:05",
        "parser-7",
        "vocab-9",
        "2026-11-01",
    ):
        assert part in shown


def test_a_registry_date_that_is_none_is_not_given_as_one() -> None:
    page = patient_page(SAY, shortlist())
    assert "as the registry stood on October 31, 2026" in page.source
    folder = type(shortlist().snapshot)("folder-1", "content 0a1b", "p", "v")
    assert patient_page(SAY, shortlist(snapshot=folder)).source == SAY(
        "common.source_undated", as_of="November 1, 2026"
    )


def test_a_paraphrase_is_marked_on_page_and_trial() -> None:
    note = "Our own words after the publication"
    shown = Page(patient_html(SAY, shortlist(entry(paraphrase=True, paraphrase_note=note)))).text
    assert SAY("common.paraphrase_lead", note=note) in shown
    assert SAY("common.paraphrase") in shown
    assert SAY("common.paraphrase") not in Page(patient_html(SAY, shortlist(entry()))).text


def test_words_that_the_page_uses_are_explained_and_no_others() -> None:
    page = patient_page(SAY, shortlist(entry(brief_title="Refractory disease and the cats' esa")))
    assert [term for term, _ in page.glossary] == ["refractory"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-10-31T09:00:05", "October 31, 2026"),
        ("2026-08-03", "August 3, 2026"),
        ("2026-08", "August 2026"),
        ("2026", "2026"),
        ("20261031", "20261031"),
        ("2026-13-01", "2026-13-01"),
        ("soon\u202e", "soon"),
    ],
)
def test_dates_are_words_as_far_as_they_are_given(given: str, said: str) -> None:
    assert day(SAY, given) == said


def test_a_date_in_spanish() -> None:
    assert day(messages("es"), "2026-08-03") == "3 de agosto de 2026"
