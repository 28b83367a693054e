"""The last matched night compared with any earlier one that is kept, worked out when it is asked for."""

from datetime import date

from matcher.changes.collecting import Collection, Refusal
from matcher.changes.files import BASIS, JUDGED, Earlier, changes_of, matched_nights, read_part
from matcher.changes.judged import Basis, Judged
from matcher.changes.model import NightChanges
from matcher.errors import BadInput, StoreError
from matcher.settings import Home


def last_changes(home: Home) -> NightChanges:
    """What the last night that matched patients found. Raises StoreError if none is kept or it is damaged."""
    found = last_changes_or_none(home)
    if found is None:
        raise StoreError(
            f"{home.exports}: no night has matched patients yet; run `mdsmatch nightly --patients DIR` first"
        )
    return found


def changes_since(home: Home, since: str) -> NightChanges:
    """The last night's patients compared with night `since`, or with the last night up to the day `since`.

    A patient whom that night did not match is compared with the last one before it that did. Raises BadInput
    if no such night is kept, StoreError as `last_changes` does.
    """
    last = last_changes(home)
    night = _named(home, since)
    earlier = Earlier(home, [each for each in matched_nights(home) if each <= night])
    folder = home.exports / last.night
    basis = read_part(folder / BASIS, Basis)
    if basis is None:
        raise _damaged(home, last.night)
    collection = Collection(basis, earlier, night)
    for path in sorted(folder.glob(f"*/{JUDGED}")):
        judged = read_part(path, Judged)
        if judged is None:
            raise _damaged(home, last.night)
        collection.add(judged)
    found = collection.document(Refusal(each.file, each.why) for each in last.refused)
    return found.model_copy(update={"refused": last.refused})


def last_changes_or_none(home: Home) -> NightChanges | None:
    """As `last_changes`, and None where no night has matched patients yet.

    A night that ends just now may replace the one that was found: then it is looked for once more.
    """
    for _ in range(2):
        nights = matched_nights(home)
        if not nights:
            return None
        if found := changes_of(home, nights[0]):
            return found
    raise _damaged(home, nights[0])


def _named(home: Home, since: str) -> str:
    """The night before the last one that is meant by its name, or by the day on which it was the last."""
    earlier = matched_nights(home)[1:]
    if since in earlier:
        return since
    if (day := _day(since)) and (up_to := [each for each in earlier if each[:8] <= f"{day:%Y%m%d}"]):
        return up_to[0]
    kept = f"kept are {', '.join(earlier)}" if earlier else "no earlier night is kept"
    raise BadInput(f"{since}: is no earlier night with patients, nor a day after one; {kept}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _damaged(home: Home, night: str) -> StoreError:
    return StoreError(
        f"{home.exports / night}: what this night left cannot be read; run `mdsmatch nightly` again"
    )
