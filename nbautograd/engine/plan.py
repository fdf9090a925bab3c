"""What an op saves and computes, for each pattern of inputs that need a gradient.

    record        makes the Node, saves what the formulas ask for by parameter name (see `record`)
    pull          the matching backward: checks versions, calls the formulas on arrays
    pull_graph    the same on tensors, which are part of the graph
    push          pull and the sums of a plain pass in one (see `push`)

written as source and compiled once (see `compile`).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .node import Node, edge_at
from .push import Push, Queue, build_push
from .record import build_record, slot_of
from .saved import restore
from .source import compiled

if TYPE_CHECKING:
    from .op import Op

__all__ = ["Plan"]

class Plan:
    """What one op saves and computes when a given subset of its inputs needs a gradient."""

    __slots__ = ("conjugate", "formulas", "keeps", "mask", "mixed", "named_by", "op", "pull",
                 "pull_graph", "push", "record", "several", "simply_freed", "sources")

    always = False   # whether the node runs though no cotangent reached it

    def __init__(self, op: Op, mask: int, conjugate: bool = False, mixed: bool = False) -> None:
        self.op = op
        self.mask = mask
        self.conjugate = conjugate   # complex results of a holomorphic op
        self.mixed = mixed           # an input is of another type than the result
        self.several = op.several
        self.formulas = op.formulas(mask)
        # ordered, without repetition: ("input", 0), ("output", 0), ("shape", 0), ("param", 2) ...
        asked = [s for f in (*self.formulas, *op.name_formula) for s in f.sources]
        self.sources = tuple(dict.fromkeys(s for s in asked if s[0] not in ("g", "needs")))
        # Takes the arguments of the name's formula out of what was saved; None if there are none.
        self.named_by = self._arguments_of_name()
        self.simply_freed = self.named_by is None
        self.keeps = any(kind in ("input", "output") or (kind == "param" and op.keeps_parameters)
                         for kind, _ in self.sources)
        # Each is compiled when first needed: a pass is plain or it is not, and few have graphs.
        self.record: Callable[..., Any] = self._first_record
        self.push: Push | None = None if op.several else self._first_push
        self.pull: Callable[[Node, Any], tuple[Any, ...]] = self._first_pull
        # As `pull`, on tensors: the gradients are themselves part of a graph.
        self.pull_graph: Callable[[Node, Any], tuple[Any, ...]] = self._first_pull_graph

    # -- names -----------------------------------------------------------------------------

    def node_name(self, node: Node) -> str:
        """PyTorch's name of a node of this plan."""
        extra = node.extra
        if extra is not None and "name" in extra:
            return extra["name"]  # type: ignore[no-any-return]  # set by the op as str
        if not self.op.name_formula:
            return self.op.node_name
        return self.op.name_formula[0].function(*self._values_of_name(node))  # type: ignore[no-any-return]  # a str by contract

    def _values_of_name(self, node: Node) -> tuple[Any, ...]:
        """What the formula of the name asks for: parameters and shapes, never saved tensors."""
        assert self.named_by is not None
        values = node.named_by if node.saved is None else self.named_by(node.saved)
        return values if len(self.op.name_formula[0].sources) > 1 else (values,)

    def edges(self, node: Node) -> tuple[Any, ...]:
        """The parents of a node as PyTorch shows them."""
        return tuple(node.parents[k] for k in self.places(node))

    def places(self, node: Node) -> list[int]:
        """The numbers of the parents that PyTorch shows: of inputs that have a derivative.

        Nor of numbers, where a function has another form for them and the node is called after it.
        """
        op = self.op
        if op.variadic:
            return list(range(len(node.parents)))
        kept = op.mask_of_formulas
        for formula in op.name_formula:
            values = self._values_of_name(node)
            for (kind, k), value in zip(formula.sources, values, strict=True):
                if kind == "dtype" and value is None:
                    kept &= ~(1 << k)
        return [k for k in range(len(node.parents)) if kept >> k & 1]

    def free(self, node: Node) -> None:
        """Let go of what was saved, except what the node's name depends on."""
        if self.named_by is not None:
            node.named_by = self.named_by(node.saved)
        node.saved = None

    def _arguments_of_name(self) -> Callable[[Any], Any] | None:
        if not self.op.name_formula:
            return None
        starts, at = {}, 0
        for source in self.sources:
            starts[source] = at
            at += 3 if source[0] in ("input", "output") else 1
        return itemgetter(*[starts[s] for f in self.op.name_formula for s in f.sources])

    def saved_names(self) -> tuple[str, ...]:
        """The saved data by the formulas' parameter names, in the order of the formulas."""
        return tuple(self.op.source_name(s) for s in self.sources if s[0] in ("input", "output"))

    def saved_attribute(self, node: Node, name: str) -> Any:
        """What PyTorch shows as ``grad_fn._saved_<name>``: a tensor, or the plain parameter."""
        source = self.source_of(name) if name.startswith(("_saved_", "_raw_saved_")) else None
        if source is None:
            raise AttributeError(f"{node.name()!r} object has no attribute {name!r}")
        self.check_freed(node)
        if name.startswith("_raw"):
            from .saved import pack_node
            pack_node(node)
            return node.plan.saved_attribute(node, name)
        return self.unpack(node)[source]

    def source_of(self, name: str) -> tuple[str, int] | None:
        """The source that ``_saved_<name>`` or ``_raw_saved_<name>`` means."""
        wanted = name.removeprefix("_raw").removeprefix("_saved_")
        aliases = {"self": ("x", "input"), "other": ("y", "other"), "result": ("out",)}
        names = (wanted, *aliases.get(wanted, ()))
        return next((s for s in self.sources if self.op.source_name(s) in names), None)

    # -- pull ------------------------------------------------------------------------------

    def unpacking(self) -> list[str]:
        """The lines that take apart what a node saved, and refuse what was overwritten."""
        stored: list[str] = []
        for n, (kind, _) in enumerate(self.sources):
            stored += [f"s{n}", f"c{n}", f"v{n}"] if kind in ("input", "output") else [f"s{n}"]
        lines = [f"    {''.join(s + ', ' for s in stored)}= node.saved"] if stored else []
        for n, (kind, _) in enumerate(self.sources):
            if kind in ("input", "output"):
                place = self._place(n)
                if place is not None:
                    lines.append(f"    if c{n} is None: c{n} = {place}._cell")
                lines.append(f"    if c{n} is not None and c{n}[0] != v{n}: "
                             f"STALE(node, {n}, c{n}, v{n})")
        return lines

    def _place(self, n: int) -> str | None:
        """The expression of the place in the graph whose version a saved value has."""
        kind, index = self.sources[n]
        if kind == "output":
            return None if self.several else "node"
        if not self.mask >> index & 1:
            return None
        return edge_at(index)

    def scope(self, arrays: bool) -> dict[str, Any]:
        """What the compiled functions see: the formulas by number, and the refusal."""
        from .arrays import on_arrays
        return {"OP": self.op, "STALE": self._stale} | {
            f"f{i}": on_arrays(f.function) if arrays else f.function
            for i, f in enumerate(self.formulas)}

    def _build_pull(self, graph: bool) -> Callable[[Node, Any], tuple[Any, ...]]:
        """The backward of a node, on arrays, or on tensors that are part of a graph."""
        body = [f"def {'pull_graph' if graph else 'pull'}(node, g):"]
        if graph and self.keeps:
            body.append("    if node.extra is not None: return GENERAL(node, g)")
        body += self.unpacking()
        if graph:
            body += self._restoring()
        if self.conjugate:
            # The cotangent of x is g times the conjugate of df/dx, and the formulas give g df/dx.
            body.append("    g = CONJ(g)")
            body.append(f"    return CONJ({self._results()})")
        else:
            body.append(f"    return {self._results()}")
        return compiled("pull_graph" if graph else "pull", "\n".join(body) + "\n", self.scope(not graph) | {
            "CONJ": _conjugate, "SLOT": slot_of, "RESTORE": restore,
            "GENERAL": self.pull_graph_general})

    def _restoring(self) -> list[str]:
        """The lines that make tensors of what was saved."""
        lines = []
        for n, (kind, index) in enumerate(self.sources):
            if kind in ("input", "output"):
                place = edge_at(index) if kind == "input" else "node"
                if kind == "output" and self.several:
                    place = f"SLOT(node, {index}, s{n})"
                lines.append(f"    s{n} = RESTORE(s{n}, c{n}, {place})")
        return lines

    def compiled_record(self) -> Callable[..., Any]:
        """`record` as it is after its first call."""
        if self.record == self._first_record:
            self.record = build_record(self)
        return self.record

    def _first_record(self, *arguments: Any) -> Any:
        return self.compiled_record()(*arguments)

    def _first_pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        self.pull = self._build_pull(False)
        return self.pull(node, g)

    def _first_pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        self.pull_graph = self._build_pull(True)
        return self.pull_graph(node, g)

    def _first_push(self, node: Node, g: Any, grads: dict[Any, Any], queue: Queue) -> Node | None:
        self.push = push = build_push(self)
        return push(node, g, grads, queue)

    def formula_calls(self) -> dict[int, str]:
        """The expression of each formula on what was unpacked, by the number of its input."""
        return {f.input: f"f{i}({', '.join(self._argument(s) for s in f.sources)})"
                for i, f in enumerate(self.formulas)}

    def _results(self) -> str:
        """The expression of all input gradients, None where none is wanted."""
        calls = self.formula_calls()
        if self.op.joint is not None:
            return calls[-1]
        return "(" + "".join(calls.get(k, "None") + ", " for k in range(len(self.op.inputs))) + ")"

    def _argument(self, source: tuple[str, int]) -> str:
        kind, index = source
        if kind == "g":
            return "g" if index < 0 else f"g[{index}]"
        if kind == "needs":
            if self.op.variadic:
                return "[p is not None for p in node.parents]"
            return repr(tuple(bool(self.mask >> k & 1) for k in range(len(self.op.inputs))))
        return f"s{self.sources.index(source)}"

    def _stale(self, node: Node, n: int, cell: list[Any], expected: int) -> None:
        from .messages import modified_in_place
        raise RuntimeError(modified_in_place(self, node, self.sources[n], cell, expected))

    # -- backward of backward ----------------------------------------------------------------

    def check_freed(self, node: Node) -> None:
        """Refuse a node whose saved values were freed by an earlier backward."""
        if node.saved is None and self.keeps:
            from .messages import FREED
            raise RuntimeError(FREED)

    def unpack(self, node: Node, check: bool = True) -> dict[tuple[str, int], Any]:
        """The saved values as tensors that are connected to the graph."""
        op, result, at = self.op, {}, 0
        for n, source in enumerate(self.sources):
            kind, index = source
            if kind not in ("input", "output"):
                result[source] = node.saved[at]
                at += 1
                continue
            data, cell, version = node.saved[at:at + 3]
            at += 3
            place: Any = node
            if kind == "input":
                place = node.parents[index]
            elif op.several:
                place = slot_of(node, index, data)
            if cell is None:
                cell = place._cell
            if check and cell is not None and cell[0] != version:
                self._stale(node, n, cell, version)
            result[source] = restore(data, cell, place)
        if node.extra is not None and "tangents" in node.extra:
            for source, tangents in node.extra["tangents"].items():
                result[source]._extra_().tangents = tangents
        return result

    def pull_graph_general(self, node: Node, g: Any) -> tuple[Any, ...]:
        """As `pull_graph`, when saved values carry more than their place (tangents)."""
        return self.pull_values(node, self.unpack(node), g)

    def pull_values(self, node: Node, values: dict[tuple[str, int], Any], g: Any,
                    ) -> tuple[Any, ...]:
        """The formulas on these saved values: tensors or arrays."""
        op, results = self.op, [None] * len(node.parents)
        if self.conjugate:
            g = _conjugate(g)
        for f in self.formulas:
            arguments = []
            for source in f.sources:
                kind, index = source
                if kind == "g":
                    arguments.append(g if index < 0 else g[index])
                elif kind == "needs":
                    arguments.append([p is not None for p in node.parents] if op.variadic else
                                     tuple(bool(self.mask >> k & 1) for k in range(len(op.inputs))))
                else:
                    arguments.append(values[source])
            value = f.function(*arguments)
            if f.input < 0:
                results = value
                break
            results[f.input] = value
        return tuple(_conjugate(results) if self.conjugate else results)


def _conjugate(value: Any) -> Any:
    """The conjugate of a cotangent, or of each one in a list; real ones and None as they are."""
    if isinstance(value, (tuple, list)):
        return [_conjugate(v) for v in value]
    data = getattr(value, "_data", value)
    if data is None or data.dtype.kind != "c":
        return value
    return value.conj()
