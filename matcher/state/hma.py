"""Failure of hypomethylating agents: what kind each line was, by the definitions of seeds/004:124-181.

Home to the general definition: those of trials (4 or 6 cycles, 2 with progression) are told beside it from
the same facts by `matcher.state.hma_definitions` and may differ. Thresholds and sources: `data/failure.toml`.
"""

from collections.abc import Iterator

from matcher.chart import Chart
from matcher.state.dose import says
from matcher.state.drugs import taken
from matcher.state.evidence import cite, declared
from matcher.state.hma_definitions import by_trial
from matcher.state.hma_lines import Line, companions, contradictions
from matcher.state.hma_signs import Signs, seen_lines
from matcher.state.memory import once_per_chart
from matcher.state.model import Hma, HmaLine, HmaType, Issue
from matcher.state.progression import Sign
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN

_TABLE = table("failure")
_RULE = _TABLE["hma"]
_NO_RESPONSE = frozenset(_TABLE["responses"]["no_response"])

_DECIDING: tuple[tuple[str, ...], ...] = (
    ("primary", "secondary"), ("ongoing",), ("intolerant",), ("not_established",), ("unknown",),
)  # fmt: skip
"""The latest line of the first kind there is decides the status: a failure stays one in the next line."""


@once_per_chart
def hma(chart: Chart) -> Hma:
    """What became of HMA, line by line."""
    judged = [_judge(chart, line, signs) for line, signs in seen_lines(chart)]
    for kinds in _DECIDING:
        for line in reversed(judged):
            if line.type in kinds:
                return Hma(status=line.type, codes=line.codes, lines=tuple(judged), source=_RULE["source"],
                           by_trial_definition=by_trial(chart), evidence=line.evidence)  # fmt: skip
    if taken(chart, _RULE["drug_class"]) is FALSE:
        return Hma(status="naive", source=_RULE["source"], evidence=(declared("therapies"),))
    return Hma(status="unknown", source=_RULE["source"])


def hma_issues(chart: Chart) -> Iterator[Issue]:
    """What in the record of HMA contradicts itself."""
    for line, _ in seen_lines(chart):
        for path, said in contradictions(line):
            yield Issue(path=path, said=said)
        last = line.last
        if last.outcome == "relapse" and last.best_response in _NO_RESPONSE:
            said = (
                f"relapse is recorded after the best response {last.best_response}; relapse needs a response"
            )
            yield Issue(path=f"{last.path}.outcome", said=said)


def _judge(chart: Chart, line: Line, signs: Signs) -> HmaLine:
    kind, codes, notes = _kind(line, signs)
    seen = [signs.aml, *_shown(signs, codes)]
    if "PROGRESSION_AFTER_RESPONSE" in codes and signs.aml.truth is not TRUE:
        seen.append(signs.aml_later)
    low, high = line.cycles
    return HmaLine(
        drugs=line.drugs,
        combined_with=tuple(dict.fromkeys(companions(chart, line))),
        type=kind,
        codes=tuple(codes),
        cycles=low if low == high else None,
        provisional="P3_STABLE_NO_RESPONSE" in codes and len(codes) == 1 and _provisional(line),
        notes=(*notes, *(note for sign in seen for note in sign.notes)),
        evidence=(
            *(cite(course) for course in line.courses),
            *(one for sign in seen for one in sign.evidence),
        ),
    )


def _shown(signs: Signs, codes: list[str]) -> Iterator[Sign]:
    """The signs that codes rest on, and a marrow that leaves one open."""
    if "P2_HIGHER_RISK" in codes:
        yield signs.higher_risk
    yield signs.hypoplastic


# --- what it means -----------------------------------------------------------------------------------------

Judgement = tuple[HmaType, list[str], list[str]]


def _kind(line: Line, signs: Signs) -> Judgement:
    if signs.intolerant and not signs.worse and not signs.relapsed:
        return "intolerant", [], []
    if _runs_on(line, signs):
        return "ongoing", [], list(_without_response_so_far(line, signs))
    if signs.responded is TRUE:
        return _after_response(line, signs)
    if signs.responded is FALSE:
        return _without_response(line, signs)
    codes = _codes_of_worsening(signs)
    said = "failed, but whether after a response is not recorded" if codes else "the response is not recorded"
    return "unknown", codes, [said]


