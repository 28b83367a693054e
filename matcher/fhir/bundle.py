"""The bundle as a container: which resources it holds, whether each is sound, and what refers to what.

Home to `fhir.resources` on the way in. Its R4B models stand in for R4: of the resources read here the two
releases say the same. A resource that is not sound is named and left out; the others are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from matcher.errors import BadInput
from matcher.fhir.elements import Body, bodies, body, part, words
from matcher.fhir.issues import Issues
from matcher.fhir.tables import table


@dataclass(frozen=True)
class Resource:
    """One resource of the bundle: its kind, its place, its content, the address that others may refer to."""

    kind: str
    path: str
    content: Body
    full_url: str | None = None

    @property
    def id(self) -> str | None:
        """The resource's own id."""
        return words(self.content, "id")

    @property
    def profiles(self) -> str:
        """The addresses of the profiles it claims, in one text."""
        claimed = part(self.content, "meta", "profile")
        return " ".join(map(str, claimed)) if isinstance(claimed, list) else ""


@dataclass
class Contents:
    """What a bundle holds, and what was wrong with it."""

    resources: tuple[Resource, ...]
    issues: Issues = field(default_factory=Issues)

    def of(self, kind: str) -> Iterator[Resource]:
        """The resources of one kind, in their order."""
        return (resource for resource in self.resources if resource.kind == kind)

    def referred(self, reference: Any, within: Resource) -> Body:
        """The resource that a reference means, contained or of the bundle; empty if it is not here."""
        address = words(reference, "reference") or ""
        if address.startswith("#"):
            inside = (one for _, one in bodies(within.content, "contained"))
            return next((one for one in inside if one.get("id") == address[1:]), {})
        return self._by_address.get(unversioned(address), {})

    @cached_property
    def _by_address(self) -> dict[str, Body]:
        found: dict[str, Body] = {}
        for one in self.resources:
            for address in addresses(one):
                found.setdefault(address, one.content)
        return found


def addresses(resource: Resource) -> list[str]:
    """What others may call it."""
    relative = f"{resource.kind}/{resource.id}" if resource.id else None
    return [address for address in (resource.full_url, relative) if address]


def unversioned(address: str) -> str:
    """A reference without the version that it names."""
    return address.partition("/_history/")[0]


def is_bundle(value: Any) -> bool:
    """Whether a JSON value says of itself that it is a FHIR bundle."""
    return isinstance(value, dict) and value.get("resourceType") == "Bundle"


def open_bundle(bundle: Any) -> Contents:
    """The sound resources of a bundle, of the kinds that are read; all others are named. Raises BadInput for
    what is no bundle."""
    if not is_bundle(bundle):
        raise BadInput("Bundle.resourceType: is not that of a bundle; give a FHIR R4 Bundle")
    issues, found = Issues(), []
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        issues.add("Bundle.entry", "unsound")
        entries = []
    for index, entry in enumerate(entries):
        place = f"Bundle.entry[{index}]"
        if (resource := _resource(entry, place, issues)) is not None:
            found.append(resource)
    return Contents(tuple(found), issues)


def _resource(entry: Any, place: str, issues: Issues) -> Resource | None:
    content, place = body(entry, "resource"), f"{place}.resource"
    if (trouble := _trouble(entry, content)) is not None:
        where, kind = trouble
        issues.add(f"{place}{where}", kind)
        return None
    _name_contained(content, place, issues)
    return Resource(content["resourceType"], place, content, words(entry, "fullUrl"))


def _trouble(entry: Any, content: Body) -> tuple[str, str] | None:
    """Where and why a resource cannot be read, None if it can."""
    kind = words(content, "resourceType")
    if kind is None:
        return "", "no_resource"
    if part(entry, "request", "method") == "DELETE":
        return "", "deleted"
    if kind not in table("resources")["read"]:
        return "", "kind_not_read"
    if (fault := _fault(kind, content)) is not None:
        return fault, "unsound"
    return ("", "modified") if _modified(content) else None


def _fault(kind: str, content: Body) -> str | None:
    """Where a resource is not as the standard has it, None if it is sound."""
    try:
        get_fhir_model_class(kind).model_validate(content)
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
        # The models raise more than one kind of error on hostile input, and none of them is ours to mend.
        return _place_of(error)
    return None


def _place_of(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return ""
    steps = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
    known = (step for step in steps if isinstance(step, int) or step.replace("_", "").isalnum())
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step[:60]}" for step in known)


def _modified(value: Any) -> bool:
    """Whether something in it changes the meaning of the rest, which the standard forbids to overlook."""
    if isinstance(value, dict):
        return bool(value.get("modifierExtension") or value.get("implicitRules")) or any(
            map(_modified, value.values())
        )
    return isinstance(value, list) and any(map(_modified, value))


def _name_contained(content: Body, place: str, issues: Issues) -> None:
    for index, one in bodies(content, "contained"):
        if one.get("resourceType") not in table("resources")["contained"]:
            issues.add(f"{place}.contained[{index}]", "kind_not_read")
