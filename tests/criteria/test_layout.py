"""How an eligibility text is cut into items, headings and notes, whatever its layout."""

import pytest

from criteria.layout.items import Layout, lay_out


def _items(text: str) -> list[tuple[str, str]]:
    layout = lay_out(text)
    return [(item.section[:2], _shown(text, item.body.start, item.body.last)) for item in layout.items]


def _shown(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _headings(text: str) -> list[str]:
    return [_shown(text, *span) for span in lay_out(text).headings]


_AGE, _ECOG, _INFECTION, _PREGNANCY = "Age 18 or older", "ECOG 0 to 2", "Active infection", "Pregnancy"


def _listed(include: str, exclude: str, marks: tuple[str, str], newline: str = "\n") -> str:
    """The wanted criteria under these headings, with these two list marks."""
    first, second = marks
    wanted = (include, first + _AGE, second + _ECOG, exclude, first + _INFECTION, second + _PREGNANCY)
    return newline.join(wanted)


WANTED = [("in", _AGE), ("in", _ECOG), ("ex", _INFECTION), ("ex", _PREGNANCY)]

LAYOUTS = {
    "wrapped bullets": (
        "\n        Inclusion Criteria:\n\n          -  Age 18 or older\n\n"
        "          -  ECOG 0\n             to 2\n\n"
        "        Exclusion Criteria:\n\n          -  Active infection\n\n          -  Pregnancy\n"
    ),
    "markdown": _listed("Inclusion Criteria:\n", "\nExclusion Criteria:\n", ("* ", "* ")),
    "bold headings": _listed("**Inclusion Criteria**\n", "\n**Exclusion Criteria**\n", ("* ", "* ")),
    "numbers": _listed("INCLUSION CRITERIA", "EXCLUSION CRITERIA", ("1. ", "2. ")),
    "escaped numbers": _listed(
        "Key inclusion criteria:\n", "\nKey exclusion criteria:\n", ("1\\. ", "2\\. ")
    ),
    "letters": _listed("Inclusion:", "Exclusion:", ("a) ", "b) ")),
    "bare lines": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("", "")),
    "tildes": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("", ""), newline="~"),
    "round bullets": _listed("Inclusion Criteria", "Exclusion Criteria", ("• ", "• ")),
    "numbers typed after bullets": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("* 1. ", "* 2. ")),
    "numbers typed twice": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("1. 1. ", "2. 2. ")),
    "dashes on one line": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("- ", "- "), newline=" "),
    "numbers on one line": _listed("Inclusion Criteria:", "Exclusion Criteria:", ("1. ", "2. "), newline=" "),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_the_same_criteria_in_any_layout(text: str) -> None:
    assert _items(text) == WANTED


def test_older_prose_is_cut_at_its_labels_and_sentences() -> None:
    text = (
        "\n        DISEASE CHARACTERISTICS: Proven myelodysplastic syndrome No secondary disease\n\n"
        "        PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ECOG 0-2 Life\n"
        "        expectancy: At least 3 months Hematopoietic: Not specified Hepatic: Bilirubin less\n"
        "        than 2 mg/dL Renal: Creatinine less than 2 mg/dL Other: Not pregnant No other active\n"
        "        cancer\n"
    )
    assert [item for _, item in _items(text)] == [
        "Proven myelodysplastic syndrome",
        "No secondary disease",
        "18 and over",
        "ECOG 0-2",
        "At least 3 months",
        "Bilirubin less than 2 mg/dL",
        "Creatinine less than 2 mg/dL",
        "Not pregnant",
        "No other active cancer",
    ]
    assert "Performance status:" in _headings(text)


