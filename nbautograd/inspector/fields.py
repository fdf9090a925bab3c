"""With this module one can read lists of arguments: Google's, NumPy's and reST's ways of writing.

All three become the same `Fields`, so a page looks alike whatever style its docstring was in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nbautograd.inspector.blocks import Reader, dedent, indent
from nbautograd.inspector.tree import Block, Field, Fields

Lines = Sequence[str]

_NAME = re.compile(
    r"[`*]{0,2}\\?(\*{0,2}[A-Za-z_][\w.]*(?:\s*(?:,|/|and|or)\s*\\?\*{0,2}[A-Za-z_]\w*)*)[`*]{0,2}"
)
_BULLET = re.compile(r"[-*+•]\s+(?=[`*]{0,2}[A-Za-z_])")
_REST = re.compile(r":(\w+)(?:\s+([^:]+?))?:(?:\s+(.*)|\s*)$")
_RETURN_TYPE = re.compile(r"([A-Za-z_(\[][\w\[\], |().*]{0,60}):\s+(?=\S)")
_NUMPY_NAME = re.compile(r"([^\s:][^:]*?)\s*(?::\s+(.*)|:?\s*)$")

REST_KINDS = {
    "param": "arguments", "parameter": "arguments", "arg": "arguments", "argument": "arguments",
    "key": "keywords", "keyword": "keywords", "raises": "raises", "raise": "raises",
    "except": "raises", "exception": "raises", "var": "attributes", "ivar": "attributes",
    "cvar": "attributes", "return": "returns", "returns": "returns", "rtype": "returns",
    "type": "arguments", "yields": "returns",
}  # fmt: skip


def google_fields(lines: Lines, reader: Reader) -> tuple[Block, ...]:
    """Blocks of an indented `name (type): words` list; what is no field stays a paragraph.

    >>> google_fields(["x (Tensor): input", "    of any shape"], Reader())[0].fields[0].type
    'Tensor'
    """
    blocks: list[Block] = []
    fields: list[Field] = []
    for group in _groups(dedent(lines)):
        found = _google_field(group, reader)
        if found:
            fields.append(found)
            continue
        if fields:
            blocks.append(Fields(tuple(fields)))
            fields = []
        blocks.extend(reader.read(group))
    return (*blocks, Fields(tuple(fields))) if fields else tuple(blocks)


def _groups(lines: Lines) -> Iterator[list[str]]:
    # The first line sets the margin: a later line left of it is a slip, not a new entry.
    group: list[str] = []
    margin = next((indent(line) for line in lines if line), 0)
    for line in lines:
        if line and indent(line) == margin and group:
            yield group
            group = []
        if line or group:
            group.append(line[margin:] if indent(line) >= margin else line.lstrip())
    if group:
        yield group


def _google_field(group: Lines, reader: Reader) -> Field | None:
    head = _BULLET.sub("", group[0], count=1)
    name = _NAME.match(head)
    if not name:
        return None
    type_, rest = _bracketed(head[name.end() :].lstrip())
    if not re.match(r":+(?:\s|$)", rest) and (rest or not type_):
        return None
    words = rest[1:].lstrip(": ")
    return Field(name[1].replace("\\", ""), type_, reader.read([words, *dedent(group[1:])]))


def _bracketed(text: str) -> tuple[str, str]:
    if not text.startswith("("):
        return "", text.lstrip()
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :].lstrip()
    return "", text


def numpy_fields(lines: Lines, reader: Reader) -> tuple[Block, ...]:
    """Blocks of a `name : type` list with the words indented below each name."""
    fields: list[Field] = []
    for group in _groups(dedent(lines)):
        head = _NUMPY_NAME.match(group[0])
        words = reader.read(group[1:])
        if not head:
            fields.append(Field(group[0].strip(), "", words))
        else:
            fields.append(Field(head[1].strip("`"), (head[2] or "").strip(), words))
    return (Fields(tuple(fields)),) if fields else ()


def returned(lines: Lines, reader: Reader) -> tuple[Block, ...]:
    """Blocks of a Google `Returns:` body, its leading `type:` split off when there is one."""
    body = dedent(lines)
    at = next((k for k, line in enumerate(body) if line), 0)
    found = _RETURN_TYPE.match(body[at]) if body else None
    if not found or len(found[1].split()) > 4 or found[1].count("(") != found[1].count(")"):
        return reader.read(body)
    rest = [body[at][found.end() :], *dedent(body[at + 1 :])]
    return (Fields((Field("", found[1], reader.read(rest)),)),)


def rest_fields(lines: Lines, reader: Reader) -> list[tuple[str, Field]]:
    """The `:param x: words` fields of some lines, each with the kind of section it belongs to."""
    found: list[tuple[str, Field]] = []
    types: dict[str, str] = {}
    for group in _groups(dedent(lines)):
        mark = _REST.match(group[0])
        if not mark or mark[1] not in REST_KINDS:
            continue
        subject, words = (mark[2] or "").strip(), mark[3] or ""
        if mark[1] in {"type", "rtype"}:
            types[subject] = " ".join([words, *(line.strip() for line in group[1:])]).strip()
            continue
        type_, _, name = subject.rpartition(" ")
        blocks = reader.read([words, *dedent(group[1:])])
        found.append((REST_KINDS[mark[1]], Field(name, type_, blocks)))
    typed = [(kind, Field(f.name, f.type or types.pop(f.name, ""), f.blocks)) for kind, f in found]
    return typed + [("returns", Field("", types[""], ()))] if types.get("") else typed


def is_rest_field(line: str) -> bool:
    """Does a `:param x:` style field start here?"""
    mark = _REST.match(line)
    return bool(mark) and mark[1] in REST_KINDS if mark else False
