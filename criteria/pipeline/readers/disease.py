"""Diagnoses, risk categories and the course of the disease."""

from collections.abc import Iterable, Sequence
from typing import Final

from criteria.nodes import Criterion, Diagnosis, DiseaseStatus, Karyotype, RiskCategory
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary

_STATUS: Final = {
    "newly_diagnosed": "newly_diagnosed",
    "untreated": "untreated",
    "relapsed": "relapsed",
    "recurrent": "relapsed",
    "refractory": "refractory",
    "progressed": "progressive",
    "disease_free": "remission",
}
_COURSES: Final = tuple(_STATUS)

_RISK_OF: Final = {"lower-risk MDS": "lower-risk", "higher-risk MDS": "higher-risk"}
"""Diagnoses whose name holds a risk: read as the disease and the risk."""


def read_diagnosis(chunk: Chunk) -> Criterion | None:
    """The diseases named; several in one chunk are names of one or stand side by side."""
    keys = _diseases(chunk)
    if not chunk.take_kinds("disease") or not keys:
        return None
    if "MDS-del5q" in keys:
        return _with_deletion(chunk, keys)
    risk = tuple(_RISK_OF[key] for key in keys if key in _RISK_OF)
    keys = tuple("MDS" if key in _RISK_OF else key for key in keys)
    related = True if chunk.take("therapy_related") else None
    origins = {role for role in ("secondary", "de_novo") if chunk.take(role)}
    if "de_novo" in origins and any(x.norm.startswith("secondary ") for x in chunk.lexemes):
        origins.add("secondary")
    secondary = None if len(origins) != 1 else "secondary" in origins
    tense = "history" if _came_before(chunk) and not chunk.cue("current", "newly_diagnosed") else "current"
    if (tense == "history" and chunk.negated) or _at_any_time(chunk):
        tense = "ever"
    chunk.take("history", "current", "positive", "active")
    diagnosis = Diagnosis.model_validate(
        {
            "diseases": keys,
            "therapy_related": related if not (origins or set()) & {"de_novo"} else None,
            "secondary": secondary,
            "tense": tense,
        }
    )
    return all_of([diagnosis, RiskCategory(categories=risk)]) if risk else diagnosis


def _diseases(chunk: Chunk) -> tuple[str, ...]:
    """The diseases named; "de novo or secondary AML" is all AML."""
    places = [i for i, x in enumerate(chunk.lexemes) if x.has("disease")]
    named = [i for i in places if not _is_origin(chunk.lexemes, i, places[0])]
    named = [i for n, i in enumerate(named) if not _is_narrowed(chunk.lexemes, i, named[n + 1 :])]
    keys: Iterable[str] = dict.fromkeys(chunk.lexemes[i].keys("disease")[0] for i in named)
    keys = keys if chunk.cue("example") else _narrowest(keys)
    return tuple("AML" if key == "sAML" and chunk.cue("de_novo") else key for key in keys)


def _is_origin(lexemes: Sequence[Lexeme], place: int, first: int) -> bool:
    """`AML after MDS`, `AML secondary to MDS`: what the disease arose from is not asked for."""
    before = [x for x in lexemes[max(0, place - 3) : place] if x.cue("after", "cause", "secondary")]
    return place > first and any(x.cue("after", "secondary") or "from" in x.norm for x in before)


def _narrowest(keys: Iterable[str]) -> list[str]:
    """`CML in blast crisis`: of a disease and one below it, side by side, the latter is meant."""
    named = list(keys)
    covers = vocabulary().covers
    return [
        key for key in named if not any(key != other and covers("disease", key, other) for other in named)
    ]


_KINDS_OF: Final = frozenset({"subtype", "subgroup", "group", "type", "category", "variant"})


def _is_narrowed(lexemes: Sequence[Lexeme], place: int, later: Sequence[int]) -> bool:
    """`MDS of FAB sub-group CMML`, `CML in second chronic phase`: the later name is the one meant."""
    between = lexemes[place + 1 : later[0]] if later else ()
    norms = {x.norm for x in between}
    if not norms.isdisjoint({"in", "beyond"}):
        general, special = (lexemes[i].keys("disease")[0] for i in (place, later[0]))
        return general != special and vocabulary().covers("disease", general, special)
    return "of" in norms and not norms.isdisjoint(_KINDS_OF)


def _with_deletion(chunk: Chunk, keys: tuple[str, ...]) -> Criterion | None:
    """`MDS with del(5q)`: what trials ask for or exclude is the deletion, not the WHO entity."""
    isolated = bool(chunk.take("isolated")) or any("isolated" in x.norm for x in chunk.lexemes)
    chunk.take("history", "current", "positive", "active")
    others = tuple("MDS" if key == "MDS-del5q" else key for key in keys)
    deletion: Criterion = Karyotype(finding="del(5q)", isolated=isolated)
    apart = any(x.norm == "non" for x in chunk.lexemes)
    return all_of([Diagnosis(diseases=others), negate(deletion) if apart else deletion])


def _at_any_time(chunk: Chunk) -> bool:
    """`No history of MDS`, `history of a diagnosis of MDS`: now or before."""
    denied = any("history" in x.norm for x in chunk.lexemes if x.cue("negation"))
    told = any("history" in x.norm for x in chunk.lexemes if x.cue("history"))
    return denied or (told and any(x.norm in {"diagnosis", "diagnosis of"} for x in chunk.lexemes))