def test_wanted_alternatives_are_one_item_and_excluded_ones_each_their_own() -> None:
    wanted = "Inclusion Criteria:\n\n* One of the following:\n    * MDS\n    * CMML\n* ECOG 0 to 2"
    excluded = "Exclusion Criteria:\n\n* Any of the following:\n    * HIV infection\n    * Hepatitis B"
    assert _items(wanted) == [("in", "One of the following: * MDS * CMML"), ("in", "ECOG 0 to 2")]
    assert _items(excluded) == [("ex", "HIV infection"), ("ex", "Hepatitis B")]


def test_requirements_under_a_lead_stand_each_for_itself() -> None:
    lead = "Inclusion Criteria:\n\n* Adequate organ function, defined as:"
    text = f"{lead}\n    * Creatinine < 2 mg/dL\n    * Bilirubin < 2 mg/dL"
    assert _items(text) == [("in", "Creatinine < 2 mg/dL"), ("in", "Bilirubin < 2 mg/dL")]


def test_a_lead_can_turn_its_list_into_exclusions() -> None:
    text = "Patients are not eligible if any of the following apply:\n\n* Active infection\n* Pregnancy"
    assert [section for section, _ in _items(text)] == ["ex", "ex"]


def test_a_remark_stays_with_what_it_remarks_on() -> None:
    text = (
        "Exclusion Criteria:\n\n* Prior radiotherapy\n    * Palliative radiotherapy is allowed\n* Pregnancy"
    )
    assert _items(text) == [
        ("ex", "Prior radiotherapy * Palliative radiotherapy is allowed"),
        ("ex", "Pregnancy"),
    ]


ALTERNATIVES = {
    "at the end": "* MDS, or\n* CMML",
    "on a line": "* MDS\n\nOR\n\n* CMML",
    "in a list": "* MDS\n* or\n* CMML",
    "between paragraphs": "Proven MDS\n\nOR\n\nProven CMML",
}


@pytest.mark.parametrize("listed", ALTERNATIVES.values(), ids=ALTERNATIVES)
def test_or_ties_two_items_wherever_it_stands(listed: str) -> None:
    text = f"Inclusion Criteria:\n\n{listed}\n\nExclusion Criteria:\n\n* HIV infection"
    wanted, excluded = (item for _, item in _items(text))
    assert "MDS" in wanted and "CMML" in wanted
    assert excluded == "HIV infection"
    assert _uncovered(text, lay_out(text)) == ""


def test_what_the_donor_must_meet_is_marked() -> None:
    text = (
        "Inclusion Criteria - Donor:\n\n* Age 18 or older\n\nExclusion Criteria - Recipient:\n\n* Pregnancy"
    )
    assert [(item.section, item.donor) for item in lay_out(text).items] == [
        ("inclusion", True),
        ("exclusion", False),
    ]


def test_what_is_listed_beneath_the_donor_is_asked_of_the_donor() -> None:
    text = (
        "Inclusion Criteria:\n\n* HLA-identical sibling donor available\n    * Age 3 or older\n* ECOG 0 to 2"
    )
    assert [
        (shown, item.donor) for (_, shown), item in zip(_items(text), lay_out(text).items, strict=True)
    ] == [
        ("HLA-identical sibling donor available", False),
        ("Age 3 or older", True),
        ("ECOG 0 to 2", False),
    ]


def test_a_heading_that_names_a_part_limits_its_items() -> None:
    text = "Inclusion Criteria:\n\nCohort B only:\n\n* Prior azacitidine"
    assert [item.scope for item in lay_out(text).items] == ["Cohort B only"]


def test_a_heading_of_a_section_can_name_a_part() -> None:
    text = "Stratum 1 Inclusion Criteria:\n\n* ECOG 0 to 2\n\nExclusion Criteria:\n\n* Pregnancy"
    assert [(item.section[:2], item.scope) for item in lay_out(text).items] == [
        ("in", "Stratum 1 Inclusion Criteria"),
        ("ex", None),
    ]


def test_an_exception_on_its_own_line_is_no_exclusion() -> None:
    text = "Exclusion Criteria:\n\n* Another cancer\n    * The exception to this is carcinoma in situ"
    assert _items(text) == [("ex", "Another cancer * The exception to this is carcinoma in situ")]


