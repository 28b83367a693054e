"""Procedure: transplants, operations, courses of radiation, and transfusions where the units are said."""

from collections.abc import Iterator

from matcher.fhir.bundle import Resource
from matcher.fhir.drugs import blood_product
from matcher.fhir.elements import Body, bodies, body, number, words
from matcher.fhir.naming import name_of
from matcher.fhir.reading import Found, Reading


def procedures(reading: Reading) -> Iterator[Found]:
    """Procedures that were done, and transfusions."""
    for resource in reading.own("Procedure"):
        code = body(resource.content, "code")
        product = blood_product(code)
        if product is not None:
            yield from _transfusion(resource, product, reading)
        else:
            yield from _procedure(resource, code, reading)


def _procedure(resource: Resource, code: Body, reading: Reading) -> Iterator[Found]:
    named = name_of(code, ("procedure",), ("procedures",))
    if named.trouble:
        reading.say(f"{resource.path}.code", named.trouble)
    usable, day = reading.when(resource, "performed")
    if named.written and usable:
        yield Found("procedures", {"name": named.written} | ({"date": day} if day else {}), resource.path)


def _transfusion(resource: Resource, product: str, reading: Reading) -> Iterator[Found]:
    """The units are those of the products that it refers to: a procedure alone does not tell them."""
    used = [reading.contents.referred(one, resource) for _, one in bodies(resource.content, "usedReference")]
    units = [_units(one) for one in used]
    if not units or None in units:
        reading.say(f"{resource.path}.usedReference", "units_not_said")
        return
    record: Body = {"product": product, "units": sum(filter(None, units))}
    if (time := _time(resource, reading)) is not None:
        yield Found("transfusions", record | time, resource.path)


def _units(product: Body) -> float | None:
    if words(product, "resourceType") != "BiologicallyDerivedProduct":
        return None
    quantity = number(product, "quantity")
    return 1 if quantity is None else quantity


def _time(resource: Resource, reading: Reading) -> Body | None:
    """The day, or the period with both its ends; None if it cannot be placed."""
    period = body(resource.content, "performedPeriod")
    if "start" in period and "end" in period:
        path = f"{resource.path}.performedPeriod"
        first, last = (reading.day(period[edge], f"{path}.{edge}") for edge in ("start", "end"))
        if not first or not last:
            return None
        return {"date": first} if first == last else {"from": first, "to": last}
    usable, day = reading.when(resource, "performed")
    return {"date": day} if usable and day else None
