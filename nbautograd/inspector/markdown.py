"""With this module one can turn a page into Markdown that no docstring can turn into anything else.

What a notebook shows of `?` is trusted there: a `<script>` in a docstring would run. So nothing
passes as it is. Words are escaped, code is fenced by more back-quotes than it contains, a formula
passes `clean_tex` or becomes code, and a link has to be http or https. Front ends look for math in
the finished page too, where no backslash protects a dollar, so a word with a dollar or a backslash
becomes code: that is the one place where none of them looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nbautograd.inspector.mathtext import clean_tex
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

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LITERAL = re.compile(r"\S*(?:\$|\\|@@)\S*")
_SPECIAL = re.compile(r"([*`\[\]|~!]|#(?!\d+;)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_START = re.compile(r"^(\s*)([-+=>]|\d{1,9}[.)]|:(?=\s))")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_URL = re.compile(r"https?://[A-Za-z0-9.~:/?#@!&+,;=%-]+")


def visible(text: str) -> str:
    """The text without control, zero-width and direction characters; tabs are blanks."""
    return _INVISIBLE.sub("", text.expandtabs(4).replace("\u2028", "\n").replace("\u2029", "\n"))


def page_markdown(title: str, sections: Iterable[Section]) -> str:
    """A whole page; titles are bold, for a heading would enter the notebook's table of contents."""
    parts = [f"**{inlines((Code(title),))}**"] if title else []
    for section in sections:
        if section.title:
            parts.append(f"**{words(section.title)}**")
        parts.append(blocks(section.blocks))
    return "\n\n".join(part for part in parts if part)


def blocks(found: Iterable[Block]) -> str:
    """Blocks one after another."""
    return "\n\n".join(part for part in (_block(block) for block in found) if part)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return inlines(block.inlines)
        case CodeBlock():
            return fenced(block.text, block.language)
        case MathBlock():
            tex = clean_tex(block.tex, display=True)
            return fenced(block.tex, "") if tex is None else f"$${tex}$$"
        case Items():
            return _items(block)
        case Fields():
            return "\n".join(_item("- ", _field(field)) for field in block.fields)
        case Table():
            return _table(block)
        case Admonition():
            inside = f"**{words(block.title)}**\n\n{blocks(block.blocks)}".strip()
            return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))


def _table(block: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    head = rows[: block.header or 1] if block.header else [[""] * len(rows[0])]
    ruled = [*head, ["---"] * len(rows[0]), *rows[block.header :]]
    return "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def _cell(cell: tuple[Inline, ...]) -> str:
    bare = tuple(Math(n.tex.replace("|", r"\vert ")) if isinstance(n, Math) else n for n in cell)
    # Inside a table even a code span ends at a bar, unless the bar is escaped.
    return re.sub(r"(?<!\\)\|", r"\|", inlines(bare))


def _items(block: Items) -> str:
    marks = (f"{k}. " if block.numbered else "- " for k in range(1, len(block.items) + 1))
    return "\n".join(
        _item(mark, blocks(item)) for mark, item in zip(marks, block.items, strict=True)
    )


def _item(mark: str, text: str) -> str:
    hanging = "\n".join((" " * len(mark) + line).rstrip() for line in text.split("\n"))
    return mark + hanging[len(mark) :]


def _field(field: Field) -> str:
    # Names are code; "leads to" and the like are words.
    named = " " not in field.name or "," in field.name
    head = f"**{span(field.name) if named else words(field.name)}**" if field.name else ""
    if field.type:
        # A type may hold a role or two; its words are code when they look like code.
        head = f"{head} (*{words(plain_type(field.type))}*)".strip()
    body = blocks(field.blocks)
    if not (head and body):
        return head or body
    first = field.blocks[0]
    return f"{head}: {body}" if isinstance(first, Paragraph) else f"{head}\n\n{body}"


def plain_type(text: str) -> str:
    """A type annotation without the roles and back-quotes that docstrings put into it."""
    text = re.sub(r":[a-z:]+:`~?(?:[\w.]*\.)?([^`]*)`", r"\1", text)
    return " ".join(text.replace("`", "").split())


def inlines(nodes: Iterable[Inline]) -> str:
    """One line of running text."""
    text, last = "", None
    for node in nodes:
        part = _inline(node)
        # Two spans that touch would be read as one, and the dollar that closes a formula is none
        # for KaTeX's Markdown plugin when a digit follows.
        touching = text and part and text[-1] == part[0] and part[0] in "`*$"
        number = isinstance(last, Math) and part[:1].isdigit()
        text += f" {part}" if touching or number else part
        last = node
    return _START.sub(lambda m: f"{m[1]}{_escaped_start(m[2])}", text.strip())


def _escaped_start(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def _inline(node: Inline) -> str:
    match node:
        case Text():
            return words(node.text)
        case Code():
            return span(node.text)
        case Math():
            tex = clean_tex(node.tex)
            return span(node.tex) if tex is None else f"${tex}$"
        case Emphasis():
            mark = "**" if node.strong else "*"
            inside = words(node.text).strip()
            return inside if "`" in inside or not inside else f"{mark}{inside}{mark}"
        case Link():
            url = re.sub("[*'()_]", lambda m: f"%{ord(m[0]):02X}", node.url)
            if not _URL.fullmatch(url):
                return words(node.text)
            return f"[{words(node.text)}]({url.replace('&', '&amp;')})"


def words(text: str) -> str:
    """Plain words with every mark escaped.

    >>> words("a <b> costs $5, *not* x_1")
    'a &lt;b&gt; costs `$5,` \\\\*not\\\\* x_1'
    """
    text = " ".join(visible(text).split("\n"))
    out, start = [], 0
    for literal in _LITERAL.finditer(text):
        out += [_escaped(text[start : literal.start()]), span(literal[0])]
        start = literal.end()
    return "".join(out) + _escaped(text[start:])


def _escaped(text: str) -> str:
    text = re.sub("[&<>]", lambda m: _HTML[m[0]], text)
    # A bare address would be made a link, by some up to and over the next back-quote.
    text = text.replace("://", "&#58;//").replace("www.", "www&#46;")
    return _SPECIAL.sub(r"\\\1", text)


def span(text: str) -> str:
    """A code span that holds any text on one line."""
    text = " ".join(visible(text).split())
    if not text:
        return ""
    ticks = "`" * (_longest(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fenced(text: str, language: str) -> str:
    """A code block that holds any text."""
    text = visible(text).strip("\n")
    ticks = "`" * max(3, _longest(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}" if text.strip() else ""


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
