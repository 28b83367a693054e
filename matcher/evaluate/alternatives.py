"""Alternatives that are one question: "MDS or AML" is met by whoever has either, wherever the line is drawn.

Apart, each of two diagnoses may be open while together they are not: 20% blasts are MDS to some and AML
to others.
"""

from criteria.nodes import AnyOf, Criterion, Diagnosis
from matcher.evaluate.node_memory import once_per_node


@once_per_node
def with_joined_diagnoses(criterion: AnyOf) -> tuple[Criterion, ...]:
    """The alternatives, those that only name a current disease joined to one."""
    plain = [child for child in criterion.children if type(child) is Diagnosis and _is_plain(child)]
    if len(plain) < 2:
        return criterion.children
    joined = Diagnosis(diseases=tuple(dict.fromkeys(disease for one in plain for disease in one.diseases)))
    return (joined, *(child for child in criterion.children if not any(child is one for one in plain)))


def _is_plain(one: Diagnosis) -> bool:
    asked = (one.therapy_related, one.secondary, one.window)
    return one.tense == "current" and not one.excluding and asked == (None, None, None)
