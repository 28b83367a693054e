"""Sets aside what no record decides where it only goes along with what a record does decide.

"At least 18 and able to consent" is judged by the age, "uncontrolled illness, or anything that the investigator
thinks..." by the illness. Where the administrative part is a way round ("or, in the opinion of ..., no other
option") it stays, for it may let the patient in. What a line allows never stands in the way of anybody.
"""

from criteria.nodes import Administrative, AllOf, AnyOf, AtLeast, Criterion, IfThen, Not, Permission


def clinical_part(criterion: Criterion, wanted: bool) -> Criterion:
    """The criterion without the parts that could only stand in the way though no record decides them.

    `wanted`: whether the patient must fit it (inclusion) or must not (exclusion). A criterion that is
    administrative through and through comes back as it is.
    """
    match criterion:
        case AllOf() | AnyOf():
            return _of_several(criterion, wanted)
        case Not():
            child = clinical_part(criterion.child, not wanted)
            return criterion if child is criterion.child else Not(child=child)
        case IfThen():
            then = clinical_part(criterion.then, wanted)
            return criterion if then is criterion.then else IfThen(condition=criterion.condition, then=then)
        case Permission():
            return criterion if wanted else Not(child=criterion)
    return criterion


def _of_several(criterion: AllOf | AnyOf, wanted: bool) -> Criterion:
    goes_along = isinstance(criterion, AllOf) is wanted
    kept = [child for child in criterion.children if not (goes_along and _asks_nothing(child))]
    if not kept:
        return criterion if is_administrative(criterion) else clinical_part(criterion.children[0], wanted)
    children = tuple(clinical_part(child, wanted) for child in kept)
    same = len(children) == len(criterion.children)
    if same and all(new is old for new, old in zip(children, criterion.children, strict=True)):
        return criterion
    return children[0] if len(children) == 1 else type(criterion)(children=children)


def _asks_nothing(criterion: Criterion) -> bool:
    return isinstance(criterion, Permission) or is_administrative(criterion)


def is_administrative(criterion: Criterion) -> bool:
    """Whether nothing in it can be decided by a record."""
    return isinstance(criterion, Administrative) or (
        bool(parts := _parts(criterion)) and all(map(is_administrative, parts))
    )


def sets_aside(criterion: Criterion, wanted: bool) -> bool:
    """Whether `clinical_part` leaves something to the site that belongs to the line."""
    if is_administrative(criterion):
        return False
    if isinstance(criterion, AllOf | AnyOf) and isinstance(criterion, AllOf) is wanted:
        if any(map(is_administrative, criterion.children)):
            return True
    turned = not wanted if isinstance(criterion, Not) else wanted
    parts = (criterion.then,) if isinstance(criterion, IfThen) else _parts(criterion)
    return not isinstance(criterion, AtLeast) and any(sets_aside(part, turned) for part in parts)


def _parts(criterion: Criterion) -> tuple[Criterion, ...]:
    match criterion:
        case AllOf() | AnyOf() | AtLeast():
            return criterion.children
        case Not():
            return (criterion.child,)
        case IfThen():
            return (criterion.condition, criterion.then)
    return ()
