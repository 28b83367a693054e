"""Nights without Prefect: the plain operations in the flow's order, with the tiny parser."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.operations.assembling import (
    build_night,
    describe_night,
    is_published,
    publish_night,
    verify_night,
)
from matcher.operations.lanes import Lanes
from matcher.operations.planning import Plan, plan_night
from matcher.operations.pulling import Mode, Pull, pull_registry
from matcher.operations.reading import Chunk
from matcher.settings import Home
from matcher.store.meta import Reader
from matcher.store.pointer import clear_leftovers
from tests.lib.tiny_parser import PARSER_VERSION

TINY = "tests.lib.tiny_parser"
READER = Reader(PARSER_VERSION, "words-1")
NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def write_studies(folder: Path, studies: Iterable[dict[str, Any]]) -> Path:
    """A folder that holds exactly these studies."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for study in studies:
        nct_id = study["protocolSection"]["identificationModule"]["nctId"]
        (folder / f"{nct_id}.json").write_text(json.dumps(study), encoding="utf-8")
    return folder


def night(
    home: Home,
    registry: str | Path,
    *,
    lanes: Lanes,
    now: datetime = NOW,
    mode: Mode = "auto",
    reader: Reader = READER,
    allow_drop: bool = False,
) -> tuple[Pull, Plan, bool]:
    """One night; what was pulled, what was planned, and whether a new snapshot went out."""
    clear_leftovers(home)
    pull = pull_registry(home, str(registry), now=now, mode=mode)
    plan = plan_night(home, pull, reader)
    chunks = [
        Chunk(home.archive, versions, home.runs / f"{position}.jsonl")
        for position, versions in enumerate(plan.chunks(4))
    ]
    reports = [lanes.read(chunk) for chunk in chunks]
    failed = [nct_id for report in reports for nct_id in report.failed]
    meta = describe_night(pull, plan, failed, now, home)
    if is_published(home, meta):
        return pull, plan, False
    built = build_night(home, meta, plan, [file for report in reports for file in report.files])
    verify_night(home, built, allow_drop)
    publish_night(home, built)
    return pull, plan, True
