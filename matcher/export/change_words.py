"""Home to how changes are said, on the terminal and on pages; the sentences stand in the message file."""

from matcher.changes.model import Change, Washout
from matcher.export.messages import Messages
from matcher.export.plaintext import one_line


def what(say: Messages, change: Change) -> str:
    """What happened to the trial, for this patient."""
    said = say(
        f"changes.kind.{change.kind}",
        before=change.verdict_before,
        now=change.verdict_now,
        status=one_line(say.word("status", change.status_now)),
    )
    turned = None not in (change.verdict_before, change.verdict_now) and (
        change.verdict_before != change.verdict_now
    )
    if change.kind == "verdict" or not turned:
        return said
    return f"{said}; {say('changes.kind.verdict', before=change.verdict_before, now=change.verdict_now)}"


def because(say: Messages, change: Change) -> str:
    """What it comes from."""
    return ", ".join(say(f"changes.because.{cause}") for cause in change.because)


def lines(say: Messages, change: Change) -> str:
    """Which lines the verdict turns on; empty where it did not turn."""
    parts = (("now", change.now_in_the_way), ("no_longer", change.no_longer_in_the_way))
    if not change.verdict_before or not change.verdict_now:
        return ""
    told = ((name, "; ".join(map(one_line, reasons))) for name, reasons in parts if reasons)
    return " ".join(say(f"changes.lines.{name}", lines=reasons) for name, reasons in told)


def washout(say: Messages, one: Washout) -> str:
    """When the last window of a trial ends."""
    return say(f"changes.washout.{one.state}", day=one.on)
