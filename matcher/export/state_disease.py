"""Home to the rows of a derived state that say what the disease is, and what the karyotype shows."""

from collections.abc import Iterator

from matcher.export.messages import Messages
from matcher.export.state_row import Row, few
from matcher.state.model_disease import Classification, Disease, KaryotypeState


def disease_rows(say: Messages, disease: Disease) -> Iterator[Row]:
    """The disease by each classification, then AML by each boundary."""
    for name in ("who_2022", "icc", "who_2016", "fab"):
        found: Classification = getattr(disease, name)
        said = found.entity or " / ".join(dict.fromkeys(one.name for one in found.candidates))
        lacks = say("state.missing", names=few(found.missing)) if found.missing else "; ".join(found.unless)
        yield Row(say(f"state.{name}"), said or found.why or say("common.unknown"), lacks)
    for one in disease.aml:
        yield Row(say("state.aml", limit=one.limit), say(f"state.aml_{one.answer}"), one.said)
    if disease.cmml is not None:
        lacks = ", ".join(disease.cmml.missing)
        yield Row(say("state.cmml"), disease.cmml.subtype or say("common.unknown"), lacks)
    for note in disease.notes:
        yield Row(say("state.note"), note)


def karyotype_row(say: Messages, found: KaryotypeState) -> Row:
    """The IPSS-R group, how many abnormalities, and which of them matter."""
    low, high = found.count
    count = f"{low}" if high == low else say("state.at_least", low=low) if high is None else f"{low}-{high}"
    group = found.ipss_r_group or " / ".join(found.ipss_r_groups)
    said = say("state.cytogenetics", group=group, count=count, findings=", ".join(found.findings))
    if found.status not in ("read", "normal"):
        said = found.status.replace("_", " ")
    elif not found.findings:
        said = said.rstrip(":; ")
    return Row(say("state.karyotype"), said, found.iscn)
