"""Gene alterations and cytogenetic findings."""

from criteria.nodes import Alteration, Criterion, Karyotype
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.lexeme import VARIANT, Lexeme, Quantity
from criteria.quantity import Interval


def read_alterations(chunk: Chunk) -> Criterion | None:
    """Altered genes; `wild type` denies."""
    genes = chunk.take_kinds("gene")
    if not genes:
        return None
    variants = _variants(chunk)
    found = [
        Alteration(gene=key, variants=variants if len(genes) == 1 else ())
        for lexeme in genes
        for key in lexeme.keys("gene")[:1]
    ]
    chunk.take("mutated", "positive", "history", "recency_test")
    return any_of(found)


def names_variants(bracket: Lexeme) -> bool:
    """Whether a bracket lists protein changes: `(R140 or R172)`."""
    return any(VARIANT.match(x.norm) for x in bracket.inner) and not any(x.has("gene") for x in bracket.inner)


def _variants(chunk: Chunk) -> tuple[str, ...]:
    places = [i for i, lexeme in enumerate(chunk.lexemes) if VARIANT.match(lexeme.norm)]
    chunk.used.update(places)
    return tuple(dict.fromkeys(chunk.lexemes[i].norm.upper() for i in places))


def read_karyotype(chunk: Chunk) -> Criterion | None:
    """Cytogenetic findings of the chunk."""
    found = chunk.take_kinds("karyotype")
    keys = dict.fromkeys(key for lexeme in found for key in lexeme.keys("karyotype")[:1])
    if not keys:
        return None
    isolated = bool(chunk.take("isolated"))
    count = _count(chunk) if "complex" in keys else None
    chunk.take("mutated", "positive", "history", "recency_test", "abnormal")
    return any_of(
        Karyotype(finding=key, isolated=isolated, count=count if key == "complex" else None) for key in keys
    )


def _count(chunk: Chunk) -> Interval | None:
    found: list[Lexeme] = chunk.values(Quantity)
    return found[0].value.interval if found and isinstance(found[0].value, Quantity) else None


def read_molecular(chunk: Chunk) -> Criterion | None:
    """Genes and chromosomes together."""
    if not chunk.has("gene", "karyotype"):
        return None
    apart = any(x.norm == "non" for x in chunk.lexemes) and chunk.has("karyotype")
    denied = (bool(chunk.cue("negative")) or apart) and not chunk.negated
    parts = [part for part in (read_alterations(chunk), read_karyotype(chunk)) if part is not None]
    whole = all_of(parts)
    return negate(whole) if denied and whole is not None else whole
