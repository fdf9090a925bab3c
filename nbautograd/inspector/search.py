"""With this module one can find a name from a few words, misspelt or half remembered ones too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from nbautograd.inspector.docstrings import split_signatures
from nbautograd.inspector.members import Member, members

_WHOLE, _PARTLY = 150.0, 60.0
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
    scored = [(member, _values(member, wanted)) for member in found]
    fitting = [(m, sum(values) / len(wanted)) for m, values in scored if min(values) > 0]
    if not fitting:
        fitting = _misspelt(found, wanted)
    if not fitting:
        # No member fits all the words: those that fit some of them well.
        fitting = [(m, max(values)) for m, values in scored if max(values) >= _PARTLY]
    return sorted(fitting, key=lambda pair: (-pair[1], len(pair[0].name), pair[0].name))


def _values(member: Member, wanted: list[str]) -> list[float]:
    """How well each word fits a member; 0 for one that is nowhere."""
    name = member.name.lower()
    if name in {"_".join(wanted), "".join(wanted)}:
        return [_WHOLE] * len(wanted)
    values = [_in_name(word, name, member.name) for word in wanted]
    if min(values) >= _PARTLY:
        return values
    doc = member.doc.lower()
    return [max(value, _in_doc(word, doc)) for value, word in zip(values, wanted, strict=True)]


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
