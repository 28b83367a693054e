"""How laboratories write ISCN strings, made one: spaces, brackets, dashes, and the usual slips of typing.

Home to spelling alone. A slip that could have been meant otherwise is mended and said; what only looks
different (spaces, capitals, the kind of bracket round the number of cells) is not worth a word.
"""

import re
from collections.abc import Sequence

KINDS = (
    "idic|ider|dic|del|dup|add|der|inv|ins|iso|trp|trc|rob|rcp|rec|hsr|fra|fis|fus|tas|tr|qdp|abn|rea|i|t|r"
)

_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "˜": "~", "∼": "~",
                         "→": "->", "\\": "/", "|": "/", "{": "[", "}": "]", "’": "", "'": ""})  # fmt: skip
_BESIDES = re.compile(r"\.?(?:nuc)?ish|\.?arr(?:\[|\()|\.?ogm\[|\.?sseq|\.?(?:i?fish|snp-?a\b)")
_END = r"(?=[,/;\[+]|$)"
_CELLS_WORD = r"(?:cells?|metaphases?|mitos[ei]s|metaphasen|cellules)"
_CHROMOSOME = r"(?:\d{1,2}|[xy])"
_BANDS = r"[pq][\dpq.?~]*"
_START = r"(^|[,/]|[+-])"

_LOOKS: Sequence[tuple[str, str]] = (
    (r"^\((\d\d,[^()]*)\)$", r"\1"),
    (rf"\(({_CELLS_WORD}[:=]?)?(\d+){_CELLS_WORD}\)", r"[\2]"),
    (rf"\[(?:n=|{_CELLS_WORD}[:=]?)?(cp)?(\d+)(?:/\d+|{_CELLS_WORD})?\]", r"[\1\2]"),
    (r"\[(\d+)cp\]|cp\[(\d+)\]", r"[cp\1\2]"),
    (r"\[[\d.]+%\]|\([\d.]+%\)", "[]"),
    (r"(?<=[)\dxyc])\(((?:cp)?\d+)\)(?=[,/;.]|$)", r"[\1]"),
    (r"\][,;.]?(?=\d{2}(?:[~-]\d{2})?[,.;]?(?:x[xyo0,\[]|idem|sl|sdl))", "]/"),
    (r"(?<=[\])\dxy])(?:and|&)(?=\d{2},?x)", "/"),
    (rf"(?<=[\])\dxy])(?:and|&|with)(?=[+-]|{KINDS})", ","),
    (r"(^|/)(\d{2,3})[.;:]?(?=[xy]|idem)", r"\1\2,"),
    (r"(,[xy]{1,3})[.;]?(?=[+-]|del|add|der|dic|dup|inv|ins|idic|i\(|t\(|mar)", r"\1,"),
    (r"(?<=[)\dxy])[,;](?=\d{2}(?:[~-]\d{2})?,(?:x[xy]?|idem|sl|sdl)(?:[,\[/;]|$))", "/"),
    (r"markers?|mars\b", "mar"),
    (r"mar\((\d+)\)", r"mar[\1]"),
    (r"(?<=[+-])rings?\b", "r"),
    (r"(?<=,x)[o0](?=[,\[/]|$)", ""),
    (r"pter|qter|cen|(?<=[\dr])->|::", ""),
)  # fmt: skip
"""What only looks different."""

_SLIPS: Sequence[tuple[str, str]] = (
    (r"(?<=\d)o(?=\))|(?<=\()o(?=\d)", "0"),
    (rf"{_START}({KINDS})({_CHROMOSOME})(?=\()", r"\1\2(\3)"),
    (rf"{_START}({KINDS})({_CHROMOSOME})({_BANDS}){_END}", r"\1\2(\3)(\4)"),
    (rf"{_START}(inv|del|dup|add)({_CHROMOSOME}){_END}", r"\1\2(\3)"),
    (rf"{_START}t(\d{{1,2}});(\d{{1,2}})(?=\(|,|/|\[|$)", r"\1t(\2;\3)"),
    (rf"\(({_CHROMOSOME})\(({_BANDS})\)", r"(\1)(\2)"),
    (rf"\(({_CHROMOSOME};{_CHROMOSOME})\((?=[pq])", r"(\1)("),
    (r"\)\((?=t\()", ")"),
    (rf"\(({_CHROMOSOME})\)({_BANDS})\)?{_END}", r"(\1)(\2)"),
    (rf"\(({_BANDS}(?:[;-]{_BANDS})*)(?=[,\[/]|$)", r"(\1)"),
    (r"\)\)+", ")"),
    (r"(?<=45,x),-y,-y(?=[,\[/]|$)", ",-y"),
    (r"^(46,(?:xx|xy)),(\d{1,2})$", r"\1[\2]"),
    (r"(?<=\))(\d{1,2})(?=/|$)|(?<=46,x[xy])(\d{1,2})(?=/|$)", r"[\1\2]"),
    (r"\[((?:cp)?\d+)(?=[/,]|$)", r"[\1]"),
    (rf"\(({_BANDS})\)\(({_BANDS})\)", r"(\1\2)"),
)  # fmt: skip
"""Slips of typing: a bracket that is missing or too many, a letter for a digit."""

_OF_ONE = re.compile(rf"((?:del|dup|inv|add)\({_CHROMOSOME}\)\({_BANDS});({_BANDS})(\))")
_LOOKS_READY = [(re.compile(pattern), instead) for pattern, instead in _LOOKS]
_SLIPS_READY = [(re.compile(pattern), instead) for pattern, instead in _SLIPS]


def plain(text: str) -> str:
    """Without white space, in lower case, with one kind of dash and of bracket."""
    times = re.sub(r"\*(?=\d)", "x", text)
    return re.sub(r"[\s*!\"#$^_`@]+", "", times).lower().translate(_DASHES).strip(".;,").rstrip("/")


def conventional(line: str) -> tuple[str, list[str]]:
    """The banded karyotype of the patient's own cells, in conventional spelling, and what there is to say."""
    own, issues = _own_cells(line)
    besides = _BESIDES.search(own)
    if besides:
        own = own[: besides.start()]
        issues.append("in-situ hybridisation and arrays are not read: the groups need banded chromosomes")
    looked = _within_brackets(_mended(own.strip(".;,:").replace("()", ""), _LOOKS_READY))
    spelled = _mended(looked, _SLIPS_READY)
    if spelled != looked:
        issues.append(f"a slip of typing: {looked!r} is read as {spelled!r}")
    return spelled, issues


def _own_cells(line: str) -> tuple[str, list[str]]:
    if "//" not in line:
        return line, []
    return line.split("//")[0], ["cells of a donor are left out"]


def _mended(line: str, mends: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, instead in mends:
        line = pattern.sub(instead, line)
    return line


def _within_brackets(line: str) -> str:
    """Chromosomes and bands of a translocation are parted by semicolons, whatever stands there; those of one
    chromosome are not."""
    parted = re.sub(r"\([^()]*\)", lambda inner: re.sub(r"[:,&/]", ";", inner[0]), line)
    return _OF_ONE.sub(r"\1\2\3", parted)
