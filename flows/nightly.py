"""The nightly flow: pull, archive, read what changed, build, verify, publish, match, export.

Home to the order of the steps and to nothing else; each step is a plain operation of `matcher`. Everything a
killed night leaves behind is cleared, or taken up, by the next one.
"""

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from prefect import flow, unmapped
from prefect.artifacts import create_markdown_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from flows import tasks
from flows.progress import say
from flows.summary import Stopwatch, as_markdown
from matcher.nights.diary import Diary, clear_nights, night_name, utc_now
from matcher.nights.kept import NightSummary
from matcher.operations.assembling import describe_night, is_published
from matcher.operations.lanes import LANES, ChunkReport, Lanes
from matcher.operations.matching import Matching, clear_exports, patient_files
from matcher.operations.night_lock import one_night
from matcher.operations.planning import CHUNK, Plan
from matcher.operations.pulling import Mode, Pull
from matcher.operations.reading import PARSER, Chunk
from matcher.settings import Home, make_private_folder
from matcher.store.meta import SnapshotMeta
from matcher.store.pointer import KEEP, clear_leftovers
from matcher.store.read import open_published

MOST_CHUNKS = 64
"""Mapped tasks a night: Prefect pays for each, so many records make larger chunks and not more of them."""


@dataclass(frozen=True)
class Night:
    """One night at work: its home, its beginning, the folder of what is half done, stopwatch, diary."""

    home: Home
    now: datetime
    run: Path
    watch: Stopwatch
    diary: Diary


@dataclass(frozen=True)
class Readings:
    """What the reading of all chunks came to."""

    files: tuple[str, ...]
    failed: tuple[str, ...]


@flow(name="nightly", persist_result=False, task_runner=ThreadPoolTaskRunner(max_workers=LANES))
def nightly(
    home: Path,
    registry: str,
    patients: Path | None = None,
    keep: int = KEEP,
    mode: Mode = "auto",
    allow_drop: bool = False,
    all_statuses: bool = False,
    as_of: date | None = None,
    parser: str = PARSER,
) -> NightSummary:
    """One night in one home; the snapshot is published before the patients are matched against it.

    `patients` is a folder; no patient fact is a parameter, a result or a log line. Raises MatcherError, with
    a sentence, for whatever ends the night early: the published snapshot then stays as it was.
    """
    with _night(Home(home)) as night:
        if patients is not None:
            patient_files(patients)
        pull, plan, readings = _ingest(night, registry, mode, parser)
        meta, published = _store(night, pull, plan, readings, allow_drop, keep)
        matching = None
        if patients is not None:
            with night.watch.step("match"):
                matching = tasks.match_and_export(
                    night.home, patients, night.run.name, as_of, as_of or night.now.date(), all_statuses, keep
                )
            say(f"{matching.patients} patients matched, {matching.refused} patient files refused")
        summary = _summary(pull, plan, readings, meta, published, night.watch)
        summary = _with_matching(summary, matching)
        create_markdown_artifact(as_markdown(summary), key="nightly-summary")
        night.diary.done(summary)
    return summary


@contextmanager
def _night(home: Home) -> Iterator[Night]:
    """Hold the home, clear what killed nights left, before the work and after it, and keep the diary."""
    home.make()
    now = utc_now()
    with one_night(home):
        diary = Diary(home, now)
        _clear(home)
        run = make_private_folder(home.runs / night_name(now))
        try:
            yield Night(home, now, run, Stopwatch(diary.step), diary)
        except BaseException as fault:
            diary.failed(fault)
            raise
        finally:
            shutil.rmtree(run, ignore_errors=True)


def _clear(home: Home) -> None:
    cleared = clear_leftovers(home)
    clear_exports(home)
    clear_nights(home)
    for left in home.runs.iterdir():
        shutil.rmtree(left)
        cleared += 1
    if cleared:
        say("an earlier night did not end; what it left half done is cleared")


def _ingest(night: Night, registry: str, mode: Mode, parser: str) -> tuple[Pull, Plan, Readings]:
    with night.watch.step("pull"):
        pull = tasks.pull_and_archive(night.home, registry, mode, night.now)
    say(f"{len(pull.versions)} records from {pull.source}, {pull.archived} versions new to the archive")
    with Lanes(parser) as lanes:
        with night.watch.step("plan"):
            plan = tasks.plan(night.home, pull, lanes)
        if plan.damage:
            say(f"everything is read anew: {plan.damage}")
        with night.watch.step("read"):
            readings = _read(night, plan, lanes)
    return pull, plan, readings


def _read(night: Night, plan: Plan, lanes: Lanes) -> Readings:
    say(f"{len(plan.changed)} records to read, {len(plan.reused)} readings reused")
    chunks = _chunks(night, plan)
    reports: list[ChunkReport] = []
    for future in tasks.read.map(chunks, unmapped(lanes)) if chunks else []:
        reports.append(future.result())
        say(f"{sum(report.records for report in reports)} of {len(plan.changed)} records read")
    failed = tuple(nct_id for report in reports for nct_id in report.failed)
    if failed:
        say(f"{len(failed)} records could not be read; their text is kept whole: {', '.join(failed)}")
    return Readings(tuple(file for report in reports for file in report.files), failed)


def _chunks(night: Night, plan: Plan) -> list[Chunk]:
    size = max(CHUNK, math.ceil(len(plan.changed) / MOST_CHUNKS))
    return [
        Chunk(night.home.archive, versions, night.run / f"{position:04}.jsonl")
        for position, versions in enumerate(plan.chunks(size))
    ]


def _store(
    night: Night, pull: Pull, plan: Plan, readings: Readings, allow_drop: bool, keep: int
) -> tuple[SnapshotMeta, bool]:
    """The meta of the snapshot that is published now, and whether it is a new one."""
    meta = describe_night(pull, plan, readings.failed, night.now, night.home)
    if is_published(night.home, meta):
        say("nothing changed; the published snapshot stays")
        with open_published(night.home.root) as snapshot:
            return snapshot.meta, False
    with night.watch.step("build"):
        built = tasks.build(night.home, meta, plan, readings.files)
    with night.watch.step("verify"):
        verified = tasks.verify(night.home, built, allow_drop)
    with night.watch.step("publish"):
        tasks.publish(night.home, built, keep)
    say(f"snapshot {verified.id} is published: {verified.trials} trials, {verified.items} criteria")
    return verified, True


def _summary(
    pull: Pull, plan: Plan, readings: Readings, meta: SnapshotMeta, published: bool, watch: Stopwatch
) -> NightSummary:
    return NightSummary(
        snapshot=meta.id,
        registry_timestamp=meta.registry_timestamp,
        source=pull.source,
        published=published,
        trials=meta.trials,
        items=meta.items,
        archived=pull.archived,
        read=len(plan.changed),
        reused=len(plan.reused),
        unread=len(readings.failed),
        vanished=plan.vanished,
        problems=pull.problems,
        seconds=watch.seconds,
    )


def _with_matching(summary: NightSummary, matching: Matching | None) -> NightSummary:
    if matching is None:
        return summary
    matched = {
        "patients": matching.patients,
        "patients_refused": matching.refused,
        "verdicts": matching.verdicts,
        "changes": matching.changes,
        "exports": str(matching.folder),
    }
    return summary.model_copy(update=matched)
