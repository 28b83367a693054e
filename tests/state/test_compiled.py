"""`make compiled` runs the tests of this folder on the compiled state; this one sees to it that it does."""

import os
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from matcher import truth
from matcher.state import derive, risk


@pytest.mark.skipif(os.environ.get("MDSMATCH_COMPILE") != "1", reason="compiling is not asked for")
@pytest.mark.parametrize("module", [truth, derive, risk], ids=lambda module: module.__name__)
def test_the_compiled_module_is_the_one_in_use(module: object) -> None:
    assert Path(str(getattr(module, "__file__", ""))).name.endswith(tuple(EXTENSION_SUFFIXES))