def _runs_on(line: Line, signs: Signs) -> bool:
    if line.last.ongoing is not True or signs.worse or signs.relapsed:
        return False
    return line.last.outcome in (None, "ongoing")


def _without_response_so_far(line: Line, signs: Signs) -> Iterator[str]:
    if signs.responded is FALSE and _enough_cycles(line):
        yield "4 cycles or more without response: primary resistance if stopped now (seeds/004:165-173)"


def _after_response(line: Line, signs: Signs) -> Judgement:
    lost = signs.relapsed or signs.worse or line.last.outcome == "no response"
    if not lost:
        return "not_established", ["INTERRUPTION"], ["stopped while responding: failure is not established"]
    codes = ["RELAPSE_AFTER_RESPONSE"] if signs.relapsed or line.last.outcome == "no response" else []
    if signs.worse or signs.aml_later.truth is TRUE:
        codes.append("PROGRESSION_AFTER_RESPONSE")
    marrow = _codes_of_worsening(signs) + _hypoplastic_code(signs)
    if line.delayed and not marrow:
        return "not_established", ["DELAY_GT_5W", *codes], ["lost after a pause of more than five weeks"]
    if says(line.last.stop_reason, "interruption") and not marrow and not signs.progressed:
        return "not_established", ["INTERRUPTION", *codes], ["lost after treatment was interrupted"]
    return "secondary", codes + marrow, []


def _without_response(line: Line, signs: Signs) -> Judgement:
    worse = _codes_of_worsening(signs) + _hypoplastic_code(signs)
    early = list(_too_early(line))
    stable = ["P3_STABLE_NO_RESPONSE"] if not early and _enough_cycles(line) else []
    notes = list(_taken_as_given(line)) if stable else []
    if worse or signs.progressed:
        vague = [] if worse else ["progression is recorded, but not to what"]
        first = [code for code in worse if code != "P4_HYPOPLASTIC"]
        return "primary", [*first, *stable, *_hypoplastic_code(signs)], notes + vague
    if early:
        return "not_established", early, ["declared too early to tell (seeds/004:118-121)"]
    if stable:
        return "primary", stable, notes
    return "unknown", [], ["the number of cycles is not recorded"]


def _codes_of_worsening(signs: Signs) -> list[str]:
    aml_said = ["P1_AML"] if signs.aml.truth is TRUE else []
    return aml_said or (["P2_HIGHER_RISK"] if signs.higher_risk.truth is TRUE else [])


def _hypoplastic_code(signs: Signs) -> list[str]:
    return ["P4_HYPOPLASTIC"] if signs.hypoplastic.truth is TRUE else []


def _too_early(line: Line) -> Iterator[str]:
    """Why no failure can be told yet."""
    few = _RULE["fewest_cycles"]
    _, most = line.cycles
    _, most_standard = line.standard_cycles
    if most is not None and most < few:
        yield "TOO_FEW_CYCLES"
    if most_standard is not None and most_standard < few and _reduced(line):
        yield "REDUCED_DOSE"
    if line.delayed:
        yield "DELAY_GT_5W"
    if most is not None and most < few and says(line.last.stop_reason, "interruption"):
        yield "INTERRUPTION"


def _reduced(line: Line) -> bool:
    return any(line.dose(course) is FALSE for course in line.courses)


def _enough_cycles(line: Line) -> bool:
    return line.standard_cycles[0] >= int(_RULE["fewest_cycles"])


def _provisional(line: Line) -> bool:
    return line.standard_cycles[0] < int(_RULE["conclusive_cycles"])


def _taken_as_given(line: Line) -> Iterator[str]:
    if any(line.dose(course) is UNKNOWN for course in line.courses):
        yield "the dose is not recorded in full: taken as standard"
    if _provisional(line):
        yield "provisional: judged after 4 or 5 cycles; 6 are conclusive (seeds/004:124-130)"
