"""Home to the sentences of the pages: a folder a language in `words/`, a file a page.

`say("trials.title")` is `title` in `trials.toml`. What the exports say (`status.RECRUITING`) is there too, so
that one thing has one word in the whole house.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from matcher.export.messages import Messages, messages

DEFAULT_LANGUAGE = "en"


@cache
def words(language: str = DEFAULT_LANGUAGE) -> Messages:
    """The sentences of the pages in `language`, read once. Raises FileNotFoundError for an unknown one."""
    folder = resources.files("matcher.web") / "words" / language
    pages: dict[str, Any] = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return messages(language).joined(pages)
