"""Where the tables of this package are: points, cut points, words, rules, each with its source, as TOML."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """The table `data/<name>.toml`; treat it as read-only."""
    text = (files("matcher.state") / "data" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
