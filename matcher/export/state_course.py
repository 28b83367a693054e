"""Home to the rows of the course: failure by others' definitions, agents after ESA, iron load, response."""

from collections.abc import Iterator, Sequence

from matcher.export.messages import Messages
from matcher.export.state_row import Row, coded, few, grounds
from matcher.state.model import Definition, EsaLine, HmaLine, Iron, Judged, PatientState, Response


def line_rows(say: Messages, lines: Sequence[HmaLine | EsaLine]) -> Iterator[Row]:
    """Each line apart where there are several, or where something was taken as given."""
    if len(lines) < 2 and not any(line.notes for line in lines):
        return
    for number, line in enumerate(lines, 1):
        about = say("state.line", number=number, drugs=", ".join(line.drugs))
        yield Row(about, coded(line.type, line.codes), "; ".join(dict.fromkeys(line.notes)))


def definition_rows(say: Messages, about: str, definitions: Sequence[Definition]) -> Iterator[Row]:
    """Whose definition is met, whose not, and whose is open with what would decide it."""
    if not definitions:
        return
    told = ((True, "met"), (False, "not_met"), (None, "undecided"))
    groups = ((key, [one.id for one in definitions if one.meets is truth]) for truth, key in told)
    said = "; ".join(say(f"state.{key}", names=", ".join(names)) for key, names in groups if names)
    needs = tuple(dict.fromkeys(need for one in definitions for need in one.needs))
    yield Row(
        say(f"state.{about}_definitions"), said, say("state.missing", names=few(needs)) if needs else ""
    )


def agent_rows(say: Messages, state: PatientState) -> Iterator[Row]:
    """Agents that were given, or surely were not."""
    for name, found in (("luspatercept", state.luspatercept), ("imetelstat", state.imetelstat),
                        ("lenalidomide", state.lenalidomide)):  # fmt: skip
        if found.status != "unknown" or found.lines:
            yield Row(name, coded(found.status, found.codes), grounds(found.evidence))


def iron_row(say: Messages, iron: Iron) -> Row:
    """What the recorded units brought, and ferritin."""
    parts = []
    if iron.milligrams_at_least is not None:
        low, high = iron.milligrams_at_least
        units = f"{iron.rbc_units_at_least:g}"
        parts.append(say("state.iron_units", units=units, low=f"{low:g}", high=f"{high:g}"))
    if iron.ferritin is not None:
        parts.append(say("state.ferritin", value=f"{iron.ferritin:g}"))
    return Row(say("state.iron"), "; ".join(parts), iron.source)


def course_rows(say: Messages, responses: Sequence[Response]) -> Iterator[Row]:
    """The response of each line, by each set of criteria that says anything."""
    for response in responses:
        about = say("state.response", drugs=", ".join(response.drugs))
        said = list(_judged(say, response))
        if response.recorded:
            said.insert(0, say("state.recorded_response", word=response.recorded))
        yield Row(about, "; ".join(said), response.disagreement or "")


def _judged(say: Messages, response: Response) -> Iterator[str]:
    for name, judged in (("IWG 2006", response.iwg_2006), ("IWG 2023", response.iwg_2023)):
        if judged is not None:
            yield f"{name}: {_category(say, judged)}"
    for judged in response.improvement:
        yield _category(say, judged)
    erythroid = response.erythroid_2018
    if erythroid is not None:
        word = {True: "yes", False: "no", None: "open"}[erythroid.responded]
        yield say(f"state.erythroid_{word}", group=erythroid.burden_before)


def _category(say: Messages, judged: Judged) -> str:
    if judged.category is None:
        needs = say("state.missing", names=few(judged.needs)) if judged.needs else ""
        return say("state.at_best", category=judged.at_best or "", needs=needs)
    return judged.category if judged.lasting is not False else say("state.lost", category=judged.category)
