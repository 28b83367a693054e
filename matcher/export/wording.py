"""Home to how the facts of a trial are said: title, status, phase, design, treatments, places, contacts.

The sentences themselves stand in the message file; foreign text is cleaned here and escaped by each format.
"""

import re
from dataclasses import dataclass

from matcher.export.messages import Messages
from matcher.export.model import Entry, Provenance, Shortlist
from matcher.export.plaintext import one_line, opening
from matcher.export.sites import Site
from matcher.registry.record import Contact, Location, TrialRecord

NO_TREATMENT = {"BEHAVIORAL", "DIAGNOSTIC_TEST", "DIETARY_SUPPLEMENT"}
"""Intervention types of the registry that are beside what is tested: questionnaires, blood tests, diets."""

MAKESHIFT_LIMIT = 120
"""Characters of a title that is put together from the names of treatments and illnesses."""

KM_A_MILE = 1.609344
"""The international mile (1959 agreement, M-high)."""

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_PLACEBO = re.compile(r"placebo", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Where to ask, in words; `distance` and `more` are empty where there is nothing to say."""

    lead: str
    name: str
    distance: str
    more: str


def title(record: TrialRecord) -> str:
    """The short title with the acronym; without one what is studied and in which illness, else the number."""
    name = one_line(record.brief_title or record.official_title or "") or _makeshift(record)
    acronym = one_line(record.acronym or "")
    return f"{name} ({acronym})" if acronym and acronym.lower() not in name.lower() else name


def _makeshift(record: TrialRecord) -> str:
    about = (treatments(record), ", ".join(one_line(name) for name in record.conditions))
    return opening(" – ".join(part for part in about if part), MAKESHIFT_LIMIT) or record.nct_id


def status(say: Messages, record: TrialRecord) -> str:
    """The registry's status in words; a missing one is said to be unknown."""
    return one_line(say.word("status", record.overall_status))


def status_word(say: Messages, record: TrialRecord) -> str:
    """The registry's own word for the status, in small letters; a missing one is `unknown`."""
    return one_line(record.overall_status or say("common.unknown")).lower().replace("_", " ")


def phase(say: Messages, record: TrialRecord) -> str:
    """Every phase of the trial in a sentence each."""
    return " · ".join(one_line(say.word("phase", name)) for name in record.phases or (None,))


def phase_short(say: Messages, record: TrialRecord) -> str:
    """The phases as numbers: `1/2`."""
    return "/".join(one_line(say.word("phase_short", name)) for name in record.phases or (None,))


def meaning(say: Messages, record: TrialRecord) -> tuple[str, ...]:
    """What it means to take part: chance, placebo, blinding, groups and people, as the record has it."""
    counted = (("design.groups", len(record.arms)), ("design.people", record.enrollment or 0))
    return (
        *design(say, record),
        *(say.count(key, count) for key, count in counted if count),
    )


def design(say: Messages, record: TrialRecord) -> tuple[str, ...]:
    """What the record says about chance, placebo and blinding; where it says nothing, that it does not."""
    if record.study_type == "OBSERVATIONAL":
        return (say("design.watching"),)
    allocation = {"RANDOMIZED": "randomised", "NON_RANDOMIZED": "not_randomised"}.get(record.allocation or "")
    masking = {"NONE": "open_label"}.get(record.masking or "", "blinded" if record.masking else None)
    placebo = "placebo" if has_placebo(record) else None
    said = tuple(say(f"design.{key}") for key in (allocation, placebo, masking) if key)
    silent = not said and len(record.arms) != 1 and record.allocation is None
    return (say("design.unsaid"),) if silent else said


def has_placebo(record: TrialRecord) -> bool:
    """Whether an arm or a treatment of the trial is a placebo."""
    arms = any(arm.type == "PLACEBO_COMPARATOR" for arm in record.arms)
    return arms or any(_PLACEBO.search(given.name) for given in record.interventions)


def treatments(record: TrialRecord) -> str:
    """The names of what is studied, placebo left out, each once."""
    given = [one_line(i.name) for i in record.interventions if i.type not in NO_TREATMENT]
    return ", ".join(dict.fromkeys(name for name in given if name and not _PLACEBO.search(name)))


def site_words(say: Messages, site: Site | None) -> SiteWords | None:
    """Where to ask; None where the record names no place that takes patients."""
    if site is None:
        return None
    near = site.distance_km is not None
    lead = "site_nearest" if near else "site_same_country" if site.same_country else "site_any"
    return SiteWords(
        lead=say(f"patient.{lead}"),
        name=place(site.location),
        distance=_distance(say, site.distance_km or 0) if near else "",
        more=say.count("patient.site_more", site.others) if site.others else "",
    )


def _distance(say: Messages, kilometres: float) -> str:
    return say("patient.site_distance", distance=round(kilometres), miles=round(kilometres / KM_A_MILE))


def place(location: Location) -> str:
    """Facility, city, state and country, as far as they are given."""
    parts = (location.facility, location.city, location.state, location.country)
    return ", ".join(one_line(part) for part in parts if part)


def reach(person: Contact) -> str:
    """Name, telephone and mail address of a contact."""
    phone = f"{person.phone} ext. {person.extension}" if person.phone and person.extension else person.phone
    return ", ".join(one_line(part) for part in (person.name, phone, person.email) if part)


def paraphrase_notes(say: Messages, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """The marks of records that are not in the registry's words, each once."""
    records = (entry.record for entry in entries)
    notes = dict.fromkeys(paraphrase_note(say, record) for record in records if record.paraphrase)
    return tuple(say("common.paraphrase_lead", note=note) for note in notes)


def paraphrase_note(say: Messages, record: TrialRecord) -> str:
    """Whose words a record is written in that is not in the registry's."""
    return one_line(record.paraphrase_note or "") or say("common.paraphrase")


def provenance(say: Messages, snapshot: Provenance, as_of: object = None) -> str:
    """The line by which a result can be reproduced; `as_of` None: nothing was judged on a day."""
    line = say(
        "common.provenance",
        id=one_line(snapshot.id),
        registry=one_line(snapshot.registry_timestamp or say("common.unknown")),
        parser=one_line(snapshot.parser),
        vocabulary=one_line(snapshot.vocabulary),
    )
    return line if as_of is None else f"{line} · {say('common.judged', as_of=as_of)}"


def foot(say: Messages, snapshot: Provenance, as_of: object = None) -> tuple[str, str]:
    """What stands under every output for people: that it is no advice, and where it comes from."""
    return say("common.not_advice"), provenance(say, snapshot, as_of)


def source(say: Messages, shortlist: Shortlist) -> str:
    """Where the facts come from and of what date, in a sentence."""
    as_of, stamp = day(say, str(shortlist.as_of)), shortlist.snapshot.registry_timestamp
    if stamp is None or not stamp[:4].isdigit():
        return say("common.source_undated", as_of=as_of)
    return say("common.source", registry=day(say, stamp), as_of=as_of)


def entry_source(say: Messages, record: TrialRecord, key: str) -> str:
    """Which entry of the registry a trial's facts come from, and of what date, in the words of `key`."""
    if record.last_update is None:
        return say(f"{key}_undated", number=record.nct_id)
    return say(key, number=record.nct_id, date=day(say, record.last_update))


def day(say: Messages, date: str) -> str:
    """A date as the registry gives it (a year, a month, a day, or a moment) in words; others as they come."""
    found = _DATE.match(date)
    if found is None or found[2] is None:
        return one_line(date)
    month = say.listing("date.months")[int(found[2]) - 1]
    given = {"year": found[1], "month": month}
    return say("date.day", **given, day=int(found[3])) if found[3] else say("date.month", **given)
