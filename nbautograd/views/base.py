"""A view: the picture and the text of one tape, made when they are asked for.

A view knows nothing of notebooks; it offers what they show (``_repr_mimebundle_``) and what files
hold (``save``). Every form is deterministic: no date, no version, no address in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbautograd.errors import suggest
from nbautograd.tape import Tape

from . import export, graph, svg
from .alt import alt_text
from .paint import figure, paint, png, settings
from .scene import Scene
from .style import Style, style

if TYPE_CHECKING:
    import os

    import networkx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["View", "ViewError", "draw"]

# Wider pictures scroll in a notebook; they would be drawn so small that nobody can read them.
_WIDE = 1400
_PDF = {"Creator": None, "Producer": None, "CreationDate": None}


class ViewError(RuntimeError):
    """A tape could not be drawn; its listing can still be shown."""


@contextmanager
def _drawing() -> Iterator[None]:
    """Whatever goes wrong in a picture is one kind of error, which callers can answer with text."""
    try:
        yield
    except ViewError:
        raise
    except Exception as error:
        raise ViewError(f"the tape could not be drawn ({type(error).__name__}: {error})") from error


class View:
    """One tape, drawn: ``figure``, ``png()``, ``svg()``, ``text`` and the rest.

    Raises ViewError when a picture cannot be drawn; ``text`` does not fail.
    """

    def __init__(self, tape: Tape, style: Style | None = None) -> None:
        self.tape = tape
        self.style = style or Style()

    def __repr__(self) -> str:
        return self.text

    @cached_property
    def text(self) -> str:
        """The listing of the tape."""
        return self.tape.listing()

    @cached_property
    def alt_text(self) -> str:
        """The picture in a sentence or two."""
        return alt_text(self.tape)

    @cached_property
    def scene(self) -> Scene:
        """The picture as data."""
        with _drawing():
            return graph.scene(self.tape, self.style)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in CSS pixels."""
        return round(self.scene.width), round(self.scene.height)

    @cached_property
    def graph(self) -> networkx.DiGraph[str]:
        """The tape's NetworkX graph with a ``pos`` on every vertex: where the picture has it."""
        with _drawing():
            return graph.positioned(self.tape, self.style)

    @cached_property
    def figure(self) -> Figure:
        """The picture as a matplotlib figure of its own; pyplot does not know of it."""
        with _drawing():
            return figure(self.scene)

    def png(self, scale: float = 2.0) -> bytes:
        """The picture as PNG, `scale` pixels to the unit (less if it would be huge)."""
        if not scale > 0:
            raise ValueError(f"scale must be above 0, not {scale!r}")
        with _drawing():
            return png(self.scene, scale)

    def svg(self) -> str:
        """The picture as a self-contained ``<svg>`` element with title and description."""
        return svg.svg(self.scene)

    def pdf(self) -> bytes:
        """The picture as PDF."""
        buffer = io.BytesIO()
        with _drawing(), settings():
            self.figure.savefig(buffer, format="pdf", metadata=_PDF)
        return buffer.getvalue()

    def dot(self) -> str:
        """The graph in Graphviz's language."""
        return export.dot(self.tape, self.style.colors)

    def mermaid(self) -> str:
        """The graph as a Mermaid flowchart."""
        return export.mermaid(self.tape, self.style.colors)

    def html(self) -> str:
        """A self-contained page with the picture and the full listing."""
        return export.html(self.tape, self.svg())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the form that the suffix names: png, svg, pdf, json, txt, dot, mmd or html.

        Raises ValueError for another suffix.
        """
        target = Path(path)
        write = _FORMATS.get(target.suffix.lower())
        if write is None:
            known = ", ".join(_FORMATS)
            hint = suggest(target.suffix.lower(), _FORMATS)
            raise ValueError(
                f"cannot write {str(path)!r}: the suffix must be one of {known}.{hint}"
            )
        content = write(self)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content, encoding="utf-8", newline="\n")
        return target

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        def wanted(kind: str) -> bool:
            return (include is None or kind in include) and kind not in (exclude or ())

        data: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        if wanted("text/plain"):
            data["text/plain"] = self.text
        if wanted("image/png"):
            data["image/png"] = self.png()
            width, height = self.size
            metadata["image/png"] = {"width": width, "height": height, "alt": self.alt_text}
            if width > _WIDE:
                metadata["image/png"]["unconfined"] = True
        return data, metadata


_FORMATS: dict[str, Callable[[View], str | bytes]] = {
    ".png": View.png,
    ".svg": View.svg,
    ".pdf": View.pdf,
    ".json": lambda view: view.tape.to_json(),
    ".txt": lambda view: view.tape.listing(limit=None) + "\n",
    ".dot": View.dot,
    ".mmd": View.mermaid,
    ".html": View.html,
}


def draw(tape: Tape, ax: Axes | None = None, **options: Any) -> View:
    """Draw a tape, on the axes `ax` if they are given; options are the fields of ``Style``.

    Raises TypeError for something that is not a tape and for an unknown option.

    >>> from nbautograd.tape import Tape
    >>> draw(Tape("numpy"), legend=False).alt_text
    'Computation graph: nothing was recorded.'
    """
    if not isinstance(tape, Tape):
        raise TypeError(
            f"draw() takes a tape, not {type(tape).__name__!r}; a recording gives one: .tape()"
        )
    view = View(tape, style(options))
    if ax is not None:
        with _drawing():
            paint(view.scene, ax)
    return view
