"""Which drug a medication resource is about: a code, words, or a Medication that it refers to."""

from criteria.vocabulary.load import vocabulary
from matcher.fhir.bundle import Resource
from matcher.fhir.elements import Body, bodies, body, part, words
from matcher.fhir.naming import Named, name_of, names_of_codes, texts
from matcher.fhir.reading import Reading
from matcher.fhir.tables import table
from matcher.terms import DRUG_KINDS, read_drugs

TABLES = ("drugs",)


def drug_of(resource: Resource, reading: Reading) -> Named:
    """The drug or combination that was given; without `written` where it cannot be told, which is said."""
    for concept in concepts_of(resource, reading):
        found = _named(concept)
        if found.written is None or found.trouble:
            reading.say(f"{resource.path}.medication[x]", found.trouble or "no_words")
        return found
    reading.say(f"{resource.path}.medication[x]", "medication_not_here")
    return Named(None)


def concepts_of(resource: Resource, reading: Reading) -> list[Body]:
    """What names the drug, best first: its code, or all its ingredients as one."""
    if given := body(resource.content, "medicationCodeableConcept"):
        return [given]
    reference = body(resource.content, "medicationReference")
    medication = reading.contents.referred(reference, resource)
    if code := body(medication, "code"):
        return [code]
    parts = [body(one, "itemCodeableConcept") for _, one in bodies(medication, "ingredient")]
    if parts and all(map(_name, parts)):
        return [{"text": " + ".join(str(_name(one)) for one in parts)}]
    display = words(reference, "display")
    return [{"text": display}] if display else []


def _name(concept: Body) -> str | None:
    return next(iter(texts(concept)), None)


def _named(concept: Body) -> Named:
    """A combination in words is kept as written where each of its drugs is known."""
    found = name_of(concept, DRUG_KINDS, TABLES)
    if found.concept is None and found.written is not None:
        terms = read_drugs(found.written)
        if len(terms) > 1 and all(term.key for term in terms):
            return Named(found.written)
    return found


def directed_at_disease(named: Named, resource: Resource) -> bool:
    """Whether it is treatment of the disease: by its profile, or by the classes of its drugs."""
    if any(profile in resource.profiles for profile in table("drugs")["therapy_profiles"]):
        return True
    keys = [term.key for term in read_drugs(named.written or "") if term.kind in ("drug", "drug_class")]
    classes = table("drugs")["therapy_classes"]
    return any(vocabulary().covers("drug", one, key) for one in classes for key in keys if key)


def blood_product(concept: Body) -> str | None:
    """The product that is transfused, as the patient's file names it; None if this is none."""
    coded = set(names_of_codes(concept, ("transfusions",)))
    told = {table("transfusions")["products"].get(text.casefold()) for text in texts(concept)} - {None}
    both = coded | told
    return str(both.pop()) if len(both) == 1 else None


def dose_of(resource: Resource) -> str | None:
    """The dose in words."""
    dosage = part(resource.content, "dosage") or part(resource.content, "dosageInstruction")
    first = dosage[0] if isinstance(dosage, list) and dosage else dosage
    return words(first, "text")
