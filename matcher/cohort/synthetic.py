"""Invented patients with plausible joint distributions, for demonstrations and benchmarks.

Made column by column from a seed: the same seed and number give the same patients. The parameters stand in
`data/synthetic.toml`, most of them invented. Nothing may be concluded from these patients about real ones.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.cohort.schema import LISTS, PARTS, PATIENTS, marked

Numbers = npt.NDArray[Any]

DATA = Path(__file__).with_name("data") / "synthetic.toml"
NEVER = np.iinfo(np.int32).min
"""Stands for a day that is not recorded."""


@cache
def parameters() -> dict[str, Any]:
    """The parameters of the invented patients."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@dataclass
class _Drawn:
    """What is known of all patients while they are drawn, and the rows of their lists so far."""

    random: np.random.Generator
    n: int
    rows: dict[str, list[tuple[Numbers, dict[str, Any]]]] = field(
        default_factory=lambda: {name: [] for name in LISTS}
    )
    age: Numbers = field(default_factory=lambda: np.empty(0))
    male: Numbers = field(default_factory=lambda: np.empty(0))
    risk: Numbers = field(default_factory=lambda: np.empty(0))
    entity: Numbers = field(default_factory=lambda: np.empty(0))
    known_days: Numbers = field(default_factory=lambda: np.empty(0))

    def chance(self, share: Any) -> Numbers:
        """Who of all is drawn with this chance."""
        drawn: Numbers = self.random.random(self.n) < share
        return drawn

    def pick(self, shares: Sequence[float] | Numbers, size: int | None = None) -> Numbers:
        """Positions drawn by their shares."""
        weights = np.asarray(shares, dtype=float)
        return self.random.choice(len(weights), self.n if size is None else size, p=weights / weights.sum())

    def add(self, into: str, who: Numbers, **fields: Any) -> None:
        """Rows for a list: `who` are positions of patients; a field is one value, an array, or Words."""
        self.rows[into].append((who, fields))


@dataclass(frozen=True)
class Words:
    """Texts by their positions in a list of words; -1 is none."""

    codes: Numbers
    words: Sequence[str]

    def arrow(self) -> pa.Array:
        """As a column."""
        codes = pa.array(self.codes, pa.int32(), mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(self.words, pa.string())).cast(pa.string())


def synthetic_patients(n: int, seed: int, *, shard: int = 0, first: int = 0) -> pa.Table:
    """`n` invented patients in the Parquet form; `shard` and `seed` choose them, `first` begins their ids."""
    drawn = _Drawn(np.random.default_rng([seed, shard]), n)
    for step in STEPS:
        step(drawn)
    ids = [f"synthetic-{seed}-{number:07d}" for number in range(first, first + n)]
    columns = {"id": pa.array(ids, pa.string()), **_scalars(drawn), **_parts(drawn)}
    columns |= {name: _list(name, drawn) for name in LISTS}
    columns["complete"] = _complete(drawn)
    schema = marked(PATIENTS, synthetic=True)
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


# --- the disease -------------------------------------------------------------------------------------------


def _who(drawn: _Drawn) -> None:
    rule = parameters()["age"]
    age = drawn.random.normal(rule["mean"], rule["sd"], drawn.n)
    drawn.age = np.clip(age, rule["low"], rule["high"])
    drawn.male = drawn.chance(parameters()["male"])


