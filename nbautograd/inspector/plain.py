"""With this module one can turn a page into text for a terminal, eighty columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from nbautograd.inspector.markdown import plain_type, visible
from nbautograd.inspector.spoken import spoken
from nbautograd.inspector.tree import (
    Admonition,
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Field,
    Fields,
    Inline,
    Items,
    Link,
    Math,
    MathBlock,
    Paragraph,
    Section,
    Table,
    Text,
)

_WIDTH = 80


def page_text(title: str, sections: Iterable[Section]) -> str:
    """A whole page: the title, then each section's blocks indented below its title."""
    parts = [one_line(title)] if title else []
    for section in sections:
        body = blocks(section.blocks, 2 if section.title else 0)
        if body:
            parts.append(f"{one_line(section.title)}:\n{body}" if section.title else body)
    return "\n\n".join(parts)


def blocks(found: Iterable[Block], margin: int = 0) -> str:
    """Blocks with `margin` blanks before each line."""
    return "\n\n".join(part for part in (_block(block, margin) for block in found) if part)


def _block(block: Block, margin: int) -> str:
    match block:
        case Paragraph():
            return _filled(inline_text(block.inlines), margin)
        case CodeBlock():
            return textwrap.indent(visible(block.text).strip("\n"), " " * (margin + 2))
        case MathBlock():
            return _filled(one_line(spoken(block.tex)), margin + 2)
        case Items():
            return "\n".join(
                _hanging(f"{k}. " if block.numbered else "- ", item, margin)
                for k, item in enumerate(block.items, 1)
            )
        case Fields():
            return "\n".join(_field(field, margin) for field in block.fields)
        case Table():
            return _table(block, margin + 2)
        case Admonition():
            inside = blocks(block.blocks, margin + 2)
            title = " " * margin + one_line(block.title) + ":"
            return f"{title}\n{inside}" if inside else title.rstrip(":")


def _table(block: Table, margin: int) -> str:
    rows = [[inline_text(cell) for cell in row] for row in block.rows]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    if block.header:
        lines.insert(block.header, "  ".join("-" * width for width in widths))
    return "\n".join(" " * margin + line.rstrip() for line in lines)


def _filled(text: str, margin: int, first: str | None = None) -> str:
    pad = " " * margin
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=pad if first is None else first,
        subsequent_indent=pad,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _hanging(mark: str, item: tuple[Block, ...], margin: int) -> str:
    inner = margin + len(mark)
    return " " * margin + mark + blocks(item, inner)[inner:]


def _field(field: Field, margin: int) -> str:
    type_ = plain_type(field.type)
    head = one_line(f"{field.name} ({type_})" if field.name and type_ else field.name or type_)
    first = field.blocks[0] if field.blocks else None
    if not head:
        return blocks(field.blocks, margin)
    if not isinstance(first, Paragraph):
        rest = blocks(field.blocks, margin + 4)
        return " " * margin + head + (f":\n{rest}" if rest else "")
    text = _filled(f"{head}: {inline_text(first.inlines)}", margin + 4, " " * margin)
    rest = blocks(field.blocks[1:], margin + 4)
    return f"{text}\n{rest}" if rest else text


def inline_text(nodes: Iterable[Inline]) -> str:
    """One line of running text.

    >>> from nbautograd.inspector.inline import parse_inline
    >>> inline_text(parse_inline(":math:`x^2`, see :func:`torch.abs`"))
    'x², see torch.abs()'
    """
    return one_line("".join(_inline(node) for node in nodes))


def _inline(node: Inline) -> str:
    match node:
        case Text() | Code() | Emphasis():
            return node.text
        case Math():
            return spoken(node.tex)
        case Link():
            return node.text if node.text == node.url else f"{node.text} ({node.url})"


def one_line(text: str) -> str:
    """The visible characters of a text, on one line."""
    return " ".join(visible(text).split())
