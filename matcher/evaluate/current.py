"""Whether the disease treated now is one that a line names.

Classifications differ: blasts may say another disease than the record, one name may be another's synonym.
Where sources disagree the answer is unknown and says so.
"""

from collections.abc import Callable

from matcher.chart import Chart
from matcher.evaluate.lineage import AML, MDS, MDS_MPN, Lineage, covers, lineage
from matcher.evaluate.parts import Part
from matcher.evaluate.say import name, on, value_of
from matcher.evaluate.tables import table
from matcher.facts import Fact, Illness, Observation
from matcher.state.karyotype import KaryotypeReading
from matcher.state.karyotypes import last_karyotype
from matcher.state.memory import once_per_key
from matcher.state.risk import risk_group
from matcher.truth import AND, FALSE, TRUE, UNKNOWN, Truth, any_of

T, U, F = TRUE, UNKNOWN, FALSE

AML_BLASTS = 20.0
"""From this percentage (WHO) or above it (other sources) MDS is AML; see `data/boundaries.toml`."""

CMML, APL = "CMML", "APL"


@once_per_key
def current_is(disease: str, chart: Chart) -> Part:
    """Whether the disease treated now is `disease` or lies below it."""
    line = lineage(chart)
    if line.current is None:
        return _none_active(line)
    if (special := SPECIAL.get(disease)) is not None and not covers(disease, str(line.current.disease)):
        return special(disease, line.current, chart)
    return _by_name(disease, line.current, chart)


def _none_active(line: Lineage) -> Part:
    if line.earlier:
        return Part(U, "no active disease of the marrow is recorded", line.earlier, ("current diagnosis",))
    return Part(U, "the diagnosis is not recorded", (), ("diagnosis",))


def recorded(illness: Illness) -> str:
    """`MDS with excess blasts-2 of 2024-08-01`."""
    return f"{illness.term.said} of {illness.date}" if illness.date else illness.term.said


# --- by name and blasts ------------------------------------------------------------------------------------


def _by_name(disease: str, current: Illness, chart: Chart) -> Part:
    have = str(current.disease)
    doubt = _blasts_against(disease, current, chart)
    if doubt is not None:
        return doubt
    said = f"current disease {recorded(current)}"
    if covers(disease, have):
        return Part(T, said, (current,))
    if covers(have, disease) or _same_family(disease, have):
        return _subtype(disease, current, chart)
    if covers(CMML, have) and disease == MDS:
        return Part(U, f"{said}: MDS by FAB only", (current,), ("whether the trial counts CMML as MDS",))
    return Part(F, f"{said}, not {name('disease', disease)}", (current,))


def _same_family(disease: str, have: str) -> bool:
    """Two names within MDS may be one disease in two classifications."""
    return covers(MDS, disease) and covers(MDS, have)


def _blasts_against(disease: str, current: Illness, chart: Chart) -> Part | None:
    """What blasts of 20% and more say of a disease recorded as MDS or CMML; None where they say nothing."""
    have = str(current.disease)
    blasts = highest_blasts(chart)
    if blasts is None or not (covers(MDS, have) or covers(MDS_MPN, have)) or covers(AML, have):
        return None
    names_both = covers(disease, have) and covers(disease, AML)
    concerns = covers(disease, have) or covers(disease, AML)
    if blasts.value is None or blasts.value < AML_BLASTS or names_both or not concerns:
        return None
    return _acute_by_blasts(disease, current, blasts)


def _acute_by_blasts(disease: str, current: Illness, blasts: Observation) -> Part:
    said = f"{value_of(blasts)} {on(blasts.date)}"
    facts = (current, blasts)
    if blasts.value == AML_BLASTS:
        why = str(table("boundaries")["boundary"][0]["why"])
        return Part(
            U, f"{recorded(current)}, {said}: {why}", facts, ("how the trial draws the line at 20% blasts",)
        )
    if covers(disease, AML):
        return Part(
            T, f"{said}: acute leukemia by WHO, though recorded as {recorded(current)}", facts, (), "derived"
        )
    reason = f"recorded as {recorded(current)}, but {said} is acute leukemia by WHO"
    return Part(U, reason, facts, ("current diagnosis",))


def highest_blasts(chart: Chart) -> Observation | None:
    """The higher of the latest marrow and blood blasts."""
    found = [one for key in ("marrow_blasts", "blood_blasts") if (one := chart.latest(key)) is not None]
    usable = [one for one in found if one.value is not None]
    return max(usable, key=lambda one: one.value or 0.0, default=None)


def _subtype(disease: str, current: Illness, chart: Chart) -> Part:
    """A subtype other than the recorded name: ruled out only by blasts that it cannot have."""
    said = f"current disease {recorded(current)}"
    need = (f"whether it is {name('disease', disease)}",)
    wanted, had = _range(disease), _range(str(current.disease))
    if wanted and had and (had["below"] <= wanted["from"] or wanted["below"] <= had["from"]):
        return Part(F, f"{said}, not {name('disease', disease)}", (current,))
    blasts = chart.latest("marrow_blasts")
    if (
        wanted
        and blasts
        and blasts.value is not None
        and not wanted["from"] <= blasts.value < wanted["below"]
    ):
        reason = f"{value_of(blasts)} {on(blasts.date)} rules out {name('disease', disease)}"
        return Part(F, reason, (current, blasts), (), "derived")
    return Part(U, f"{said}; whether it is {name('disease', disease)} is not recorded", (current,), need)


def _range(disease: str) -> dict[str, float] | None:
    found: dict[str, float] | None = table("disease_blasts")["ranges"].get(disease)
    return found


