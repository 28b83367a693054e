"""How plain values are declared of which many are made for each patient: facts, citations, parts of a state.

The type checker alone sees to it that nobody changes one and that fields hold what they say: to guard each
field while the program runs takes three times as long.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain_value(declared: type[T]) -> type[T]:
    """A value made by place or by name, equal and hashed by its fields."""
    return dataclass(slots=True, unsafe_hash=True)(declared)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def plain_part(declared: type[T]) -> type[T]:
    """A part of something larger with many fields, made by names only."""
    return dataclass(slots=True, kw_only=True)(declared)
