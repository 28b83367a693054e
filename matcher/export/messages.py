"""Home to the sentences that people read, taken from a message file a language: no sentence stands in Python.

It knows keys and places to fill, and nothing of what is said.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "es")
"""English and Spanish; each has a file in `languages`."""


class Messages:
    """The sentences of one language. A key is its path in the file: `say("patient.title")`."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def __call__(self, key: str, **places: object) -> str:
        """The sentence of `key` with its {places} filled; raises KeyError for a key that the file lacks."""
        return str(self._find(key)).format(**places)

    def count(self, key: str, count: int) -> str:
        """The sentence of `key` for `count` things, in its singular or plural."""
        return str(self._find(f"{key}.{'one' if count == 1 else 'other'}")).format(count=count)

    def word(self, table: str, name: str | None) -> str:
        """The word for a registry's name; a name that the file does not know yet is shown as it came."""
        words = self._find(table)
        return str(words["missing"] if name is None else words.get(name, name.replace("_", " ").lower()))

    def listing(self, key: str) -> tuple[str, ...]:
        """The list of sentences under `key`."""
        return tuple(self._find(key))

    def table(self, key: str) -> dict[str, str]:
        """The named sentences under `key`."""
        return dict(self._find(key))

    def joined(self, more: dict[str, Any]) -> "Messages":
        """These sentences and `more`. Raises ValueError for a key that both have."""
        if twice := self._content.keys() & more.keys():
            raise ValueError(f"said twice: {', '.join(sorted(twice))}")
        return Messages(self._content | more)

    def _find(self, key: str) -> Any:
        found: Any = self._content
        for step in key.split("."):
            found = found[step]
        return found


@cache
def messages(language: str = "en") -> Messages:
    """The sentences of `language`, read once; raises FileNotFoundError for a language that has no file."""
    file = resources.files("matcher.export") / "languages" / f"{language}.toml"
    return Messages(tomllib.loads(file.read_text(encoding="utf-8")))
