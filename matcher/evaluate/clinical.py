"""Sets aside what no record decides where it only goes along with what a record does decide.

"At least 18 and able to consent" is judged by the age, "uncontrolled illness, or anything that in the opinion
of the investigator..." by the illness. Where the administrative part is a way round ("or, in the opinion of ...,
no other option") it stays, for it may let the patient in.
"""

from criteria.nodes import Administrative, AllOf, AnyOf, AtLeast, Criterion, IfThen, Not


def clinical_part(criterion: Criterion, wanted: bool) -> Criterion:
    """The criterion without the administrative parts that can only stand in the way.

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
    return criterion


def _of_several(criterion: AllOf | AnyOf, wanted: bool) -> Criterion:
    goes_along = isinstance(criterion, AllOf) is wanted
    kept = [child for child in criterion.children if not (goes_along and is_administrative(child))]
    if not kept:
        return criterion
    children = tuple(clinical_part(child, wanted) for child in kept)
    same = len(children) == len(criterion.children)
    if same and all(new is old for new, old in zip(children, criterion.children, strict=True)):
        return criterion
    return children[0] if len(children) == 1 else type(criterion)(children=children)


def is_administrative(criterion: Criterion) -> bool:
    """Whether nothing in it can be decided by a record."""
    match criterion:
        case Administrative():
            return True
        case AllOf() | AnyOf() | AtLeast():
            return all(map(is_administrative, criterion.children))
        case Not():
            return is_administrative(criterion.child)
        case IfThen():
            return is_administrative(criterion.then) and is_administrative(criterion.condition)
    return False