def _came_before(chunk: Chunk) -> bool:
    """`History of MDS`, `antecedent MDS`: a disease before the one treated now.

    "Previously treated MDS" and "prior diagnosis of MDS" are that disease itself.
    """
    place = next(i for i, x in enumerate(chunk.lexemes) if x.has("disease"))
    before = [x for x in chunk.lexemes[:place] if not x.cue("filler") or x.cue("history")][-1:]
    return any(x.cue("history") and "diagnos" not in x.norm and x.norm != "previously" for x in before)


def read_risk(chunk: Chunk) -> Criterion | None:
    """Risk categories, by a named system or none, and limits on a score."""
    systems = [key for lexeme in chunk.take_kinds("score") for key in lexeme.keys("score")]
    system = next((s for s in systems if s in {"ipss", "ipss_r", "ipss_m", "wpss", "cpss", "cpss_mol"}), None)
    words = tuple(dict.fromkeys(_category(x, system) for x in chunk.take_kinds("risk")))
    words = _with_those_beyond(chunk, words, system)
    if words:
        return RiskCategory.model_validate({"system": system, "categories": words})
    if system is None:
        return None
    quantity = next((x.value for x in chunk.values(Quantity) if isinstance(x.value, Quantity)), None)
    if quantity is None:
        return None
    return RiskCategory.model_validate({"system": system, "interval": quantity.interval})


_INT: Final = ("Low", "Int-1", "Int-2", "High")
_REVISED: Final = ("Very Low", "Low", "Intermediate", "High", "Very High")


def _with_those_beyond(chunk: Chunk, words: tuple[str, ...], system: str | None) -> tuple[str, ...]:
    """`At least int-2`, `intermediate risk or higher`: the categories beyond the one named, too."""
    above = chunk.cue("at_least", "more_than", "or_more")
    below = chunk.cue("at_most", "less_than", "or_less")
    scale = _INT if system == "ipss" or any(word.startswith("Int-") for word in words) else _REVISED
    if len(words) != 1 or words[0] not in scale or above == below:
        return words
    chunk.take("at_least", "more_than", "or_more", "at_most", "less_than", "or_less")
    place = scale.index(words[0])
    return scale[place:] if above else scale[: place + 1]


def _category(lexeme: Lexeme, system: str | None) -> str:
    """`High risk` beside the name of a score is that score's category, elsewhere the umbrella word."""
    word = lexeme.keys("risk")[0]
    if system is None or word not in _UMBRELLAS or lexeme.norm.split()[0].endswith("er"):
        return word
    return _UMBRELLAS[word]


_UMBRELLAS: Final = {"lower-risk": "Low", "higher-risk": "High"}


def read_status(chunk: Chunk) -> Criterion | None:
    """The course of the disease named in the chunk: untreated, relapsed, refractory, ..."""
    diseases = _diseases(chunk)
    if not diseases and not chunk.has("risk"):
        return None
    if not diseases or not _came_before(chunk):
        return read_course(chunk, diseases)
    # The disease named came before: the course is that of the disease treated now, which arose from it.
    chunk.take("progressed")
    return read_course(chunk, without=("progressed",))


def read_course(
    chunk: Chunk, diseases: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> Criterion | None:
    """The course of `diseases`, or of the disease treated now where none is named."""
    if not chunk.cue(*_COURSES):
        return None
    timed = any(isinstance(x.value, Duration | Window) for x in chunk.lexemes)
    if _counts_at_most(chunk.lexemes):
        # "No more than 2 relapses" asks for none.
        without = (*without, "relapsed", "recurrent")
    roles = [role for role in _STATUS if role not in without and chunk.take(role)]
    if timed:
        # "Disease-free for 5 years" is said of another illness, not of the course of this one.
        roles = [role for role in roles if role != "disease_free"]
    found = [DiseaseStatus(status=_STATUS[role], diseases=diseases) for role in roles]
    # "Newly diagnosed, untreated" is one course in two words; all others exclude each other.
    return all_of(found) if set(roles) == {"newly_diagnosed", "untreated"} else any_of(found)


def _counts_at_most(lexemes: Sequence[Lexeme]) -> bool:
    """Whether a relapse has a number just before it that none meets as well."""
    places = [i for i, x in enumerate(lexemes) if x.cue("relapsed", "recurrent")]
    before = [x.value for i in places for x in lexemes[max(0, i - 2) : i]]
    return any(isinstance(v, Quantity) and not v.unit and v.interval.low is None for v in before)


def read_disease(chunk: Chunk) -> Criterion | None:
    """Diagnosis, risk and course together."""
    if not chunk.has("disease", "risk", "score"):
        return None
    never_treated = any(x.cue("untreated") and x.norm.startswith("no ") for x in chunk.lexemes)
    parts = [read_risk(chunk), read_status(chunk)]
    if never_treated and parts[1] is not None:
        # "No prior treatment for MDS" asks about the treatment, not for the disease.
        chunk.take_kinds("disease")
    else:
        parts.append(read_diagnosis(chunk))
    return all_of(part for part in reversed(parts) if part is not None)