def test_a_part_is_no_lead_however_many_its_words() -> None:
    text = (
        "Inclusion Criteria:\n\n* For participants in Cohorts A, B and C:\n    * Prior azacitidine\n    * MDS"
    )
    assert _items(text) == [("in", "Prior azacitidine"), ("in", "MDS")]
    assert {item.scope for item in lay_out(text).items} == {"For participants in Cohorts A, B and C"}


def test_a_list_belongs_to_the_paragraph_above_it_though_it_is_not_indented() -> None:
    text = "Inclusion Criteria:\n\nPatients must have one of the following:\n\n* MDS\n* CMML"
    assert _items(text) == [("in", "Patients must have one of the following: * MDS * CMML")]


WRAPPED = """
        Inclusion Criteria:

          -  Matched by high-resolution typing at HLA-A, -B,
             -C and DRB1

          -  Treated within 6 weeks before (nitrosoureas or mitomycin
             C) or after
      """


def test_in_an_older_export_only_blank_lines_part_what_looks_like_a_list() -> None:
    assert _items(WRAPPED) == [
        ("in", "Matched by high-resolution typing at HLA-A, -B, -C and DRB1"),
        ("in", "Treated within 6 weeks before (nitrosoureas or mitomycin C) or after"),
    ]


def test_a_heading_is_one_wherever_it_wraps() -> None:
    text = "\n        Exclusion criteria for the randomized\n        patients:\n\n          -  Pregnancy\n"
    assert _items(text) == [("ex", "Pregnancy")]


RUN_TOGETHER = {
    "after a lead": (
        "* Not enrolled with any of: - Active infection - Pregnancy",
        ["Active infection", "Pregnancy"],
    ),
    "numbered, wrapped": (
        "* Excluded conditions: 1) Active\ninfection; 2) Pregnancy",
        ["Active infection;", "Pregnancy"],
    ),
    "with ranges": ("- Age 65 - 80 years - HbA1c 7 - 11", ["Age 65 - 80 years", "HbA1c 7 - 11"]),
}


@pytest.mark.parametrize(("listed", "wanted"), RUN_TOGETHER.values(), ids=RUN_TOGETHER)
def test_a_list_run_together_is_told_apart(listed: str, wanted: list[str]) -> None:
    assert [item for _, item in _items(f"Exclusion Criteria: {listed}")] == wanted


WHOLE = {
    "times": "Creatinine up to 1.5 * ULN, bilirubin up to 2 * ULN, "
    + "otherwise normal values " * 6
    + "and AST 3 * ULN",
    "about": "No regular drinking: (~240 ml) of beer or (~125 ml) of wine",
    "a range of numbers": "Ages 18 - 75",
}


@pytest.mark.parametrize("item", WHOLE.values(), ids=WHOLE)
def test_what_only_looks_like_a_list_stays_whole(item: str) -> None:
    assert [shown for _, shown in _items(item)] == [item]


HEADS = {
    "the name of a part": ("* Group 1a\n    * Prior azacitidine\n    * MDS", ["Prior azacitidine", "MDS"]),
    "capitals with a number": ("ECOG PS 0-2\n\nMDS", ["ECOG PS 0-2", "MDS"]),
    "an introduction in a sentence": (
        "A subject will not be eligible if he meets any of the following criteria.\n\n"
        "* Allowed no hydroxyurea\n* Pregnancy",
        ["Allowed no hydroxyurea", "Pregnancy"],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), HEADS.values(), ids=HEADS)
def test_what_heads_a_list_is_no_item_and_what_asks_is_no_heading(text: str, wanted: list[str]) -> None:
    assert [item for _, item in _items(text)] == wanted


