"""With this module one can find a name from a few words, misspelt or half remembered ones too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from nbautograd.inspector.docstrings import split_signatures
from nbautograd.inspector.members import Member, members

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def search(obj: Any, words: str) -> tuple[Member, ...]:
    """The members of `obj` that fit the words, best first; names count more than documentation.

    Every word has to be found in the name or the docstring. A name may be abbreviated (`lgsm` for
    `logsoftmax`); when nothing fits at all, the nearest spellings are given.

    >>> [m.name for m in search(3.5, "is integer")][:1]
    ['is_integer']
    """
    visible = [m for m in members(obj) if not m.private and m.kind != "special"]
    return tuple(member for member, _ in ranked(visible, words))


def ranked(found: Iterable[Member], words: str) -> list[tuple[Member, float]]:
    """The members that fit, each with its score, best first."""
    found = tuple(found)
    wanted = [word for word in re.split(r"[\s,]+", words.lower()) if word]
    if not wanted:
        return []
    scored = [(member, score(member, wanted)) for member in found]
    fitting = [(member, value) for member, value in scored if value > 0]
    if not fitting:
        fitting = _misspelt(found, wanted)
    return sorted(fitting, key=lambda pair: (-pair[1], len(pair[0].name), pair[0].name))


def score(member: Member, wanted: list[str]) -> float:
    """How well a member fits all the words; 0 when one of them is nowhere."""
    name = member.name.lower()
    whole = "_".join(wanted)
    total = 50.0 if name in {whole, whole.replace("_", "")} else 0.0
    doc: str | None = None
    for word in wanted:
        value = _in_name(word, name, member.name)
        if value < 60:
            doc = member.doc.lower() if doc is None else doc
            value = max(value, _in_doc(word, doc))
        if not value:
            return 0.0
        total += value
    return total / len(wanted)


def _in_name(word: str, name: str, written: str) -> float:
    if word == name:
        return 100
    if name.startswith(word):
        return 85
    if word in name:
        parts = [part.lower() for part in _PARTS.findall(written)]
        return 75 if word in parts else 65
    # Letters in order, starting with the first: `lgsm` means `log_softmax`.
    if len(word) < 3 or word[0] != name[:1]:
        return 0
    at = 0
    for letter in word:
        at = name.find(letter, at) + 1
        if not at:
            return 0
    return 45 - min(at - len(word), 20)


def _in_doc(word: str, doc: str) -> float:
    at = doc.find(word)
    if at < 0:
        return 0
    lines = doc.strip().split("\n", 12)
    _, start = split_signatures(lines)
    first = next((line for line in lines[start:] if line.strip()), "")
    at = first.find(word)
    if at < 0:
        return 15
    alone = not first[at - 1 : at].isalnum()
    return 50 if alone else 40


def _misspelt(found: tuple[Member, ...], wanted: list[str]) -> list[tuple[Member, float]]:
    near = get_close_matches("_".join(wanted), [m.name.lower() for m in found], n=8, cutoff=0.7)
    return [(m, 30.0 - near.index(m.name.lower())) for m in found if m.name.lower() in near]
