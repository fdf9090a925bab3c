"""With this module one can read a docstring into a tree, whatever style it was written in.

Google's and NumPy's sections, reST roles and directives, doctest blocks, and the signature lines
that compiled functions keep in their docstrings are recognised. The reader is our own: PyTorch's
docstrings mix all of these in one text, which no general reader takes apart completely.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nbautograd.inspector.blocks import DIRECTIVE, Reader, body_end, dedent, indent
from nbautograd.inspector.fields import (
    google_fields,
    is_rest_field,
    numpy_fields,
    rest_fields,
    returned,
)
from nbautograd.inspector.inline import parse_inline
from nbautograd.inspector.plain import inline_text
from nbautograd.inspector.tree import Block, CodeBlock, Document, Field, Fields, Section

_KINDS = {
    "args": "arguments", "arg": "arguments", "arguments": "arguments", "argument": "arguments",
    "parameters": "arguments", "parameter": "arguments", "params": "arguments",
    "other parameters": "arguments", "inputs": "arguments", "other args": "arguments",
    "keyword args": "keywords", "keyword arguments": "keywords", "keyword arg": "keywords",
    "keyword argument": "keywords", "kwargs": "keywords", "keyword parameters": "keywords",
    "attributes": "attributes", "members": "attributes", "variables": "attributes",
    "methods": "attributes",
    "raises": "raises", "raise": "raises", "warns": "raises",
    "returns": "returns", "return": "returns", "outputs": "returns", "output": "returns",
    "yields": "returns", "receives": "arguments",
    "shape": "shape", "shapes": "shape",
    "example": "example", "examples": "example", "example usage": "example", "usage": "example",
    "notes": "other", "references": "other", "reference": "other", "see also": "other",
    "warnings": "other", "todo": "other",
}  # fmt: skip
_TITLES = {
    "args": "Arguments", "arg": "Arguments", "params": "Parameters",
    "keyword args": "Keyword arguments", "keyword arg": "Keyword arguments",
    "kwargs": "Keyword arguments", "arguments": "Arguments",
}  # fmt: skip
_KIND_TITLES = {
    "arguments": "Arguments", "keywords": "Keyword arguments", "returns": "Returns",
    "raises": "Raises", "attributes": "Attributes",
}  # fmt: skip
_LISTED = {"arguments", "keywords", "attributes", "raises"}
_HEADER = re.compile(r"\s{0,8}\**([A-Za-z][A-Za-z ]{2,20}?)\**\s?(::?)\**(?:\s+(\S.*))?$")
_EXAMPLE = re.compile(r"([A-Z][\w -]* )?[Ee]xamples?(?: [\w -]+)?::?$")
_SIGNATURE = re.compile(r"[A-Za-z_][\w.]*\(.*\)\s*(?:->\s*\S.*|→\s*\S.*)?[.;]?$", re.DOTALL)
_SIGNATURE_START = re.compile(r"[A-Za-z_][\w.]*\(")
_DEFINITION = {"function", "method", "class", "py:function", "py:method", "staticmethod",
               "classmethod", "attribute", "data", "py:class"}  # fmt: skip
_TARGET = re.compile(r"^[ \t]*\.\. _`?([^`:\n]+)`?:[ \t]*\n?[ \t]*(https?://\S+)", re.MULTILINE)
_OPTION = re.compile(r"\s*:[\w-]+:(?:\s|$)")


@lru_cache(maxsize=256)
def parse(doc: str) -> Document:
    """The tree of one docstring; an empty one gives an empty tree.

    >>> parse("abs(x) -> Tensor\\n\\nAbsolute value.\\n\\nArgs:\\n    x (Tensor): input").signatures
    ('abs(x) -> Tensor',)
    """
    lines = [line.rstrip() for line in inspect.cleandoc(doc).split("\n")]
    targets = {" ".join(k.lower().split()): url for k, url in _TARGET.findall(doc)}
    signatures, start = split_signatures(lines)
    parser = _Parser(dedent(lines[start:]), Reader(targets))
    parser.run()
    return Document(signatures, tuple(parser.sections))


def summary(doc: object) -> str:
    """The first sentence of a docstring in plain words, without signature lines.

    >>> summary("relu(x) -> Tensor\\n\\nApplies :math:`x^+`. Then more.")
    'Applies x⁺.'
    """
    if not isinstance(doc, str):
        return ""
    lines = [line.rstrip() for line in inspect.cleandoc(doc[:2000]).split("\n")]
    _, start = split_signatures(lines)
    while start < len(lines) and (not lines[start] or lines[start].lstrip().startswith("..")):
        start += 1
    end = start
    while end < len(lines) and lines[end]:
        end += 1
    text = " ".join(line.strip() for line in lines[start:end])
    first = re.match(r"(.*?[^.\s(]{2}[.!?])(?=\s+[A-Z:`*(]|\s*$)", text)
    words = inline_text(parse_inline(first[1] if first else text))
    return words.removesuffix(":").strip()


def split_signatures(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The signature lines that a docstring starts with, and where its own text starts."""
    found: list[str] = []
    at = start = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _signature_end(lines, at)
        if end == at:
            break
        found.append(" ".join(line.strip().rstrip("\\").strip() for line in lines[at:end]))
        start = at = end
    return tuple(found), start


def _signature_end(lines: Sequence[str], at: int) -> int:
    if not _SIGNATURE_START.match(lines[at].lstrip()):
        return at
    text = ""
    for end in range(at, min(at + 12, len(lines))):
        text += lines[end].strip().rstrip("\\") + " "
        if text.count("(") > text.count(")"):
            continue
        return end + 1 if _SIGNATURE.fullmatch(text.strip()) else at
    return at


