"""When drugs are meant that are listed for their lead: now, as "concurrent" says, or within its window."""

from criteria.nodes import AllOf, AnyOf, Condition, Criterion, Leaf, Medication, Not, PriorTherapy, Procedure
from criteria.pipeline.remarks import leaves
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary


def as_current(listed: Criterion | None, lead: Criterion) -> Criterion | None:
    """`Concurrent A (e.g., B)`: where the lead asks what is taken now, so do its examples."""
    if listed is None or not any(_is_now(leaf) for leaf in leaves(lead)):
        return listed
    return taken_now(listed)


def as_lately(listed: Criterion, window: Window | None) -> Criterion:
    """`Treatment (e.g., A or B) within 4 weeks`: the examples within the same time, if they say no other."""
    match listed:
        case AllOf() | AnyOf():
            return listed.model_copy(
                update={"children": tuple(as_lately(c, window) for c in listed.children)}
            )
        case PriorTherapy() | Procedure() if listed.window is None:
            return listed.model_copy(update={"window": window})
    return listed


def as_support(criterion: Criterion) -> Criterion:
    """`Platelets > 50 without growth factors`: beside a value, what supports it when it is measured."""
    if isinstance(criterion, Not):
        return Not(child=as_support(criterion.child))
    if isinstance(criterion, PriorTherapy) and all(map(_supports, criterion.agents)):
        return taken_now(criterion)
    return criterion


def _supports(agent: str) -> bool:
    return vocabulary().covers("drug", "growth_factor", agent)


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
