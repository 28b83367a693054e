"""Whether a built snapshot is whole and fit to be published. Reads it as a reader would; changes nothing."""

from collections import Counter
from pathlib import Path

from matcher.errors import StoreError
from matcher.store.meta import SnapshotMeta
from matcher.store.quotes import misquoted
from matcher.store.read import Snapshot
from matcher.trial import Trial

_MEND = "run the night again"

MAX_DROP = 0.2
"""The share of trials, or of items, that may go missing from one night to the next. A guess: more is
likelier a fault of the registry's answer or of the parser than a change in the world."""


def verify_snapshot(
    path: Path, previous: SnapshotMeta | None, *, allow_drop: bool = False, max_drop: float = MAX_DROP
) -> SnapshotMeta:
    """Read the whole file and hold it against itself and against the `previous` night; return its meta.

    Raises StoreError, with the first fault found, if it must not be published.
    """
    if path.with_name(f"{path.name}.wal").exists():
        raise StoreError(
            f"{path}: a write-ahead log lies beside it, so it was not closed; run the night again"
        )
    with Snapshot(path) as snapshot:
        trials = snapshot.trials()
        meta = snapshot.meta
    _check_counts(path, meta, trials)
    for trial in trials:
        _check_trial(path, trial)
    if previous is not None and not allow_drop:
        _check_drop(previous, meta, max_drop)
    return meta


def _check_counts(path: Path, meta: SnapshotMeta, trials: list[Trial]) -> None:
    found = len(trials), sum(len(trial.eligibility.items) for trial in trials)
    if found != (meta.trials, meta.items):
        raise StoreError(
            f"{path}: has {found[0]} trials and {found[1]} items, not {meta.trials} and {meta.items}; {_MEND}"
        )


def _check_trial(path: Path, trial: Trial) -> None:
    if misquoted(trial.record.eligibility_criteria, trial.eligibility) is not None:
        raise StoreError(
            f"{path}: {trial.record.nct_id} quotes words that are not in its text; run the night again"
        )
    twice = [
        item for item, count in Counter(item.id for item in trial.eligibility.items).items() if count > 1
    ]
    if twice:
        raise StoreError(f"{path}: the item {twice[0]} is there twice; {_MEND}")


def _check_drop(previous: SnapshotMeta, meta: SnapshotMeta, max_drop: float) -> None:
    for what, before, after in (
        ("trials", previous.trials, meta.trials),
        ("items", previous.items, meta.items),
    ):
        if after < before * (1 - max_drop):
            raise StoreError(
                f"the new snapshot has {after} {what}, the last one {before}: over {max_drop:.0%} fewer, "
                "so it was not published; if that is right, run `mdsmatch nightly --allow-drop`"
            )
