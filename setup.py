"""Compiles parser and patient state where a C compiler is at hand; pyproject.toml has the rest of the build.

The modules stay plain Python, and without a compiler they run as such: what they say is the same, only
slower. An editable installation is never compiled, so that a changed file counts at once. The environment
variable MDSMATCH_COMPILE decides where the default is wrong: 1 demands it, 0 forgoes it.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

PARTS = (
    "criteria/words.py",
    "criteria/units.py",
    "criteria/layout",
    "criteria/pipeline",
    "matcher/truth.py",
    "matcher/state",
)
"""Files and folders that are compiled: what every word of a text and every fact of a patient goes through."""

PLAIN = {"__init__", "factories", "tokenizer", "build", "model", "model_disease", "karyotype"}
"""Modules of those folders that are not: they belong to spaCy, or hold nothing, or hold plain values, which
gain nothing, or remember by `cached_property`, of which mypyc makes a property that forgets."""


def modules() -> list[str]:
    """The files to compile, in an order that does not depend on the machine."""
    found = (path for part in map(Path, PARTS) for path in ([part] if part.is_file() else part.rglob("*.py")))
    return sorted(path.as_posix() for path in found if path.stem not in PLAIN)


def wanted() -> bool:
    """Whether to compile."""
    said = os.environ.get("MDSMATCH_COMPILE")
    if said is not None:
        return said == "1"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_path("include")) / "Python.h"
    return "editable_wheel" not in sys.argv and shutil.which(compiler) is not None and header.exists()


def extensions() -> list[Extension]:
    """The compiled modules, none where they are not wanted."""
    if not wanted():
        return []
    from mypyc.build import mypycify

    # The settings in pyproject.toml are for checking, and name a plugin that a build does not need.
    options = ["--config-file=", "--ignore-missing-imports"]
    return mypycify([*options, *modules()], opt_level="2", debug_level="0")


setup(ext_modules=extensions())
