"""What a measure is called with, and what it says of itself where it is asked for help or called wrongly."""

import argparse
import sys
from pathlib import Path


def given(about: str | None, names: str) -> list[str]:
    """The words behind the command, named as in `FOLDER PATIENTS [HOME]`: those in brackets may be left out.

    Exits with a line of usage where some are missing or too many, and with all of `about` for `--help`.
    """
    program = f"python -m tests.bench.{Path(sys.argv[0]).stem}"
    form = argparse.RawDescriptionHelpFormatter
    reader = argparse.ArgumentParser(program, description=about, formatter_class=form)
    for name in names.split():
        reader.add_argument(name.strip("[]"), nargs="?" if name.startswith("[") else None)
    return [word for word in vars(reader.parse_args()).values() if word is not None]
