"""With this module one can browse documentation: open, search, filter, go back and forward.

It is the model without any widget: what a browser shows is a function of the state that is held
here, and a test can drive it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbautograd.errors import UnknownName, suggest
from nbautograd.inspector.describe import describe
from nbautograd.inspector.directory import select
from nbautograd.inspector.kinds import GROUPS
from nbautograd.inspector.members import Member, members
from nbautograd.inspector.page import Page
from nbautograd.inspector.resolve import member, resolve
from nbautograd.inspector.search import ranked
from nbautograd.inspector.static import MISSING


@dataclass(frozen=True, slots=True)
class Place:
    """One stop of the history: an object, how it is called and what it was reached through."""

    obj: Any
    name: str
    parent: Any = None


class Explorer:
    """Browses an object and what it leads to.

    `query` filters the entries by words, `kind` by one of `kinds`, `differentiable` to functions
    that gradient flows through, `private` adds names with an underscore.

    >>> browser = Explorer(3.5, "x")
    >>> browser.open("real").title, browser.back().title
    ('x.real', 'x')
    """

    def __init__(
        self, obj: Any, name: str | None = None, names: Mapping[str, Any] | None = None
    ) -> None:
        self.query = ""
        self.kind: str | None = None
        self.differentiable = False
        self.private = False
        self._names = names or {}
        self._history = [Place(obj, name or resolve(obj).title)]
        self._at = 0
        self._members: dict[int, tuple[Member, ...]] = {}

    @property
    def place(self) -> Place:
        """Where one is."""
        return self._history[self._at]

    @property
    def page(self) -> Page:
        """The page about this place."""
        here = self.place
        return describe(here.obj, here.name, here.parent, names=self._names)

    @property
    def entries(self) -> tuple[Member, ...]:
        """What this place offers, after the filters; the best fits first when there is a query."""
        found = self._all()
        if not self.private and not self.query.startswith("_"):
            found = select(found, None)
        if self.kind is not None:
            found = tuple(m for m in found if m.kind == self.kind)
        if self.differentiable:
            found = tuple(m for m in found if m.differentiable)
        if self.query:
            found = tuple(m for m, _ in ranked(found, self.query))
        return found

    @property
    def kinds(self) -> dict[str, int]:
        """The kinds that this place offers and how many of each, whatever the filters say."""
        counted = dict.fromkeys(GROUPS, 0)
        for entry in self._all():
            if self.private or not entry.private:
                counted[entry.kind] += 1
        return {kind: count for kind, count in counted.items() if count}

    def open(self, name: str) -> Page:
        """Go to a member of this place and show its page.

        Raises:
            UnknownName: there is no such member.
        """
        found = member(self.place.obj, name)
        if found is MISSING:
            known = [entry.name for entry in self._all()]
            raise UnknownName(f"{self.place.name} has no {name!r}.{suggest(name, known)}")
        self.go(found, f"{self.place.name}.{name}", self.place.obj)
        return self.page

    def go(self, obj: Any, name: str | None = None, parent: Any = None) -> None:
        """Go to any object; what was ahead in the history is forgotten."""
        del self._history[self._at + 1 :]
        self._history.append(Place(obj, name or resolve(obj).title, parent))
        self._at += 1
        self.query, self.kind = "", None

    def back(self) -> Page:
        """One step back; at the start nothing changes."""
        self._at = max(self._at - 1, 0)
        return self.page

    def forward(self) -> Page:
        """One step forward; at the end nothing changes."""
        self._at = min(self._at + 1, len(self._history) - 1)
        return self.page

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place after this one."""
        return self._at + 1 < len(self._history)

    @property
    def trail(self) -> tuple[str, ...]:
        """The names of the history, oldest first."""
        return tuple(place.name for place in self._history)

    def _all(self) -> tuple[Member, ...]:
        # A module does not change while one types a query; other objects may.
        here = self.place.obj
        if not isinstance(here, (types.ModuleType, type)):
            return members(here)
        if self._at not in self._members or len(self._members) > 8:
            self._members = {self._at: members(here)}
        return self._members[self._at]

    def __repr__(self) -> str:
        return f"Explorer({self.place.name}: {len(self.entries)} entries)"
