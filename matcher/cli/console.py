"""Home to what people read on the terminal: the width, the colours, and the lines under every output.

Foreign text is cleaned of hidden signs and never taken for markup.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from matcher.export.messages import messages
from matcher.export.model import Provenance
from matcher.export.plaintext import one_line
from matcher.export.wording import foot

PIPED_WIDTH = 80
NARROWEST = 40


def console() -> Console:
    """Standard output as a terminal of its own width, or 80 columns without colour where it is piped."""
    piped = not sys.stdout.isatty()
    width, no_color = (PIPED_WIDTH, True) if piped else (None, None)
    return Console(width=width, no_color=no_color, markup=False, highlight=False, emoji=False)


def wrapped(lines: Iterable[str]) -> str:
    """Lines for standard output, broken at its width and indented below their beginning."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH
    return "".join(f"{part}\n" for line in lines for part in _wrap(line, max(width, NARROWEST)))


def _wrap(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]


def safe(text: str, style: str = "") -> Text:
    """Foreign text to show as it is, on one line."""
    return Text(one_line(text), style=style)


def print_foot(out: Console, source: Provenance, as_of: object = None) -> None:
    """That it is information and not advice, and by what it can be reproduced."""
    advice, made_of = foot(messages(), source, as_of)
    out.print(Text(advice, style="bold"))
    out.print(Text(made_of, style="dim"))
