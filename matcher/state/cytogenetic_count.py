"""Which abnormalities of a karyotype count, and how often: each once, however many clones have it.

Home to comparing clones, and to what a reader should look at again. Groups are elsewhere. Source of counting:
`data/karyotype.toml`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from matcher.state.iscn import Clone, Written
from matcher.state.iscn_abnormality import UNREAD, Abnormality, roughly

_FEW_METAPHASES = 10
_ENOUGH_CELLS = {"loss": 3, "other": 2}
"""The metaphases that make a clone (ISCN, M-high; so the groups of the IPSS-M authors' cohort, S)."""


def independent(clones: Sequence[Clone]) -> list[Abnormality]:
    """Each abnormality once, however many clones have it; certain as soon as one clone makes it so."""
    most: Counter[str] = Counter()
    best: dict[str, list[Abnormality]] = {}
    for here in (clone.abnormalities for clone in clones):
        for text, times in Counter(one.text for one in here).items():
            same = sorted((one for one in here if one.text == text), key=lambda one: not one.certain)
            if times > most[text]:
                most[text], best[text] = times, [*best.get(text, []), *same][:times]
            if same[0].certain:
                best[text][0] = same[0]
    return _perhaps_the_same([one for ones in best.values() for one in ones], clones)


def _perhaps_the_same(found: Iterable[Abnormality], clones: Sequence[Clone]) -> list[Abnormality]:
    """Written with other breakpoints in another clone, and in no clone with both, it may be the same."""
    if len(clones) < 2:
        return list(found)
    together: Counter[object] = Counter()
    for clone in clones:
        together |= Counter(roughly(one) for one in clone.abnormalities)
    taken: Counter[object] = Counter()
    listed = []
    for one in found:
        taken[roughly(one)] += 1
        beyond = taken[roughly(one)] > together[roughly(one)]
        listed.append(one._replace(certain=False) if beyond else one)
    return listed


def in_the_same_words(written: Written) -> Written:
    """`del(5q)` of one clone is the `del(5)(q13q33)` of another."""
    if len(written.clones) < 2:
        return written
    ones = [one for clone in written.clones for one in clone.abnormalities if one.bands]
    exact = {roughly(one): one.text for one in ones if _says_bands(one)}

    def named(one: Abnormality) -> Abnormality:
        known = not one.bands or _says_bands(one) or one.kind in ("gain", "loss")
        return one if known else one._replace(text=exact.get(roughly(one), one.text))

    clones = (
        clone._replace(abnormalities=tuple(map(named, clone.abnormalities))) for clone in written.clones
    )
    return written._replace(clones=tuple(clones))


def with_cells_counted(written: Written) -> Written:
    """What too few cells have, of all clones together, is not clonal, and uncertain."""
    cells: Counter[str] = Counter()
    for clone in written.clones:
        for text in {one.text for one in clone.abnormalities}:
            cells[text] += _metaphases(clone)
    clones = (
        clone._replace(abnormalities=tuple([_in_cells(one, cells[one.text]) for one in clone.abnormalities]))
        for clone in written.clones
    )
    return written._replace(clones=tuple(clones))


def _metaphases(clone: Clone) -> int:
    """Enough where their number is not written, and of a composite clone, which says of none what it has."""
    told = clone.cells is not None and not clone.composite
    return clone.cells or 0 if told else _ENOUGH_CELLS["loss"]


def _in_cells(one: Abnormality, cells: int) -> Abnormality:
    enough = cells >= _ENOUGH_CELLS["loss" if one.kind == "loss" else "other"]
    return one if enough else one._replace(certain=False, clonal=False)


def _says_bands(one: Abnormality) -> bool:
    return any(any(sign.isdigit() for sign in bands) for _, bands in one.bands)


def weighed(found: Iterable[Abnormality], clones: Sequence[Clone]) -> list[Abnormality]:
    """What a risk group may weigh: clonal abnormalities, and others where too few cells were looked at."""
    few = metaphases(clones) < _FEW_METAPHASES
    return [one for one in found if one.clonal or few]


def metaphases(clones: Sequence[Clone]) -> float:
    """How many metaphases were seen; infinitely many where the string does not say."""
    seen = [clone.cells for clone in clones]
    return inf if None in seen or not seen else sum(cells or 0 for cells in seen)


def doubts_about(clones: Sequence[Clone]) -> list[str]:
    """What a reader should look at again: few cells, and a number that the abnormalities do not make."""
    few = metaphases(clones) < _FEW_METAPHASES
    doubts = [said for clone in clones if clone.abnormalities for said in _few_cells(clone, few=few)]
    doubts += [
        f"the chromosome number {clone.number} does not fit the abnormalities written"
        for clone in clones
        if clone.number and not clone.composite and _miscounted(clone)
    ]
    if few and metaphases(clones):
        doubts.append(f"fewer than {_FEW_METAPHASES} metaphases: an abnormal clone may have been missed")
    return doubts


def _few_cells(clone: Clone, *, few: bool) -> Iterator[str]:
    """What is not clonal counts in no group, unless few cells were looked at."""
    then = "it may count" if few else "it is left out of the risk group"
    if clone.cells == 1 and not all(one.clonal for one in clone.abnormalities):
        yield f"one metaphase is no clone: {then}"
    if clone.cells == 2 and any(one.kind == "loss" and not one.clonal for one in clone.abnormalities):
        yield f"a loss seen in two metaphases is no clone, which needs three: {then}"


def _miscounted(clone: Clone) -> bool:
    if any(one.kind in (UNREAD, "dic", "der", "rob", "dmin") for one in clone.abnormalities):
        return False
    if not all(one.certain for one in clone.abnormalities):
        return False
    balance = sum((one.text[0] == "+") - (one.text[0] == "-") for one in clone.abnormalities)
    return clone.number != 46 + balance
