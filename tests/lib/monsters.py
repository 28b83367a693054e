"""Texts as long as one likes, made to cost more than their length: each meets one pattern or list."""

from collections.abc import Callable

Monster = Callable[[int], str]
"""From a length in characters to a text of about that length."""

_DISEASES = "MDS or CMML with TP53 with IDH2 with FLT3 with ASXL1 with SRSF2 with RUNX1 with NPM1 with KIT. "
_OPERATIONS = (
    "Splenectomy or major surgery with diabetes with gout with asthma with sepsis with stroke with anemia. "
)


def repeated(piece: str, begin: str = "", end: str = "") -> Monster:
    """One piece again and again, between a beginning and an end."""
    return lambda length: begin + (piece * (length // len(piece) + 1))[:length] + end


def counted(piece: str, begin: str = "") -> Monster:
    """One piece again and again, with a number in it that is each time another."""
    return lambda length: begin + "".join(piece.format(n) for n in range(length // len(piece.format(10_000))))


def nested(length: int) -> str:
    """Brackets opened to the middle and closed to the end, with words between."""
    opened = "(MDS with TP53 or "
    depth = length // (len(opened) + 1)
    return "* " + opened * depth + "AML" + ")" * depth


def led(length: int) -> str:
    """A list under a lead as long as the list: the lead is read with each of its items, or not at all."""
    return "Prior treatment with " + "azacitidine " * (length // 24) + ":\n" + "  * MDS\n" * (length // 16)


MONSTERS: dict[str, Monster] = {
    "one word": repeated("a"),
    "one line of words": repeated("platelets and marrow blasts and prior azacitidine "),
    "open brackets": repeated("("),
    "closed brackets": repeated(")"),
    "bracketed words": repeated("(MDS) "),
    "nested brackets": nested,
    "one bullet": repeated("* Myelodysplastic syndrome\n"),
    "two bullets": repeated("* MDS\n* AML\n"),
    "bullets on one line": repeated("* MDS "),
    "bullets that differ": counted("* MDS with an IPSS score of {0}\n* AML aged {0}\n"),
    "one list of alternatives": counted("  * frobnication {0}\n", "One of the following:\n"),
    "deeper and deeper": lambda length: "".join(f"{' ' * (n % 200)}* MDS:\n" for n in range(length // 108)),
    "a long lead": led,
    "tildes": repeated("MDS~"),
    "empty bullets": repeated("*\n"),
    "blank lines": repeated("\n"),
    "spaces": repeated(" ", "MDS", "AML"),
    "a heading and spaces": repeated(" ", "Inclusion criteria -", "of the trial; " + "MDS " * 20),
    "a heading and dashes": repeated("-", "Prior therapy ", "x"),
    "phases": repeated("/ ", "Phase ", "x"),
    "headings": repeated("Eligibility: "),
    "headings and stars": repeated("Inclusion Criteria: * MDS * AML Exclusion Criteria: * Gout "),
    "lists in lists on one line": repeated("one of: * MDS: - AML: 1. CMML: a) gout: "),
    "topics": repeated("Hepatic: "),
    "topics at the end": repeated("Bilirubin normal Renal: "),
    "ors alone": repeated("* MDS\n* or\n"),
    "ors at the end": repeated("* MDS or\n"),
    "older headings": repeated("DISEASE CHARACTERISTICS: Age: No "),
    "leads": repeated("is excluded following criteria "),
    "stops": repeated("A. "),
    "sentences that differ": counted("Frob {0} glub. ", "One of the following:\n * x\n * "),
    "or or or": repeated("or "),
    "unless": repeated("MDS unless AML "),
    "if": repeated("if MDS, AML "),
    "must": repeated("MDS must AML must "),
    "must in sentences": repeated("MDS must AML must " * 20 + ". "),
    "with in sentences": repeated(_DISEASES),
    "doubts in sentences": repeated(_OPERATIONS),
    "digits": repeated("9", "Age at least "),
    "numbers": repeated("1 "),
    "thousands": repeated(",000", "Platelets > 1"),
    "comparators": repeated("> "),
    "units": repeated("/dL", "Creatinine 1 mg"),
    "units in sentences": repeated("Creatinine 1 mg/dL/dL x 10^9 9. "),
    "times": repeated("within 14 days or 5 half-lives whichever is longer "),
    "backslashes": repeated("\\"),
    "emphasis": repeated("**"),
    "entities": repeated("&gt;"),
    "controls": repeated("MDS\x00\x0b\x1b\ufeff\u202e"),
    "line separators": repeated("MDS\u2028"),
    "combining marks": repeated("a\u0301\u0302"),
    "chinese": repeated("年龄十八岁以上"),
    "arabic": repeated("العمر ١٨ سنة أو أكثر "),
    "emoji": repeated("👩🏽‍⚕️🩸"),
}  # fmt: skip
"""Every kind of long text, by name."""
