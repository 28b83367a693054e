"""Where the tables of this package are: codes, statuses, words, each with its source, as TOML."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `data/<name>.toml`; treat it as read-only."""
    text = (files("matcher.fhir") / "data" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def coded(name: str) -> dict[tuple[str, str], str]:
    """By system and code, what a group of codes stands for: all `[[group]]` of a table, one dictionary."""
    systems = table("systems")["systems"]
    return {
        (systems[group["system"]], code): meaning
        for group in table(name)["group"]
        for code, meaning in group["codes"].items()
    }
