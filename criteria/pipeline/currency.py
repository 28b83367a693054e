"""What is listed beneath "concurrent": drugs taken now, as their lead says, not drugs ever taken."""

from criteria.nodes import AllOf, AnyOf, Condition, Criterion, Leaf, Medication, Not, PriorTherapy
from criteria.pipeline.remarks import leaves


def as_current(listed: Criterion | None, lead: Criterion) -> Criterion | None:
    """`Concurrent A (e.g., B)`: where the lead asks what is taken now, so do its examples."""
    if listed is None or not any(_is_now(leaf) for leaf in leaves(lead)):
        return listed
    return taken_now(listed)


def _is_now(leaf: Leaf) -> bool:
    """Whether a lead names what is taken, or an illness that is treated, now."""
    treated = isinstance(leaf, Condition) and "requiring_treatment" in leaf.qualifiers
    return isinstance(leaf, Medication) or (treated and leaf.tense == "current")  # type: ignore[union-attr]


def taken_now(criterion: Criterion) -> Criterion:
    """The same, each drug ever taken turned into one taken now."""
    match criterion:
        case AllOf() | AnyOf():
            return criterion.model_copy(update={"children": tuple(map(taken_now, criterion.children))})
        case Not():
            return Not(child=taken_now(criterion.child))
        case PriorTherapy() if _is_bare(criterion):
            return Medication(agents=criterion.agents, excepting=criterion.excepting)
    return criterion


def _is_bare(therapy: PriorTherapy) -> bool:
    """Whether nothing more is asked than that it was taken."""
    return therapy == PriorTherapy(agents=therapy.agents, excepting=therapy.excepting)
