"""Genomic variants: the gene that was studied, whether a variant was found, which, in what share."""

from collections.abc import Iterator
from typing import Any

from criteria.vocabulary.load import vocabulary
from matcher.fhir.bundle import Resource
from matcher.fhir.elements import Body, bodies, body, number, words
from matcher.fhir.naming import names_of_codes, texts
from matcher.fhir.quantities import unit_of
from matcher.fhir.reading import Found, Reading

Components = dict[str, list[tuple[str, Body]]]


def is_variant(code: Body) -> bool:
    """Whether an observation is about a variant of a gene."""
    return "variant" in names_of_codes(code, ("genomics",))


def variant(resource: Resource, dated: Body, reading: Reading) -> Iterator[Found]:
    """One mutation, if it is certain which gene was looked at and what was found."""
    components = _components(resource)
    gene, status = _gene(components, resource, reading), _status(resource, reading)
    if gene is None or status is None or _is_inherited(components, reading):
        return
    found: dict[str, Any] = {"gene": gene, "status": status}
    if (change := _change(components)) is not None:
        found["variant"] = change
    if (share := _share(components, reading)) is not None and status == "detected":
        found["vaf"] = share
    yield Found("mutations", found | dated, resource.path)


def _components(resource: Resource) -> Components:
    """The components by what they are, each with its place."""
    found: Components = {}
    for index, one in bodies(resource.content, "component"):
        for role in names_of_codes(body(one, "code"), ("genomics",)):
            found.setdefault(role, []).append((f"{resource.path}.component[{index}]", one))
    return found


def _gene(components: Components, resource: Resource, reading: Reading) -> str | None:
    """The symbol of the one gene; codes of the HGNC where no symbol is written."""
    studied = [body(one, "valueCodeableConcept") for _, one in components.get("gene", [])]
    genes = {gene for concept in studied if (gene := _symbol(concept))}
    if len(studied) == 1 and len(genes) == 1:
        return genes.pop()
    reading.say(f"{resource.path}.component", "gene_unclear")
    return None


def _symbol(concept: Body) -> str | None:
    by_code, written = names_of_codes(concept, ("genes",)), texts(concept)
    known = {found.name for name in (*by_code, *written) if (found := vocabulary().find(name, "gene"))}
    if len(known) > 1:
        return None
    return known.pop() if known else next(iter(written), None)


def _status(resource: Resource, reading: Reading) -> str | None:
    said = set(names_of_codes(body(resource.content, "valueCodeableConcept"), ("genomics",)))
    if len(said) == 1 and (status := said.pop()) in ("detected", "not_detected"):
        return status
    absent = "dataAbsentReason" in resource.content
    reading.say(f"{resource.path}.value[x]", "data_absent" if absent else "finding_unclear")
    return None


def _is_inherited(components: Components, reading: Reading) -> bool:
    """A germline variant is none of the disease: the file has no place for it."""
    for path, one in components.get("source", []):
        if "germline" in names_of_codes(body(one, "valueCodeableConcept"), ("genomics",)):
            reading.say(path, "germline")
            return True
    return False


def _change(components: Components) -> str | None:
    """The change of the protein, else that of the DNA, without the reference sequence."""
    for role in ("protein", "variant_name", "dna"):
        for _, one in components.get(role, []):
            if said := texts(body(one, "valueCodeableConcept")):
                return said[0].rpartition(":")[2] if role != "variant_name" else said[0]
    return None


def _share(components: Components, reading: Reading) -> float | None:
    """The share of alleles from 0 to 1; a share above 1 is one in percent only where that is said."""
    for path, one in components.get("share", []):
        quantity = body(one, "valueQuantity")
        amount, unit = number(quantity, "value"), unit_of(quantity)
        share = None if amount is None else amount / 100 if unit == "%" else amount
        plain = share is not None and 0 <= share <= 1 and unit in ("%", "ratio", None)
        if share is None or not plain or words(quantity, "comparator"):
            reading.say(f"{path}.value[x]", "share_unclear")
            return None
        return round(share, 6)
    return None