def _disease(drawn: _Drawn) -> None:
    entities = parameters()["entity"]
    drawn.entity = drawn.pick([one["share"] for one in entities])
    drawn.risk = np.array([one["risk"] for one in entities])[drawn.entity]
    drawn.known_days = drawn.random.integers(30, 2500, drawn.n)
    everyone = np.arange(drawn.n)
    leukemia = np.array([one["term"].startswith("acute") for one in entities])[drawn.entity]
    related = drawn.random.choice(np.array([-1, 0, 1]), drawn.n, p=[0.5, 0.4, 0.1])
    before = everyone[leukemia & drawn.chance(0.7)]
    drawn.add("diagnoses", before, term=Words(np.full(before.size, 5), [one["term"] for one in entities]),
              date=-drawn.known_days[before], status="active", therapy_related=related[before])  # fmt: skip
    since = np.where(leukemia, drawn.known_days // 8 + 1, drawn.known_days)
    drawn.add("diagnoses", everyone, term=Words(drawn.entity, [one["term"] for one in entities]),
              date=-since, status="active", therapy_related=related)  # fmt: skip
    _blasts(drawn, entities)


def _blasts(drawn: _Drawn, entities: Sequence[Mapping[str, Any]]) -> None:
    low, high = (np.array([one["blasts"][end] for one in entities])[drawn.entity] for end in (0, 1))
    marrow = np.floor(low + drawn.random.random(drawn.n) ** 1.5 * (high - low + 1))
    told = np.flatnonzero(drawn.chance(0.93))
    day = -drawn.random.integers(3, 90, drawn.n)
    drawn.add("observations", told, name="bone marrow blasts", value=marrow[told], unit="%", date=day[told])
    blood = np.floor(marrow * drawn.random.random(drawn.n) ** 3)
    told = np.flatnonzero(drawn.chance(0.8))
    drawn.add(
        "observations", told, name="peripheral blood blasts", value=blood[told], unit="%", date=day[told]
    )


def _karyotypes(drawn: _Drawn) -> None:
    written = list(parameters()["karyotypes"])
    weights = np.array([parameters()["karyotypes"][one] for one in written], dtype=float)
    words = [one.format(xx=sex) for sex in ("XX", "XY") for one in written]
    for risk in range(weights.shape[1]):
        who = np.flatnonzero((drawn.risk == risk) & drawn.chance(0.95))
        drawn_ones = drawn.pick(weights[:, risk], who.size)
        women_y = np.array(["-Y" in one for one in written])[drawn_ones] & ~drawn.male[who]
        codes = np.where(women_y, 0, drawn_ones) + len(written) * drawn.male[who]
        drawn.add("karyotypes", who, iscn=Words(codes, words),
                  date=-np.minimum(drawn.known_days[who], drawn.random.integers(5, 400, who.size)),
                  )  # fmt: skip


def _mutations(drawn: _Drawn) -> None:
    tested = drawn.chance(parameters()["tested_genes"])
    day = -np.minimum(drawn.known_days, drawn.random.integers(5, 500, drawn.n))
    for gene, (lower, higher, variant) in parameters()["genes"].items():
        share = np.where(drawn.risk == 0, lower, higher)
        if gene == "SF3B1":
            share = np.where(drawn.entity == 2, 0.8, share * 0.5)
        found = tested & drawn.chance(share)
        who = np.flatnonzero(found)
        drawn.add("mutations", who, gene=gene, variant=variant, status="detected", date=day[who],
                  vaf=np.round(drawn.random.uniform(0.03, 0.75, who.size), 2))  # fmt: skip
        who = np.flatnonzero(tested & ~found)
        drawn.add("mutations", who, gene=gene, status="not_detected", date=day[who])


# --- what was measured -------------------------------------------------------------------------------------


def _labs(drawn: _Drawn) -> None:
    for name, rule in parameters()["labs"].items():
        mean = rule["mean"] * np.where(drawn.risk == 2, rule["higher"], 1.0)
        noise = drawn.random.normal(0, rule["sd"], drawn.n)
        value = np.clip(mean * np.exp(noise) if rule.get("log") else mean + noise, rule["low"], rule["high"])
        who = np.flatnonzero(drawn.chance(rule["share"]))
        limits = {}
        if "uln" in rule:
            limit = np.array([np.nan, *rule["uln"]])[drawn.pick([0.3, 0.4, 0.3], who.size)]
            limits = {"upper_limit_of_normal": limit}
        day = -drawn.random.integers(0, 45, who.size)
        value = np.round(value[who], rule["decimals"])
        drawn.add("observations", who, name=name, value=value, unit=rule["unit"], date=day, **limits)
        if name == "hemoglobin":
            _transfusions(drawn, who, value)


def _performance(drawn: _Drawn) -> None:
    rule = parameters()["ecog"]
    grade = np.where(drawn.age >= 75, drawn.pick(rule["older"]), drawn.pick(rule["younger"]))
    who = np.flatnonzero(drawn.chance(0.93))
    day = -drawn.random.integers(0, 45, who.size)
    drawn.add("observations", who, name="ECOG", value=grade[who].astype(float), date=day)


def _transfusions(drawn: _Drawn, who: Numbers, hemoglobin: Numbers) -> None:
    """Red cells of the last half year for those who need them, by their hemoglobin."""
    rule = parameters()["transfusions"]
    need = np.array(rule["need"])[np.digitize(hemoglobin, (8, 9, 10))]
    who = who[drawn.random.random(who.size) < need]
    gap = drawn.random.integers(rule["gap_days"][0], rule["gap_days"][1], who.size)
    for number in range(20):
        day = gap * number + drawn.random.integers(0, 5, who.size)
        given = (day < 180) & (day <= drawn.known_days[who])
        drawn.add("transfusions", who[given], product="RBC", date=-day[given],
                  units=drawn.random.choice([1.0, 2.0], given.sum(), p=[0.2, 0.8]))  # fmt: skip
    who = np.flatnonzero(drawn.chance(np.where(drawn.risk == 2, 0.2, 0.04)))
    drawn.add("transfusions", who, product="platelets", units=1.0,
              date=-np.minimum(drawn.random.integers(0, 60, who.size), drawn.known_days[who]))  # fmt: skip


# --- what was done -----------------------------------------------------------------------------------------


def _therapies(drawn: _Drawn) -> None:
    rule, lines = parameters()["lines"], parameters()["line"]
    count = drawn.pick(rule["count"])
    start = drawn.known_days - drawn.random.integers(5, 60, drawn.n)
    for number in range(2):
        length = _days(drawn, rule["length_days"])
        end = start - length
        for group in (0, 1):
            line = lines[2 * group + number]
            who = np.flatnonzero((count > number) & ((drawn.risk > 0) == group) & (start > 10))
            _line(drawn, line, who, start[who], end[who])
        start = end - _days(drawn, rule["pause_days"])


def _days(drawn: _Drawn, rule: Mapping[str, float]) -> Numbers:
    days = drawn.random.exponential(rule["mean"], drawn.n)
    return np.clip(days, rule["low"], rule["high"]).astype(int)


def _line(drawn: _Drawn, line: Mapping[str, Any], who: Numbers, start: Numbers, end: Numbers) -> None:
    drugs, responses = list(line["drugs"]), list(line["responses"])
    response = drawn.pick(list(line["responses"].values()), who.size)
    runs = end < 1
    outcome = _outcomes(drawn, np.isin(response, [responses.index(r) for r in responses if r in GOOD]), runs)
    low, high = line["cycles"]
    most = np.maximum((start - np.maximum(end, 0)) // 28, 1)
    cycles = np.minimum(drawn.random.integers(low, high + 1, who.size), most)
    drawn.add("therapies", who, drug=Words(drawn.pick(list(line["drugs"].values()), who.size), drugs),
              start=-start, end=np.where(runs, NEVER, -end), best_response=Words(response, responses),
              outcome=Words(outcome, OUTCOMES),
              cycles=np.where((cycles > 0) & (drawn.random.random(who.size) < 0.9), cycles, -1))  # fmt: skip


GOOD = ("CR", "mCR", "PR", "HI-E")
OUTCOMES = (
    "ongoing", "completed", "relapse", "progression", "no response", "intolerance", "unknown",
)  # fmt: skip


def _outcomes(drawn: _Drawn, responded: Numbers, runs: Numbers) -> Numbers:
    rule, size = parameters()["lines"], responded.size
    after = drawn.pick([0.15, 0.6, 0.25], size) + 1
    without = np.where(drawn.random.random(size) < 0.4, 3, 4)
    outcome = np.where(responded, after, without)
    outcome = np.where(drawn.random.random(size) < rule["intolerance"], 5, outcome)
    outcome = np.where(drawn.random.random(size) < rule["outcome_unknown"], 6, outcome)
    return np.where(runs, 0, outcome)


def _others(drawn: _Drawn) -> None:
    """Other illnesses, standing medication and procedures."""
    for term, (share, statuses, grade) in parameters()["conditions"].items():
        who = np.flatnonzero(drawn.chance(share * np.clip(drawn.age / 70, 0.3, 1.3)))
        codes = drawn.pick(np.ones(len(statuses)), who.size)
        dated = drawn.random.random(who.size) < 0.9
        day = np.where(dated, -drawn.random.integers(20, 5000, who.size), NEVER)
        more = {"grade": grade} if grade else {}
        drawn.add("conditions", who, term=term, status=Words(codes, statuses), date=day, **more)
    for drug, share in parameters()["medications"].items():
        who = np.flatnonzero(drawn.chance(share))
        drawn.add("medications", who, drug=drug, start=-drawn.random.integers(10, 3000, who.size))
    for name, share in parameters()["procedures"].items():
        who = np.flatnonzero(drawn.chance(share))
        drawn.add("procedures", who, name=name, date=-drawn.random.integers(20, 4000, who.size))


STEPS: tuple[Callable[[_Drawn], None], ...] = (
    _who, _disease, _karyotypes, _mutations, _labs, _performance, _therapies, _others,
)  # fmt: skip


# --- columns -----------------------------------------------------------------------------------------------


def _today() -> int:
    return int(np.datetime64(parameters()["as_of"], "D").astype(int))


def _scalars(drawn: _Drawn) -> dict[str, pa.Array]:
    born = _today() - (drawn.age * 365.25).astype(int)
    unborn = drawn.chance(parameters()["age_only"])
    return {
        "as_of": pa.array(np.full(drawn.n, _today(), np.int32)).cast(pa.date32()),
        "sex": Words(drawn.male.astype(int), ("female", "male")).arrow(),
        "birth_date": pa.array(born.astype(np.int32), mask=unborn).cast(pa.date32()),
        "age_years": pa.array(np.floor(drawn.age), mask=~unborn),
    }


def _parts(drawn: _Drawn) -> dict[str, pa.Array]:
    countries = parameters()["countries"]
    home = Words(drawn.pick(list(countries.values())), list(countries)).arrow()
    young = ~drawn.male & (drawn.age < 52)
    told = ~drawn.male & drawn.chance(0.6)
    fertile = pa.array(young, mask=~told)
    no = pa.array(np.zeros(drawn.n, bool), mask=~told)
    sibling = pa.array(drawn.chance(0.25), mask=~drawn.chance(0.15))
    return {
        "location": _struct("location", drawn.n, country=home),
        "reproductive": _struct(
            "reproductive", drawn.n, childbearing_potential=fertile, pregnant=no, breastfeeding=no
        ),
        "donor": _struct("donor", drawn.n, matched_sibling=sibling),
    }


def _struct(name: str, n: int, **fields: pa.Array) -> pa.StructArray:
    kinds = PARTS[name]
    columns = [fields.get(one, pa.nulls(n, kind)) for one, kind in kinds.items()]
    return pa.StructArray.from_arrays(
        columns, fields=[pa.field(one, kind) for one, kind in kinds.items()], mask=_without(columns)
    )


def _without(columns: Sequence[pa.Array]) -> pa.Array:
    """Whose part says nothing at all and is left out."""
    return pa.array(np.logical_and.reduce([np.asarray(one.is_null()) for one in columns]))


def _complete(drawn: _Drawn) -> pa.Array:
    lists = ("therapies", "procedures", "conditions", "medications", "transfusions")
    given = np.stack([drawn.chance(parameters()["complete"]) for _ in lists], axis=1)
    _, codes = np.nonzero(given)
    offsets = np.concatenate([[0], np.cumsum(given.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), Words(codes, lists).arrow())


def _list(name: str, drawn: _Drawn) -> pa.ListArray:
    """The rows of a list, by patient and then in the order in which they were drawn."""
    parts = drawn.rows[name]
    who = np.concatenate([part[0] for part in parts])
    order = np.argsort(who, kind="stable")
    columns = [
        pa.concat_arrays([_column(kind, fields.get(one), rows.size) for rows, fields in parts]).take(
            pa.array(order)
        )
        for one, kind in LISTS[name].items()
    ]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(who, minlength=drawn.n))]).astype(np.int32)
    fields = [pa.field(one, kind) for one, kind in LISTS[name].items()]
    return pa.ListArray.from_arrays(pa.array(offsets), pa.StructArray.from_arrays(columns, fields=fields))


def _column(kind: pa.DataType, value: Any, size: int) -> pa.Array:
    """A column of one kind from what was given for it."""
    if value is None:
        return pa.nulls(size, kind)
    if isinstance(value, Words):
        return value.arrow()
    if not isinstance(value, np.ndarray):
        return pa.repeat(pa.scalar(value, kind), size)
    if kind == pa.date32():
        never = value == NEVER
        return pa.array((value + _today() * ~never).astype(np.int32), mask=never).cast(kind)
    if kind == pa.float64():
        return pa.array(value.astype(float), mask=np.isnan(value))
    return pa.array(value, pa.int32() if kind == pa.int32() else pa.int8(), mask=value < 0).cast(kind)
