"""From blocks to items: which spans ask something, which are headings or notes, and in which section.

Every visible character ends in an item, a heading or a note; the last is also where stray signs go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Final

from criteria.eligibility import Section
from criteria.layout import headings as words
from criteria.layout.blocks import Block, blocks
from criteria.layout.clean import clean
from criteria.layout.labels import label_before, label_behind
from criteria.layout.sentences import sentences
from criteria.layout.ties import ends_in_or, tied

MOST_HEADINGS: Final = 8
"""Headings one after the other on a line beyond which they are no headings: `Criteria: Patients: Age: 18`."""

FEWEST_LABELS: Final = 3
"""Numbered criteria of a text below which a number before one is no label but a number."""
_NUMBERED: Final = r"(?:criteri(?:a|on)\s+\d{1,2}|[1-9]\d{2})[.:)]?[ \t]+"
_LABEL: Final = re.compile(rf"(?i:{_NUMBERED})(?=[A-Z\d≥<>])")
_OUTLINED: Final = r"(?:\d+(?:\.\d+)*[.)]?[ \t]+)?"
_LABEL_LINE: Final = re.compile(rf"[^\w\n]*{_OUTLINED}(?i:{_NUMBERED})(?=[A-Z][a-z])")
_STRETCH: Final = re.compile(r"\S+(?:[^\S\n]+\S+)*")


@dataclass(slots=True, init=False)
class Segment:
    """A stretch of an item's text and the segments listed beneath it; never changed once made.

    `last` is where it ends, its children included.
    """

    start: int
    end: int
    children: tuple[Segment, ...]
    last: int = field(init=False, compare=False)

    # Written out, as that of a line is.
    def __init__(self, start: int, end: int, children: tuple[Segment, ...] = ()) -> None:
        self.start, self.end, self.children = start, end, children
        self.last = max([end, *[child.last for child in children]]) if children else end


@dataclass(slots=True, init=False)
class ItemLayout:
    """Where one criterion stands and how to read it; never changed once made.

    `context` are the spans of leads that share their words with this item ("History of any of the following
    within 6 months:"). `scope` is the part of the trial it is limited to by a heading, `part` the one that a
    label of its own names; `donor` says it asks of the donor.
    """

    body: Segment
    section: Section
    context: tuple[tuple[int, int], ...]
    scope: str | None
    donor: bool
    part: str | None

    # Written out, as that of a line is.
    def __init__(
        self,
        body: Segment,
        section: Section,
        context: tuple[tuple[int, int], ...] = (),
        scope: str | None = None,
        donor: bool = False,
        part: str | None = None,
    ) -> None:
        self.body, self.section, self.context = body, section, context
        self.scope, self.donor, self.part = scope, donor, part


@dataclass(slots=True)
class Layout:
    """All spans of one text, each list in text order."""

    items: list[ItemLayout] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the headings above say of the blocks beneath them."""

    section: Section = "inclusion"
    scope: str | None = None
    donor: bool = False
    context: tuple[tuple[int, int], ...] = ()
    run_on: bool = False


def lay_out(text: str) -> Layout:
    """The layout of an eligibility text. Reading it again gives the same."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = Layout()
        # Line by line: to search a whole text for the beginnings of its lines takes far longer.
        self.labelled = sum([bool(_LABEL_LINE.match(line)) for line in text.split("\n")]) >= FEWEST_LABELS

    def read(self) -> Layout:
        run_on = "DISEASE CHARACTERISTICS" in self.text
        self._siblings(blocks(self.text), _Place(run_on=run_on))
        self._note_the_rest()
        return self.layout

    def _siblings(self, siblings: Iterable[Block], place: _Place) -> None:
        """Reads blocks of one level; a heading among them holds for those after it."""
        for block in tied(self.text, siblings):
            place = self._block(block, place)

    def _block(self, block: Block, place: _Place, above: int = 0) -> _Place:
        """Reads one block and says where the blocks after it stand; `above`: headings cut from it already."""
        raw = self.text[block.start : block.end]
        found = words.heading(raw) if above < MOST_HEADINGS else None
        label = words.trailing_topic(raw) if above < MOST_HEADINGS else None
        if label is not None and (found is None or found.section is None):
            return self._before_topic(block, block.start + label, place, above + 1)
        labelled_prose = place.run_on and block.mark is None and not block.children
        if found is not None and not (found.section is None and labelled_prose):
            return self._under_heading(block, found, place, above)
        lead = self._clean(block.start, block.end)
        if words.is_definition(lead):
            self.layout.notes.append((block.start, _segment(block).last))
            return place
        if self._is_bare_heading(block, lead, place):
            self.layout.headings.append((block.start, block.end))
            below = self._beneath(lead, place)
            self._siblings(block.children, replace(below, context=self._context(block, lead, place)))
            return (
                below
                if not block.children and (words.is_scope(lead) or words.opens_exclusion(lead))
                else place
            )
        self._ask(block, lead, place)
        return place

    def _before_topic(self, block: Block, label: int, place: _Place, above: int) -> _Place:
        """A paragraph at whose end the next topic's label was left: `Bilirubin normal Renal:`."""
        self._block(Block(block.start, label, block.indent, block.mark), place, above)
        return self._block(Block(label, block.end, block.indent, None, block.children), place, above)

    def _under_heading(self, block: Block, found: words.Heading, place: _Place, above: int) -> _Place:
        below = place
        if found.section is not None:
            below = replace(place, section=found.section, scope=found.scope, donor=found.donor, context=())
        elif found.donor:
            below = replace(place, donor=True)
        end = block.start + len(self.text[block.start : block.start + found.end].rstrip())
        self.layout.headings.append((block.start, end))
        rest = Block(block.start + found.end, block.end, block.indent, block.mark, block.children)
        if words.is_read_with(self._clean(block.start, end)):
            below = replace(below, context=(*below.context, (block.start, end)))
        if rest.start < rest.end and self.text[rest.start : rest.end].strip():
            self._block(rest, below, above + 1)
        else:
            self._siblings(block.children, below)
        return below if found.section is not None or (found.donor and not block.children) else place

    def _beneath(self, lead: str, place: _Place) -> _Place:
        """Where the children of a bare heading stand."""
        if words.opens_exclusion(lead):
            place = replace(place, section="exclusion")
        if words.is_scope(lead):
            place = replace(place, scope=lead.rstrip(": "))
        return replace(place, donor=place.donor or words.is_donor_matter(lead))

    def _context(self, block: Block, lead: str, place: _Place) -> tuple[tuple[int, int], ...]:
        if words.asks_nothing(lead) and not words.is_read_with(lead):
            return place.context
        return (*place.context, (block.start, block.end))

    def _is_bare_heading(self, block: Block, lead: str, place: _Place) -> bool:
        """Whether the paragraph asks nothing itself: it opens a list or names a part."""
        if words.is_introduction(lead) or (place.run_on and words.is_topic(lead)):
            return True
        if not block.children:
            return (lead.endswith(":") and len(lead) < 80) or (block.mark is None and words.is_capitals(lead))
        if words.is_topic(lead) or words.is_part_alone(lead):
            return True
        return lead.endswith(":") and not self._belong_together(lead, place)

    def _ask(self, block: Block, lead: str, place: _Place) -> None:
        """Adds the item or items of a block that asks something."""
        if not block.children:
            self._leaf(block, lead, place)
            return
        together = self._belong_together(lead, place) or ends_in_or(lead)
        inside = block.children if together else list(takewhile(self._is_rider, block.children))
        self._add(Segment(block.start, block.end, tuple(map(_segment, inside))), place)
        of_donor = place.section == "inclusion" and words.is_donor_lead(lead)
        self._siblings(block.children[len(inside) :], replace(place, donor=place.donor or of_donor))

    def _belong_together(self, lead: str, place: _Place) -> bool:
        """Whether lead and list are one criterion: exceptions always, wanted alternatives too.

        Excluded alternatives stand each for itself, and so do requirements that all hold.
        """
        if words.is_exceptions(lead):
            return True
        if place.section == "exclusion" or words.is_requirements(lead) or words.opens_exclusion(lead):
            return False
        wordy = lead.endswith(":") and len(lead.split()) > 3 and not words.is_part(lead)
        return wordy or words.is_alternatives(lead)

    def _is_rider(self, child: Block) -> bool:
        return words.is_rider(self._clean(child.start, child.end)) and not child.children

    def _leaf(self, block: Block, lead: str, place: _Place) -> None:
        """A bullet is one item; unlisted prose is cut into its sentences, and so is prose set in a list."""
        raw = self.text[block.start : block.end]
        run_on = place.run_on
        if block.mark is not None and not (run_on and words.TOPIC_LABEL.search(raw, 1)):
            self._add(Segment(block.start, block.end), place, asking=lead)
            return
        for start, end in self._topical(raw) if run_on else [(0, len(raw))]:
            found = sentences(raw[start:end], run_on=run_on)
            here = self._without_label(place) if start else place
            self._prose([(block.start + start + a, block.start + start + b) for a, b in found], here, run_on)

    def _without_label(self, place: _Place) -> _Place:
        """Where prose stands once another topic has begun in it."""
        kept = (span for span in place.context if not words.is_read_with(self._clean(*span)))
        return replace(place, context=tuple(kept))

    def _prose(self, found: list[tuple[int, int]], place: _Place, run_on: bool) -> None:
        """Sentences of one paragraph; what explains the one before, or follows its "one of", joins it."""
        gathered: list[list[tuple[int, int]]] = []
        gathering = False
        for start, end in found:
            read = self._clean(start, end)
            joins = gathering or read.startswith("(") or words.is_rider(read)
            if gathered and joins:
                gathered[-1].append((start, end))
            else:
                gathered.append([(start, end)])
            gathering = gathering or (run_on and words.is_alternatives(read))
        for first, *more in gathered:
            self._sentence(first, tuple(Segment(a, b) for a, b in more), place)

    def _topical(self, raw: str) -> Iterator[tuple[int, int]]:
        """Run-on prose cut at its topic labels."""
        cuts = [0, *(m.start() for m in words.TOPIC_LABEL.finditer(raw)), len(raw)]
        return ((start, end) for start, end in pairwise(cuts) if start < end)

    def _sentence(self, first: tuple[int, int], more: tuple[Segment, ...], place: _Place) -> None:
        start, end = first
        label = words.heading(self.text[start:end])
        if label is not None and label.section is None:
            self.layout.headings.append((start, start + len(self.text[start : start + label.end].rstrip())))
            if words.is_read_with(self._clean(start, start + label.end)):
                place = replace(place, context=(*place.context, self.layout.headings[-1]))
            start = start + label.end
        if start < end and self.text[start:end].strip():
            self._add(Segment(start, end, more), place)
        elif more:
            self._add(Segment(more[0].start, more[0].end, more[1:]), place)

    def _add(self, body: Segment, place: _Place, asking: str = "") -> None:
        """Adds an item, or a note if it asks nothing. `asking`: words known to be no introduction."""
        label = _LABEL.match(self.text, body.start, body.end) if self.labelled else None
        if label is not None:
            body = replace(body, start=label.end())
        read = self._clean(body.start, body.last)
        opens = read != asking and (words.is_introduction(read) or words.is_definition(read))
        if opens or not any(map(str.isalnum, read)):
            self.layout.notes.append((body.start, body.last))
            return
        body, part = self._without_labels(body)
        donor = place.donor or words.is_donor_matter(read)
        self.layout.items.append(ItemLayout(body, place.section, place.context, place.scope, donor, part))

    def _without_labels(self, body: Segment) -> tuple[Segment, str | None]:
        """An item without the labels that stand in one line with it, and the part of the trial they name."""
        raw = self.text[body.start : body.end]
        before = label_before(raw)
        behind = None if body.children else label_behind(raw)
        for label in filter(None, (before, behind)):
            inner = raw[label.start : label.end]
            start = body.start + label.start + len(inner) - len(inner.lstrip())
            self.layout.headings.append((start, start + len(inner.strip())))
        if before is None and behind is None:
            return body, None
        start = body.start + (before.end if before else 0)
        end = body.start + len(raw[: behind.start].rstrip()) if behind else body.end
        parts = [label.part for label in (before, behind) if label is not None and label.part is not None]
        return replace(body, start=start, end=end), ", ".join(parts) or None

    def _note_the_rest(self) -> None:
        """What no item and no heading holds, list marks for the most part, becomes a note."""
        spans = [(item.body.start, item.body.last) for item in self.layout.items]
        taken = sorted(spans + self.layout.headings + self.layout.notes)
        edge = 0
        for start, end in [*taken, (len(self.text), len(self.text))]:
            if self.text[edge:start].strip():
                self.layout.notes += [match.span() for match in _STRETCH.finditer(self.text, edge, start)]
            edge = max(edge, end)
        self.layout.notes.sort()
        self.layout.headings.sort()

    def _clean(self, start: int, end: int) -> str:
        return clean(self.text[start:end])


def _segment(block: Block) -> Segment:
    return Segment(block.start, block.end, tuple(map(_segment, block.children)))
