"""The patient's page: plain words, no verdicts, no fact of the file, and what to do next."""

import pytest

from matcher.export.html import patient_html
from matcher.export.messages import messages
from matcher.export.patient_page import PatientTrial, patient_page
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


def test_why_names_few_met_conditions_in_the_words_of_the_criterion() -> None:
    ages = tuple(line(criterion={"kind": "age", "interval": {"low": low}}) for low in range(18, 26))
    page = patient_page(SAY, shortlist(entry(*ages, line(section="exclusion"), line(basis="presumed"))))
    trial = page.groups[0].trials[0]
    assert trial.why == tuple(f"age at least {low} years" for low in range(18, 23))
    assert trial.why_more == "and 3 more conditions"


def test_what_to_check_is_said_in_the_criterions_words_and_the_rest_counted() -> None:
    blasts = {"kind": "measurement", "lab": "bone_marrow_blasts", "interval": {"high": 20}, "unit": "%"}
    known = "whether hypertension is an illness that counts"
    page = patient_page(
        SAY,
        shortlist(
            entry(
                line(OPEN, criterion=blasts, needs=(known,), reason=known),
                line(OPEN, criterion={"kind": "sex", "sex": "male"}, section="exclusion", needs=(known,)),
                line(OPEN, criterion=blasts),
                line(UNREAD),
                line(CONSENT),
            )
        ),
    )
    assert page.groups[0].trials[0].check == (
        "bone marrow blasts at most 20%",
        "to be ruled out: male",
        "1 further condition, which a person has to judge",
        "your own agreement, and what the trial's team wants to see for itself",
    )


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ()),
        ({"allocation": "RANDOMIZED"}, ("randomised",)),
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
    assert only_trial(**fields).design == tuple(SAY(f"design.{key}") for key in sentences)


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
        "Phase 1: finds a safe dose · Phase 2: looks whether the treatment works, and how well it is borne"
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
        "about 234 km away",
        "1 more place is listed in the registry.",
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
    assert "as the registry stood on 2026-10-31" in page.source
    folder = type(shortlist().snapshot)("folder-1", "content 0a1b", "p", "v")
    assert patient_page(SAY, shortlist(snapshot=folder)).source == SAY(
        "common.source_undated", as_of="2026-11-01"
    )


def test_a_paraphrase_is_marked_on_page_and_trial() -> None:
    note = "Our own words after the publication"
    shown = Page(patient_html(SAY, shortlist(entry(paraphrase=True, paraphrase_note=note)))).text
    assert SAY("common.paraphrase_lead", note=note) in shown
    assert SAY("common.paraphrase") in shown
    assert SAY("common.paraphrase") not in Page(patient_html(SAY, shortlist(entry()))).text


def test_words_that_the_page_uses_are_explained_and_no_others() -> None:
    page = patient_page(SAY, shortlist(entry(brief_title="Refractory disease and the cats' esa")))
    assert [term for term, _ in page.glossary] == ["ECOG", "refractory"]
