"""What could not be read of a bundle, or was read with a reservation: where, what, and whether it was taken.

Home to the collecting. The sentences are data (`data/issues.toml`). An issue names a place and never a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from matcher.fhir.tables import table


@dataclass(frozen=True, slots=True)
class Issue:
    """`path` is the place in the bundle, `kind` a word for programs, `said` a sentence for people.

    `taken`: what stands there was used, with the reservation that is said; otherwise it was left out.
    """

    path: str
    kind: str
    said: str
    taken: bool


@dataclass
class Issues:
    """Collects issues in the order in which they are met; each is said once."""

    _found: dict[Issue, None] = field(default_factory=dict)

    def add(self, path: str, kind: str, detail: str = "") -> None:
        """Say that something of this kind is at `path`; `detail` completes the sentence, with no value."""
        about = table("issues")[kind]
        said = f"{about['said']}{detail}"
        self._found[Issue(path, kind, said, about["taken"])] = None

    def __iter__(self) -> Iterator[Issue]:
        return iter(self._found)