SPARED = {
    "exceptions": "History of another cancer, with the following exception(s):",
    "a condition": "Another cancer, unless it has been treated and was one of these:",
    "permission": "Patients with a history of HIV infection are eligible, if they meet all of the following:",
    "a permission's terms": "Prior transplantation is allowed if all of the following criteria are met:",
}


@pytest.mark.parametrize("lead", SPARED.values(), ids=SPARED)
@pytest.mark.parametrize("section", ["Inclusion", "Exclusion"])
def test_what_a_lead_spares_is_never_asked_by_itself(lead: str, section: str) -> None:
    text = f"{section} Criteria:\n\n* {lead}\n    * Basal cell carcinoma\n    * Prior surgery"
    assert _items(text) == [(section[:2].lower(), f"{lead} * Basal cell carcinoma * Prior surgery")]


def test_older_prose_is_prose_though_it_stands_in_a_list() -> None:
    text = (
        "\n        DISEASE CHARACTERISTICS:\n\n          -  Proven myelodysplastic syndrome\n\n"
        "          -  Not specified Hepatic: Bilirubin less than 3 mg/dL SGOT less than 2 times ULN\n"
        "             Renal: Creatinine less than 3 mg/dL\n"
    )
    assert [item for _, item in _items(text)][1:] == [
        "Bilirubin less than 3 mg/dL",
        "SGOT less than 2 times ULN",
        "Creatinine less than 3 mg/dL",
    ]


def test_a_topic_left_at_the_end_of_older_prose_takes_nothing_with_it() -> None:
    text = (
        "\n        DISEASE CHARACTERISTICS: Proven myelodysplastic syndrome\n\n"
        "        PATIENT CHARACTERISTICS: Hepatic:\n\n"
        "          -  PT no greater than 1.5 times ULN Renal:\n\n"
        "          -  Creatinine less than 2 mg/dL\n"
    )
    assert [item for _, item in _items(text)][1:] == [
        "PT no greater than 1.5 times ULN",
        "Creatinine less than 2 mg/dL",
    ]
    assert "Renal:" in _headings(text)


def test_a_mark_without_words_is_a_note() -> None:
    text = "Exclusion Criteria:\n\n* •\n* Pregnancy"
    assert _items(text) == [("ex", "Pregnancy")]
    assert _uncovered(text, lay_out(text)) == ""


def test_every_visible_character_has_a_place() -> None:
    text = (
        "Inclusion Criteria:\n\n  -  Age 18\n\n  *\n\n---\nExclusion Criteria:\n  -  \n  1.  Pregnancy\n ~ "
    )
    assert _uncovered(text, lay_out(text)) == ""


def _uncovered(text: str, layout: Layout) -> str:
    spans = [(i.body.start, i.body.last) for i in layout.items] + layout.headings + layout.notes
    held = {place for start, end in spans for place in range(start, end)}
    return "".join(c for place, c in enumerate(text) if place not in held and not c.isspace())


@pytest.mark.parametrize(
    ("prose", "wanted"),
    [
        ("AST less than 3 times normal PT/PTT normal", ["AST less than 3 times normal", "PT/PTT normal"]),
        ("No hypercalcemia Calcium less than 12 mg/dL", ["No hypercalcemia", "Calcium less than 12 mg/dL"]),
        (
            "No arrhythmia Hypertension under treatment allowed",
            ["No arrhythmia", "Hypertension under treatment allowed"],
        ),
        ("No lineage ALL with at least 20% blasts", ["No lineage ALL with at least 20% blasts"]),
        ("BUN no greater than 1.5 times ULN", ["BUN no greater than 1.5 times ULN"]),
        ("No uncontrolled Hodgkin disease", ["No uncontrolled Hodgkin disease"]),
    ],
)
def test_older_prose_is_cut_where_a_limit_or_a_permission_begins(prose: str, wanted: list[str]) -> None:
    text = f"DISEASE CHARACTERISTICS:\n\n{prose}\n"
    assert [shown for _, shown in _items(text)] == wanted
