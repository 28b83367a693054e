"""An html page taken apart by the standard parser, to ask what a browser would find in it."""

from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags with their attributes, and the text outside of style; `unclosed` are tags without an end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed, f"</{tag}> closes nothing"
        opened = self.unclosed.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        if "style" not in self.unclosed:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that is shown, on one line."""
        return " ".join(" ".join(self.texts).split())

    def named(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


INLINE = {"span", "a", "br"}
"""Tags within a sentence; every other tag begins and ends a block."""


class OwnWords(Page):
    """The blocks of text (paragraphs, list items, headings) that are the page's own words.

    What is marked as quoted from the registry is left out, and so are the title of the window, links into the
    registry, and the last line that says from which snapshot and by which parser.
    """

    def __init__(self, html: str) -> None:
        self.blocks: list[str] = [""]
        self.left_out: list[str] = []
        self._aside: list[bool] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag not in INLINE:
            self.blocks.append("")
        if tag not in VOID:
            given = dict(attrs)
            self._aside.append(
                "quoted" in (given.get("class") or "").split() or tag in ("title", "style", "a")
                or "provenance" in (given.get("class") or "").split()
            )  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._aside.pop()
        if tag not in INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if any(self._aside):
            self.left_out.append(data)
        else:
            self.blocks[-1] += data


def own_blocks(html: str) -> list[str]:
    """The page's own words, block by block."""
    return [" ".join(block.split()) for block in OwnWords(html).blocks if block.strip()]
