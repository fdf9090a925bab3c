"""With this module one can show a page of documentation: as text, as Markdown, in a notebook."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nbautograd.inspector.markdown import page_markdown
from nbautograd.inspector.plain import page_text
from nbautograd.inspector.tree import Section


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A title and sections; the same page for a terminal and for a notebook.

    >>> from nbautograd.inspector.tree import Section, paragraph
    >>> Page("mul", (Section("", "description", (paragraph("Multiplies."),)),))
    mul
    <BLANKLINE>
    Multiplies.
    """

    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """The page for a terminal, 80 columns wide."""
        return page_text(self.title, self.sections)

    @property
    def markdown(self) -> str:
        """The page as Markdown with `$...$` formulas and nothing that could run."""
        return page_markdown(self.title, self.sections)

    def section(self, kind: str) -> Section | None:
        """The first section of a kind, or None."""
        return next((found for found in self.sections if found.kind == kind), None)

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        # No text/html: front ends prefer it, and some of them then show formulas as source.
        return {"text/plain": self.text, "text/markdown": self.markdown}
