"""With this module one can hold a documentation page as data, before it is text or Markdown.

Every character of a docstring ends up in one of these nodes, and only the two renderers turn nodes
into characters again. That is what makes a page safe: there is no node for HTML.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Words that mean themselves."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name or a short expression, shown literally."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """TeX inside a sentence."""

    tex: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words set apart; `strong` ones are bold."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with the words that stand for it."""

    text: str
    url: str


Inline = Text | Code | Math | Emphasis | Link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines shown literally; `language` is `python` or empty."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class MathBlock:
    """TeX on lines of its own."""

    tex: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not; every item is a few blocks."""

    items: tuple[tuple[Block, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Admonition:
    """A note, a warning or the like."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One argument, attribute, exception or returned value."""

    name: str
    type: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Arguments and their like, in the order they were written."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first `header` rows are titles."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    header: int = 0


Block = Paragraph | CodeBlock | MathBlock | Items | Admonition | Fields | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one title; the untitled one is the description.

    `kind` is one of description, overload, arguments, keywords, returns, raises, attributes,
    shape, example, signature, state, gradient, members, source, other.
    """

    title: str
    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A docstring as a tree: the signature lines split off, then its sections in order."""

    signatures: tuple[str, ...]
    sections: tuple[Section, ...]

    def fields(self, kind: str) -> tuple[Field, ...]:
        """All fields of the sections of one kind, overloads after each other."""
        blocks = [block for s in self.sections if s.kind == kind for block in s.blocks]
        return tuple(f for block in blocks if isinstance(block, Fields) for f in block.fields)


def paragraph(*parts: str | Inline) -> Paragraph:
    """A paragraph from strings and nodes, a string standing for plain words.

    >>> paragraph("saved: ", Code("out"))
    Paragraph(inlines=(Text(text='saved: '), Code(text='out')))
    """
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))
