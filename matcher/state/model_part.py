"""What every part of the state is: a frozen value that is made by names.

Some seventy are made for each patient, so nothing is validated: types are checked before the program runs.
"""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(declared: type[T]) -> type[T]:
    """A frozen part of the state, with slots."""
    return dataclass(frozen=True, slots=True, kw_only=True)(declared)
