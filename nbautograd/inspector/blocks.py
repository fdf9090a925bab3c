"""With this module one can read the lines of a docstring as blocks: paragraphs, lists, code, notes.

A small reader for the part of reST that docstrings use. It never fails: lines that fit nothing are
a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nbautograd.inspector.inline import parse_inline
from nbautograd.inspector.tables import list_table, table_rows
from nbautograd.inspector.tree import (
    Admonition,
    Block,
    CodeBlock,
    Emphasis,
    Items,
    MathBlock,
    Paragraph,
    Table,
)

Lines = Sequence[str]

DIRECTIVE = re.compile(r"\s*\.\.\s+(?!_)([a-zA-Z][\w:+.-]*?)::(?:\s+(.*)|\s*)$")
BULLET = re.compile(r"([-*+•]|\d{1,3}[.)]|\(\w\)|#\.)(?:\s+(?=\S)|$)")
_COMMENT = re.compile(r"\s*\.\.(?:\s|$)")
_FENCE = re.compile(r"(```+|~~~+)\s*([\w+-]*)")
_OPTION = re.compile(r"\s*:[\w-]+:(\s|$)")
_RULE = re.compile(r"(?:={3,}|-{3,}|\+[-=+]{3,}|~{3,}|\^{3,})[\s=+-]*$")
_COLUMNS = re.compile(r"\s*\S.*? {3,}\S")  # text aligned by blanks would lose its meaning as prose
_NOTE = re.compile(r"(Note|Notes|Warning|Warnings|Important|Tip|Caution|Caveat)(::?)(?:\s+(.*))?$")

_ADMONITIONS = {
    "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning",
    "seealso", "deprecated", "versionadded", "versionchanged", "todo", "admonition", "topic",
}  # fmt: skip
_TITLES = {
    "seealso": "See also",
    "deprecated": "Deprecated since",
    "versionadded": "New in",
    "versionchanged": "Changed in",
}
_CODE = {
    "code", "code-block", "sourcecode", "doctest", "testcode", "testsetup", "ipython", "plot",
    "prompt", "testoutput", "parsed-literal", "csv-table", "raw", "graphviz",
}  # fmt: skip
_NOT_PYTHON = {"testoutput", "parsed-literal", "csv-table", "raw", "graphviz"}
_SILENT = {
    "include", "image", "figure", "index", "currentmodule", "module", "toctree", "contents",
    "only", "tabularcolumns", "autosummary", "automodule", "py:currentmodule", "highlight",
}  # fmt: skip


@dataclass
class Reader:
    """Reads lines into blocks; `targets` are the document's named web addresses."""

    targets: Mapping[str, str] = field(default_factory=dict)
    found: list[Block] = field(default_factory=list)

    def read(self, lines: Lines) -> tuple[Block, ...]:
        """The blocks of some lines, whatever their common indentation.

        >>> Reader().read(["Twice:", "", "- a", "- b"])[1].items[1]
        (Paragraph(inlines=(Text(text='b'),)),)
        """
        inner = Reader(self.targets)
        lines = dedent(lines)
        at = 0
        while at < len(lines):
            at = inner._step(lines, at) if lines[at] else at + 1
        return tuple(_joined(inner.found))

    def _step(self, lines: Lines, at: int) -> int:
        line = lines[at]
        if directive := DIRECTIVE.match(line):
            return self._directive(directive, lines, at)
        if _COMMENT.match(line):
            return body_end(lines, at + 1, indent(line))
        if line.lstrip().startswith(">>>"):
            return self._doctest(lines, at)
        if fence := _FENCE.match(line):
            return self._fenced(fence, lines, at)
        if BULLET.match(line) and _is_list(lines, at):
            return self._items(lines, at)
        if _RULE.match(line) or line.startswith("| "):
            return self._table(lines, at)
        if (note := _NOTE.match(line)) and _opens_body(lines, at, note[3]):
            return self._note(note, lines, at)
        return self._paragraph(lines, at)

    def _directive(self, match: re.Match[str], lines: Lines, at: int) -> int:
        name, argument = match[1].lower(), (match[2] or "").strip()
        end = body_end(lines, at + 1, indent(lines[at]))
        body = list(lines[at + 1 : end])
        while body and _OPTION.match(body[0]):
            del body[0]
        if name == "math":
            self.found.append(MathBlock("\n".join([argument, *dedent(body)]).strip()))
        elif name in _CODE:
            self._code(body, "" if name in _NOT_PYTHON else "python")
        elif name == "list-table" and (table := list_table(body)):
            self._rows(*table)
        elif name == "table":
            self.found.extend(self.read(body))
        elif name not in _SILENT:
            self._admonition(name, argument, body)
        return end

    def _admonition(self, name: str, argument: str, body: Lines) -> None:
        title = _TITLES.get(name, name.rpartition(":")[2].capitalize())
        if name.startswith("version") or name == "deprecated":
            version, _, rest = argument.partition(" ")
            title, argument = f"{title} {version}".strip(), rest
        elif name in {"admonition", "topic", "rubric"}:
            title, argument = argument, ""
        elif name not in _ADMONITIONS:
            title, argument = argument or title, ""
        blocks = self.read([argument, *_aligned(body)] if argument else body)
        self.found.append(Admonition(title, blocks))

    def _note(self, match: re.Match[str], lines: Lines, at: int) -> int:
        end = body_end(lines, at + 1, indent(lines[at]))
        first = [match[3]] if match[3] else []
        body = self.read([*first, *_aligned(lines[at + 1 : end])])
        self.found.append(Admonition(match[1].rstrip("s"), body))
        return end

    def _doctest(self, lines: Lines, at: int) -> int:
        end = at
        while end < len(lines) and lines[end]:
            end += 1
        self._code(lines[at:end], "python")
        return end

    def _fenced(self, fence: re.Match[str], lines: Lines, at: int) -> int:
        end = at + 1
        while end < len(lines) and not lines[end].startswith(fence[1]):
            end += 1
        self._code(lines[at + 1 : end], "" if fence[2] in {"text", "bash", "sh"} else "python")
        return end + 1

    def _table(self, lines: Lines, at: int) -> int:
        end = at
        while end < len(lines) and (lines[end] or _table_goes_on(lines, end)):
            end += 1
        if table := table_rows(lines[at:end]):
            self._rows(*table)
        elif end - at > 1:
            self._code(lines[at:end], "")
        return end

    def _rows(self, rows: list[list[str]], header: int) -> None:
        cells = (tuple(parse_inline(cell, self.targets) for cell in row) for row in rows)
        self.found.append(Table(tuple(cells), header))

    def _items(self, lines: Lines, at: int) -> int:
        items, numbered = [], lines[at][0].isdigit()
        while at < len(lines) and (mark := BULLET.match(lines[at])):
            end = body_end(lines, at + 1, 0, lazy=True)
            items.append(self.read([lines[at][mark.end() :], *_aligned(lines[at + 1 : end])]))
            at = end
        self.found.append(Items(tuple(items), numbered))
        return at

    def _paragraph(self, lines: Lines, at: int) -> int:
        end = at + 1
        while end < len(lines) and lines[end]:
            end += 1
        if end - at > 1 and all(map(_COLUMNS.match, lines[at:end])):
            self._code(lines[at:end], "")
            return end
        end = at + 1
        quotes = lines[at].count("`")
        while end < len(lines) and lines[end] and (quotes % 2 or not _interrupts(lines, end)):
            quotes += lines[end].count("`")
            if indent(lines[end]) and lines[end - 1].endswith(":"):
                break
            end += 1
        if end < len(lines) and _RULE.match(lines[end]) and end == at + 1:
            self.found.append(Paragraph((Emphasis(lines[at].strip(), strong=True),)))
            return end + 1
        text = " ".join(line.strip() for line in lines[at:end])
        literal = text.endswith("::")
        if literal:
            text = text[:-2].rstrip() + ":" if text[:-2].strip() else ""
        if text:
            self.found.append(Paragraph(parse_inline(text, self.targets)))
        return self._indented(lines, end, literal)

    def _indented(self, lines: Lines, at: int, literal: bool) -> int:
        end = body_end(lines, at, 0)
        body = dedent(lines[at:end])
        if any(body):
            if literal:
                self._code(body, "python")
            else:
                self.found.extend(self.read(body))
        return end

    def _code(self, lines: Lines, language: str) -> None:
        text = "\n".join(dedent(lines)).strip("\n")
        if text:
            self.found.append(CodeBlock(text, language))