@dataclass
class _Parser:
    """Cuts lines into sections; `loose` gathers those that belong to none so far."""

    lines: list[str]
    reader: Reader
    sections: list[Section] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def run(self) -> None:
        at = 0
        while at < len(self.lines):
            at = self._step(at)
        self._flush()

    def _step(self, at: int) -> int:
        line = self.lines[at]
        if not line:
            self.loose.append(line)
            return at + 1
        if self._underlined(at):
            return self._numpy(at)
        if is_rest_field(line):
            return self._rest(at)
        if line.startswith(">>>") and self._only_doctests(at):
            return self._examples(at)
        directive = DIRECTIVE.match(line)
        if directive and directive[1].lower() in _DEFINITION and not indent(line):
            return self._overload(directive[2] or "", at)
        header = _HEADER.match(line)
        if header and header[1].lower() in _KINDS and self._has_body(at, header[3]):
            return self._google(header, at)
        if header and header[1].lower() in _KINDS and not header[3] and not indent(line):
            # A title with nothing below it stays a title.
            self._flush()
            name = header[1].lower()
            self.sections.append(Section(_TITLES.get(name, header[1]), _KINDS[name], ()))
            return at + 1
        if _EXAMPLE.match(line) and self._has_body(at, None):
            return self._body(line.rstrip(":"), "example", [], at)
        end = at + 1
        if directive or line.startswith(".."):
            end = body_end(self.lines, at + 1, indent(line))
        self.loose.extend(self.lines[at:end])
        return end

    def _flush(self) -> None:
        if any(self.loose):
            self._add("", "description", self.reader.read(self.loose))
        self.loose = []

    def _add(self, title: str, kind: str, blocks: tuple[Block, ...]) -> None:
        if blocks:
            self.sections.append(Section(title, kind, blocks))

    def _underlined(self, at: int) -> bool:
        if at + 1 >= len(self.lines) or (at and self.loose and self.loose[-1]):
            return False
        rule = self.lines[at + 1]
        plain = indent(self.lines[at]) == 0 and len(self.lines[at].split()) < 5
        return plain and bool(re.fullmatch(r"-{3,}|={3,}", rule))

    def _has_body(self, at: int, rest: str | None) -> bool:
        following = at + 1
        while following < len(self.lines) and not self.lines[following]:
            following += 1
        indented = following < len(self.lines) and indent(self.lines[following]) > indent(
            self.lines[at]
        )
        return indented or (bool(rest) and not indent(self.lines[at]))

    def _google(self, header: re.Match[str], at: int) -> int:
        name = header[1].lower()
        first = [header[3]] if header[3] else []
        return self._body(_TITLES.get(name, header[1].capitalize()), _KINDS[name], first, at)

    def _only_doctests(self, at: int) -> bool:
        return all(
            self.lines[k].startswith(">>>")
            for k in range(at, len(self.lines))
            if self.lines[k] and not self.lines[k - 1]
        )

    def _examples(self, at: int) -> int:
        # A docstring that ends in a doctest has an example, with or without a title for it.
        self._flush()
        text = "\n".join(self.lines[at:]).strip("\n")
        self._add("Example", "example", (CodeBlock(text, "python"),))
        return len(self.lines)

    def _body(self, title: str, kind: str, first: list[str], at: int) -> int:
        self._flush()
        end = at + 1
        while first and end < len(self.lines) and self.lines[end]:
            end += 1
        end = body_end(self.lines, end, indent(self.lines[at]))
        self._section(title, kind, [*first, *dedent(self.lines[at + 1 : end])])
        return end

    def _section(self, title: str, kind: str, lines: list[str]) -> None:
        if kind in _LISTED:
            self._add(title, kind, google_fields(lines, self.reader))
        elif kind == "returns":
            self._add(title, kind, returned(lines, self.reader))
        elif kind == "example":
            self._add(title, kind, _example(lines, self.reader))
        else:
            self._add(title, kind, self.reader.read(lines))

    def _numpy(self, at: int) -> int:
        self._flush()
        title = self.lines[at].strip()
        kind = _KINDS.get(title.lower(), "other")
        end = at + 2
        while end < len(self.lines) and not (self.lines[end] and self._underlined(end)):
            end += 1
        body = self.lines[at + 2 : end]
        if kind in _LISTED or kind == "returns" or title.lower() == "see also":
            self._add(title, kind, numpy_fields(body, self.reader))
        else:
            self._add(title, kind, self.reader.read(body))
        return end

    def _rest(self, at: int) -> int:
        self._flush()
        end = at
        while end < len(self.lines) and (
            not self.lines[end] or indent(self.lines[end]) or is_rest_field(self.lines[end])
        ):
            end += 1
        grouped: dict[str, list[Field]] = {}
        for kind, found in rest_fields(self.lines[at:end], self.reader):
            grouped.setdefault(kind, []).append(found)
        for kind, fields in grouped.items():
            self._add(_KIND_TITLES[kind], kind, (Fields(tuple(fields)),))
        return end

    def _overload(self, signature: str, at: int) -> int:
        self._flush()
        end = body_end(self.lines, at + 1, 0)
        start = at + 1
        while start < end and _OPTION.match(self.lines[start]):
            start += 1
        # The words of an overload may be indented below it or simply follow it, with sections.
        self._add("", "overload", (CodeBlock(signature.strip(), "python"),))
        self.lines[at + 1 : end] = ["", *dedent(self.lines[start:end])]
        return at + 1


def _example(lines: list[str], reader: Reader) -> tuple[Block, ...]:
    text = "\n".join(dedent(lines)).strip("\n")
    first = next((line for line in lines if line), "")
    if ">>>" in text and not first.lstrip().startswith((">>>", "#")):
        return reader.read(lines)
    return (CodeBlock(text, "python"),) if text else ()
