"""The real registry records, gold lines and test vectors that lie beside the project, where they do."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "registry").is_dir(),
    reason="the real records (../shared/registry) are not beside this checkout",
)
