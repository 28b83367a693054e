"""One karyotype in many writings: whatever the style, the same abnormalities, count and groups."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.karyotype import read_karyotype

POOL = {
    "+8": 1, "+21": 1, "+19": 1, "-7": -1, "-5": -1, "-18": -1, "del(5)(q13q33)": 0, "del(20)(q11q13)": 0,
    "del(7)(q22q34)": 0, "del(12)(p12p13)": 0, "del(11)(q14q23)": 0, "i(17)(q10)": 0, "add(17)(p11)": 0,
    "inv(3)(q21q26)": 0, "t(3;21)(q26;q22)": 0, "+mar": 1, "der(1)t(1;16)(q11;q11)": 0, "dup(1)(q21q32)": 0,
}  # fmt: skip
"""Abnormalities, and what each adds to the number of chromosomes."""

Writer = Callable[[list[str], list[str], list[str]], str]


def _number(ones: list[str]) -> int:
    return 46 + sum(POOL[one] for one in ones)


def _clone(ones: list[str], cells: int) -> str:
    return ",".join([str(_number(ones)), "XY", *ones]) + f"[{cells}]"


def _in_full(stem: list[str], more: list[str], last: list[str]) -> str:
    clones = [stem, stem + more, stem + more + last]
    return "/".join(_clone(ones, 5 + place) for place, ones in enumerate(clones))


def _with_idem(stem: list[str], more: list[str], last: list[str]) -> str:
    second = ",".join([str(_number(stem + more)), "idem", *more]) + "[6]"
    third = ",".join([str(_number(stem + more + last)), "idem", *more, *last]) + "[7]"
    return "/".join([_clone(stem, 5), second, third])


def _with_sidelines(stem: list[str], more: list[str], last: list[str]) -> str:
    second = ",".join([str(_number(stem + more)), "sl", *more]) + "[6]"
    third = ",".join([str(_number(stem + more + last)), "sdl", *last]) + "[7]"
    return "/".join([_clone(stem, 5), second, third])


def _composite(stem: list[str], more: list[str], last: list[str]) -> str:
    return "40~50,XY," + ",".join(f"{one}[4]" for one in stem + more + last) + "[cp18]"


def _spaced(stem: list[str], more: list[str], last: list[str]) -> str:
    return _in_full(stem, more, last).replace(",", ", ").replace("/", " / ").replace("(q", " (q").lower()


def _other_brackets(stem: list[str], more: list[str], last: list[str]) -> str:
    return _in_full(stem, more, last).replace("[", "(").replace("]", ")").replace("XY", " XY")


def _run_together(stem: list[str], more: list[str], last: list[str]) -> str:
    return _in_full(stem, more, last).replace("]/", "] ").replace(",XY,", "XY,")


WRITERS: list[Writer] = [
    _in_full, _with_idem, _with_sidelines, _composite, _spaced, _other_brackets, _run_together,
]  # fmt: skip


def _expected(ones: list[str]) -> str:
    """The IPSS-R group by its table, said again in the plainest way."""
    singles = {
        "del(11)(q14q23)": "very good", "del(5)(q13q33)": "good", "del(20)(q11q13)": "good",
        "del(12)(p12p13)": "good", "-7": "poor", "inv(3)(q21q26)": "poor", "t(3;21)(q26;q22)": "poor",
    }  # fmt: skip
    if len(ones) > 3:
        return "very poor"
    if len(ones) == 3:
        return "poor"
    if len(ones) == 2:
        if {"-7", "del(7)(q22q34)"} & set(ones):
            return "poor"
        return "good" if "del(5)(q13q33)" in ones else "intermediate"
    return singles.get(ones[0], "intermediate")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=6, unique=True),
    st.sampled_from(WRITERS),
    st.data(),
)
def test_every_writing_reads_alike(ones: list[str], write: Writer, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(ones)))
    second = data.draw(st.integers(first, len(ones)))
    reading = read_karyotype(write(ones[:first], ones[first:second], ones[second:]))
    assert sorted(one.text for one in reading.abnormalities) == sorted(ones)
    assert (reading.count_low, reading.count_high) == (len(ones), len(ones))
    assert reading.ipss_r_group == _expected(ones)
    assert reading.as_written == _expected(ones)
