"""With this module one can see what an object offers, grouped by kind, a line for each name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from typing import Any

from nbautograd.inspector.kinds import GROUPS
from nbautograd.inspector.members import Member, members
from nbautograd.inspector.page import Page
from nbautograd.inspector.resolve import resolve
from nbautograd.inspector.search import ranked
from nbautograd.inspector.static import class_name
from nbautograd.inspector.tree import Block, Code, Field, Fields, Inline, Section, paragraph

_MANY = 400
_FULL = 40


def directory(obj: Any, pattern: str | None = None) -> Page:
    """What `obj` has, grouped by kind, with one line of documentation each.

    `pattern` is a wildcard (`*norm*`), a part of a name, or words to search for. Names that start
    with an underscore are listed when the pattern does. Nothing of `obj` is evaluated.

    >>> directory(3.5, "is_*").title
    'float: is_*'
    """
    shown = select(members(obj), pattern)
    title = resolve(obj).title
    heading = f"{title}: {pattern}" if pattern else title
    if not shown:
        return Page(heading, (_nothing(pattern),))
    return Page(heading, tuple(_sections(shown, obj)))


def select(found: Iterable[Member], pattern: str | None) -> tuple[Member, ...]:
    """The members that a pattern means; without one, all that are not private or special.

    >>> [m.name for m in select(members(3.5), "real")]
    ['real']
    """
    found = tuple(found)
    if not pattern:
        return tuple(m for m in found if not m.private and m.kind != "special")
    visible = found
    if not pattern.startswith("_"):
        visible = tuple(m for m in found if not m.private and m.kind != "special")
    named = re.compile(translate(pattern if set(pattern) & set("*?[") else f"*{pattern}*"), re.I)
    chosen = tuple(m for m in visible if named.match(m.name))
    if chosen or set(pattern) & set("*?["):
        return chosen
    return tuple(m for m, _ in ranked(visible, pattern))


def _nothing(pattern: str | None) -> Section:
    words = f"No name matches {pattern!r}." if pattern else "No public names."
    return Section("", "description", (paragraph(words),))


def _sections(found: tuple[Member, ...], obj: Any) -> Iterator[Section]:
    short = len(found) > _MANY
    if short:
        words = f"{len(found)} names; a pattern, such as *norm*, gives a line about each."
        yield Section("", "description", (paragraph(words),))
    here = class_name(obj if isinstance(obj, type) else type(obj))
    for kind, title in GROUPS.items():
        group = [m for m in found if m.kind == kind]
        if group:
            block = _names(group) if short and len(group) > _FULL else _lines(group, here)
            yield Section(f"{title} ({len(group)})", "members", (block,))


def _names(group: list[Member]) -> Block:
    return paragraph(", ".join(member.name for member in group))


def _lines(group: list[Member], here: str) -> Block:
    return Fields(tuple(Field(m.name, "", (paragraph(*_words(m, here)),)) for m in group))


def _words(member: Member, here: str) -> list[str | Inline]:
    words: list[str | Inline] = [member.line] if member.line else []
    if member.inherited and member.owner != here:
        words += [" " if words else "", "(from ", Code(member.owner), ")"]
    return words