def indent(line: str) -> int:
    """How many blanks a line starts with."""
    return len(line) - len(line.lstrip())


def dedent(lines: Lines) -> list[str]:
    """Lines without their common indentation, blank ones empty."""
    margin = min((indent(line) for line in lines if line.strip()), default=0)
    return [line[margin:].rstrip() for line in lines]


def body_end(lines: Lines, at: int, margin: int, lazy: bool = False) -> int:
    """Where the block that is indented deeper than `margin` ends.

    With `lazy`, lines at the margin still belong to it until a blank line or a new mark comes.
    """
    end, blank = at, False
    while end < len(lines):
        line = lines[end]
        if not line.strip():
            blank = True
        elif indent(line) <= margin and (not lazy or blank or _interrupts(lines, end)):
            break
        else:
            blank = False
        end += 1
    while end > at and not lines[end - 1].strip() and end < len(lines):
        end -= 1
    return end


def _aligned(lines: Lines) -> list[str]:
    # The first line of such a body stood after the mark, so the others carry the whole indentation.
    return dedent(lines)


def _opens_body(lines: Lines, at: int, rest: str | None) -> bool:
    following = at + 1
    while following < len(lines) and not lines[following]:
        following += 1
    return bool(rest) or (following < len(lines) and indent(lines[following]) > indent(lines[at]))


def _is_list(lines: Lines, at: int) -> bool:
    # A lone "- x" in the middle of prose is a list, a lone "* " of a formula is not.
    return not (lines[at].startswith("*") and lines[at].rstrip().endswith("*"))


def _interrupts(lines: Lines, at: int) -> bool:
    line = lines[at]
    mark = BULLET.match(line)
    # "+ b" or "2. b" at the start of a line is more often the rest of a formula or a sentence.
    listed = mark and (mark[1] in "-*•" or lines[at - 1].endswith((":", ".", ";")))
    return bool(
        DIRECTIVE.match(line)
        or listed
        or line.lstrip().startswith((">>> ", "```"))
        or (_RULE.match(line) and len(line.split()[0]) > 3)
    )


def _table_goes_on(lines: Lines, at: int) -> bool:
    rules = [k for k in range(at + 1, min(at + 40, len(lines))) if _RULE.match(lines[k])]
    return bool(rules) and all(lines[k] for k in range(at + 1, rules[0]))


def _joined(blocks: list[Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if (
            isinstance(block, CodeBlock)
            and isinstance(last, CodeBlock)
            and block.text.startswith(">>>")
            and last.text.startswith(">>>")
        ):
            out[-1] = CodeBlock(f"{last.text}\n\n{block.text}", "python")
        else:
            out.append(block)
    return out
