"""A tape in other programs' languages: Graphviz DOT, Mermaid, a page of HTML.

What a user named or wrote (names, parameters, source, messages) is data in all of them: every
character that such a language would read is written as that language's entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from nbautograd.tape import Tape
from nbautograd.tape.numbers import elide

from .cards import tells_gradient
from .style import Palette

if TYPE_CHECKING:
    import networkx

_DOT = {
    "leaf": 'shape=box, style="rounded,filled"',
    "constant": "shape=octagon, style=filled",
    "intermediate": "shape=box, style=filled",
    "untracked": 'shape=box, style="dashed,filled"',
    "output": "shape=box, peripheries=2, style=filled",
}
_MERMAID = {
    "leaf": '(["{}"])',
    "constant": '{{{{"{}"}}}}',
    "intermediate": '["{}"]',
    "untracked": '["{}"]',
    "output": '[["{}"]]',
}


def dot(tape: Tape, colors: Palette) -> str:
    """The graph for Graphviz's ``dot``."""
    graph = tape.to_networkx()
    rows = [
        "digraph tape {",
        f'  graph [bgcolor="{colors.background}"];',
        '  node [fontname="DejaVu Sans", fontsize=11];',
        f'  edge [fontname="DejaVu Sans", fontsize=9, fontcolor="{colors.stop}"];',
    ]
    for key, data in graph.nodes(data=True):
        label = '"' + r"\n".join(_dot_text(line) for line in _label(tape, data)) + '"'
        if data["kind"] == "step":
            paint = colors.op if data["tracked"] else colors.op_untracked
            dashed = "" if data["tracked"] else "dashed,"
            look = f'shape=box, style="rounded,{dashed}filled"'
        else:
            paint, look = colors.role(_kind(data)), _DOT[_kind(data)]
        color = f'fillcolor="{paint.fill}", color="{paint.stroke}", fontcolor="{paint.text}"'
        rows.append(f"  {key} [label={label}, {look}, {color}];")
    for tail, head, data in graph.edges(data=True):
        cut = _cut(graph, tail, head)
        options = [f'color="{colors.edge if data["gradient"] else colors.edge_untracked}"']
        options += [] if data["gradient"] else ["style=dashed"]
        options += [f'arrowhead=tee, label=" {_dot_text(cut)}"'] if cut else []
        rows.append(f"  {tail} -> {head} [{', '.join(options)}];")
    return "\n".join([*rows, "}"]) + "\n"


def mermaid(tape: Tape, colors: Palette) -> str:
    """The graph as a Mermaid flowchart."""
    graph = tape.to_networkx()
    rows = ["flowchart TD"]
    for key, data in graph.nodes(data=True):
        label = "<br/>".join(_mermaid_text(line) for line in _label(tape, data))
        if data["kind"] == "step":
            kind = "op" if data["tracked"] else "op_untracked"
            rows.append(f'  {key}("{label}"):::{kind}')
        else:
            kind = _kind(data)
            rows.append(f"  {key}{_MERMAID[kind].format(label)}:::{kind}")
    for tail, head, data in graph.edges(data=True):
        cut = _cut(graph, tail, head)
        if cut:
            rows.append(f'  {tail} -. "{_mermaid_text(cut)}" .-x {head}')
        else:
            rows.append(f"  {tail} {'-->' if data['gradient'] else '-.->'} {head}")
    for kind in (*_MERMAID, "op", "op_untracked"):
        paint = colors.role(kind)
        dash = ",stroke-dasharray:4 3" if "untracked" in kind else ""
        rows.append(
            f"  classDef {kind} fill:{paint.fill},stroke:{paint.stroke},color:{paint.text}{dash}"
        )
    return "\n".join(rows) + "\n"


def html(tape: Tape, picture: str) -> str:
    """A page of its own: the picture (an ``<svg>`` element) and the listing."""
    title = f"Tape of {len(tape.forward_steps)} steps"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        "<style>body{font-family:sans-serif;margin:1.5rem}figure{margin:0}"
        "svg{max-width:100%;height:auto}pre{overflow-x:auto}</style>\n"
        f"</head>\n<body>\n<figure>\n{picture}</figure>\n"
        f"<pre>{escape(tape.listing(limit=None))}</pre>\n</body>\n</html>\n"
    )


def _kind(data: dict[str, Any]) -> str:
    tracked = data["requires_grad"] or data["role"] != "intermediate"
    return data["role"] if tracked else "untracked"


def _label(tape: Tape, data: dict[str, Any]) -> Iterator[str]:
    """What stands in a vertex, line by line."""
    if data["kind"] == "step":
        times = f" ×{data['repeats']}" if data["repeats"] > 1 else ""
        yield elide(data["label"], 40) + times
        if data["params"]:
            yield elide(data["params"], 40)
        return
    more = f" +{data['more']} more" if data["more"] else ""
    yield f"{elide(data['label'], 40)}{more}  {data['shape']}"
    if data["data"]:
        yield data["data"]
    if tells_gradient(tape.value(data["id"])):
        yield f"grad {data['gradient']}"


def _cut(graph: networkx.DiGraph[str], tail: str, head: str) -> str:
    """Why gradient stops on this edge; empty if it does not stop here."""
    boundary = graph.nodes[head].get("boundary", "")
    if not boundary or not graph.nodes[tail].get("requires_grad"):
        return ""
    line = graph.nodes[head]["line"]
    return f"{elide(boundary, 40)} · line {line}" if line >= 0 else elide(boundary, 40)


def _dot_text(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"")


def _mermaid_text(text: str) -> str:
    def entity(character: str) -> str:
        return f"#{ord(character)};" if character in '"<>&#`%$\\{}|;' else character

    # "1. " at the beginning of a line would be an item of a Markdown list.
    return re.sub(r"^(\d+)\.", r"\1#46;", "".join(map(entity, text)))