# --- diseases that are more than a name --------------------------------------------------------------------


def _low_blast(disease: str, current: Illness, chart: Chart) -> Part:
    """AML with 20 to 30% marrow blasts, RAEB-t by FAB: by the blasts."""
    if not (covers(AML, str(current.disease)) or covers(MDS, str(current.disease))):
        return Part(F, f"current disease {recorded(current)}", (current,))
    blasts = chart.latest("marrow_blasts")
    if blasts is None or blasts.value is None:
        return Part(U, "marrow blasts are not recorded", (current,), ("bone marrow blasts",))
    said = f"{recorded(current)}, {value_of(blasts)} {on(blasts.date)}"
    if blasts.value == AML_BLASTS:
        why = str(table("boundaries")["boundary"][0]["why"])
        return Part(U, f"{said}: {why}", (current, blasts), ("how the trial draws the line at 20% blasts",))
    inside = AML_BLASTS < blasts.value <= 30
    return Part(T if inside else F, said, (current, blasts), (), "derived")


def _after_mds(disease: str, current: Illness, chart: Chart) -> Part:
    """AML that came from MDS, or after other therapy: by the order of the diagnoses."""
    if not covers(AML, str(current.disease)):
        return _by_name(AML, current, chart)
    before = [
        one
        for one in lineage(chart).earlier
        if covers(MDS, str(one.disease)) or covers(MDS_MPN, str(one.disease))
    ]
    if before:
        reason = f"{recorded(current)} after {recorded(before[-1])}"
        return Part(T, reason, (current, before[-1]), (), "derived")
    if disease == "sAML" and current.therapy_related:
        return Part(T, f"{recorded(current)}, therapy-related", (current,))
    reason = f"whether {recorded(current)} is {name('disease', disease)} is not recorded"
    return Part(U, reason, (current,), ("disease before the AML",))


THERAPY_RELATED = {"t-MN": ("myeloid_malignancy",), "t-MDS": (MDS,), "t-AML": (AML,)}


def _therapy_related(disease: str, current: Illness, chart: Chart) -> Part:
    named = _by_name(THERAPY_RELATED[disease][0], current, chart)
    related = therapy_related(chart)
    if AND[named.truth, related.truth] is named.truth and named.truth is not T:
        return named
    return related


def therapy_related(chart: Chart) -> Part:
    """Whether the disease came from earlier therapy: what is recorded of any stage of it."""
    line = lineage(chart)
    known = [
        one for one in (line.current, *reversed(line.earlier)) if one and one.therapy_related is not None
    ]
    if any(one.therapy_related for one in known):
        found = next(one for one in known if one.therapy_related)
        return Part(T, f"{recorded(found)} is recorded as therapy-related", (found,))
    if known:
        return Part(F, f"{recorded(known[0])} is recorded as not therapy-related", (known[0],))
    return Part(
        U, "whether the disease is therapy-related is not recorded", (), ("whether it is therapy-related",)
    )


def _risk_group(disease: str, current: Illness, chart: Chart) -> Part:
    """Lower- and higher-risk MDS are MDS with that risk by any system."""
    is_mds = _by_name(MDS, current, chart)
    truth, _, words = risk_group(chart, disease.split("-")[0])
    if is_mds.truth is F:
        return is_mds
    facts = tuple(f for key in ("ipss", "ipss_r", "ipss_m") if (f := chart.latest(key)) is not None)
    needs = () if truth is not U else ("IPSS or IPSS-R category",)
    if truth is F:
        return Part(F, f"{words}: not {name('disease', disease)}", (current, *facts), (), "derived")
    joined = AND[is_mds.truth, truth]
    return Part(joined, f"{is_mds.reason}; {words}", (current, *facts), (*is_mds.needs, *needs), "derived")


def _promyelocytic(disease: str, current: Illness, chart: Chart) -> Part:
    """Whoever records AML and means APL says so."""
    reason = f"{recorded(current)} is not recorded as {name('disease', disease)}"
    return Part(F, reason, (current,), (), "presumed")


GENETIC = {
    "CBF-AML": ("t(8;21)", "inv(16)"),
    "AML-t(8;21)": ("t(8;21)",),
    "AML-inv(16)": ("inv(16)",),
    "AML-KMT2A": ("11q23",),
}


def _genetic(disease: str, current: Illness, chart: Chart) -> Part:
    """A leukemia that its karyotype names."""
    named = _by_name(AML, current, chart)
    if named.truth is F:
        return named
    last = last_karyotype(chart)
    shows = _shows(last[1], disease) if last else U
    facts: tuple[Fact, ...] = (current, last[0]) if last else (current,)
    if shows is U:
        return Part(U, f"whether it is {name('disease', disease)} is not recorded", facts, ("karyotype",))
    said = "shows" if shows is T else "does not show"
    reason = f"the karyotype {said} {' or '.join(GENETIC[disease])}"
    return Part(AND[named.truth, shows], reason, facts, (), "derived")


def _shows(reading: KaryotypeReading, disease: str) -> Truth:
    return any_of(reading.finding(key) for key in GENETIC[disease])


SPECIAL: dict[str, Callable[[str, Illness, Chart], Part]] = {
    "RAEB-t": _low_blast,
    "AML-low-blast": _low_blast,
    "sAML": _after_mds,
    "AML-MR": _after_mds,
    "lower-risk MDS": _risk_group,
    "higher-risk MDS": _risk_group,
    APL: _promyelocytic,
    **dict.fromkeys(THERAPY_RELATED, _therapy_related),
    **dict.fromkeys(GENETIC, _genetic),
}
