"""Home to what people read on the terminal: the width, the colours, and the lines under every output.

Foreign text is cleaned of hidden signs and never taken for markup.
"""

import sys

from rich.console import Console
from rich.text import Text

from matcher.export.messages import messages
from matcher.export.model import Provenance
from matcher.export.plaintext import one_line
from matcher.export.wording import foot


def console() -> Console:
    """Standard output as a terminal of its own width, or 80 columns without colour where it is piped."""
    piped = not sys.stdout.isatty()
    width, no_color = (80, True) if piped else (None, None)
    return Console(width=width, no_color=no_color, markup=False, highlight=False, emoji=False)


def safe(text: str, style: str = "") -> Text:
    """Foreign text to show as it is, on one line."""
    return Text(one_line(text), style=style)


def print_foot(out: Console, source: Provenance, as_of: object) -> None:
    """That it is information and not advice, and by what it can be reproduced."""
    advice, made_of = foot(messages(), source, as_of)
    out.print(Text(advice, style="bold"))
    out.print(Text(made_of, style="dim"))
