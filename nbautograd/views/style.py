"""How things look: options that a caller may set, and palettes.

A role is told by shape *and* by colour, and the colours keep their order of lightness, so a picture
survives a grey printer and colour-blind eyes. Blue and orange are the two hues that every common
form of colour blindness keeps apart; red only repeats what a dash or a cut mark already says.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from nbautograd.errors import suggest


@dataclass(frozen=True, slots=True)
class Paint:
    """Fill, outline, text and small print of one kind of box."""

    fill: str
    stroke: str
    text: str
    muted: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of a picture."""

    background: str
    leaf: Paint
    constant: Paint
    intermediate: Paint
    output: Paint
    untracked: Paint
    op: Paint
    op_untracked: Paint
    edge: str
    edge_untracked: str
    muted: str
    gradient: str
    stop: str

    def role(self, role: str) -> Paint:
        """The paint of a value of this role."""
        paint = getattr(self, role)
        assert isinstance(paint, Paint)
        return paint


LIGHT = Palette(
    background="#ffffff",
    leaf=Paint("#cfe2f5", "#1f5f9e", "#10314f", "#4a5a69"),
    constant=Paint("#eeeeec", "#76767a", "#2e2e33", "#63676c"),
    intermediate=Paint("#ffffff", "#5a6572", "#20262d", "#666f79"),
    output=Paint("#f9c971", "#8f5a00", "#3d2600", "#5c4a1e"),
    untracked=Paint("#fafafa", "#8b939c", "#6a727b", "#6a727b"),
    op=Paint("#36424f", "#36424f", "#ffffff", "#e3e7eb"),
    op_untracked=Paint("#ffffff", "#8b939c", "#6a727b", "#6a727b"),
    edge="#4b5865",
    edge_untracked="#8b939c",
    muted="#666f79",
    gradient="#9c2f14",
    stop="#c03a12",
)

DARK = Palette(
    background="#16191d",
    leaf=Paint("#1d4266", "#7db7ee", "#e6f1fb", "#b4c6d8"),
    constant=Paint("#34373c", "#9a9ea5", "#e3e4e6", "#b9bdc3"),
    intermediate=Paint("#20252b", "#8a95a1", "#e4e8ec", "#a0aab4"),
    output=Paint("#5f3f08", "#ffc766", "#fff3dc", "#e3cfa8"),
    untracked=Paint("#1a1d21", "#666e77", "#98a0a9", "#98a0a9"),
    op=Paint("#d5dbe1", "#d5dbe1", "#16191d", "#2b3238"),
    op_untracked=Paint("#16191d", "#7b848d", "#98a0a9", "#98a0a9"),
    edge="#a9b4bf",
    edge_untracked="#666e77",
    muted="#98a2ac",
    gradient="#ffa183",
    stop="#ff8a5c",
)

GREY = Palette(
    background="#ffffff",
    leaf=Paint("#d9d9d9", "#222222", "#000000", "#444444"),
    constant=Paint("#f1f1f1", "#777777", "#222222", "#555555"),
    intermediate=Paint("#ffffff", "#555555", "#111111", "#606060"),
    output=Paint("#b9b9b9", "#000000", "#000000", "#2e2e2e"),
    untracked=Paint("#fbfbfb", "#8c8c8c", "#666666", "#666666"),
    op=Paint("#3a3a3a", "#3a3a3a", "#ffffff", "#e6e6e6"),
    op_untracked=Paint("#ffffff", "#8a8a8a", "#666666", "#666666"),
    edge="#444444",
    edge_untracked="#8c8c8c",
    muted="#666666",
    gradient="#111111",
    stop="#222222",
)

PALETTES = {"light": LIGHT, "dark": DARK, "grey": GREY}


@dataclass(frozen=True, slots=True)
class Style:
    """What a picture shows. Each field is an option of ``draw``.

    ``values`` and ``gradients``: the numbers; ``shapes``: shape and, if it is not float32, dtype;
    ``legend``: the key to the signs that occur; ``limit``: a tape of more forward steps is
    collapsed; ``palette``: "light", "dark" or "grey".
    """

    values: bool = True
    gradients: bool = True
    shapes: bool = True
    legend: bool = True
    limit: int = 60
    palette: str = "light"

    def __post_init__(self) -> None:
        for name in ("values", "gradients", "shapes", "legend"):
            value = getattr(self, name)
            if not isinstance(value, bool):
                raise TypeError(f"{name} must be True or False, not {value!r}")
        if isinstance(self.limit, bool) or not isinstance(self.limit, int):
            raise TypeError(f"limit must be a number of steps, not {self.limit!r}")
        if self.limit < 1:
            raise ValueError(f"limit must be at least 1, not {self.limit}")
        if self.palette not in PALETTES:
            known = ", ".join(map(repr, PALETTES))
            hint = suggest(str(self.palette), PALETTES)
            raise ValueError(f"no palette {self.palette!r}; there are {known}.{hint}")

    @property
    def colors(self) -> Palette:
        """The palette by its name."""
        return PALETTES[self.palette]


def style(options: dict[str, Any]) -> Style:
    """A style of these options; TypeError with a suggestion for one that does not exist."""
    known = [field.name for field in fields(Style)]
    for name in options:
        if name not in known:
            hint = suggest(name, known) or f" Options: {', '.join(known)}."
            raise TypeError(f"draw() got an unexpected option {name!r}.{hint}")
    return Style(**options)
