"""Reverse mode: walk the graph from the outputs back, once, without recursion.

Nodes are collected with an explicit stack and run in the reverse of their creation, which is a
topological order and the order in which PyTorch's engine runs them. A cotangent is popped once,
summed down to the shape of what it belongs to in one place, and saved values are freed on the way.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .node import Node, Slot
from .state import LOCAL
from .structural import sum_to, to_dtype
from .tensor import Tensor, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["backward", "grad"]

by_creation = attrgetter("seq")


class Walk:
    """One backward pass: cotangents by place, and how gradients are represented.

    With `create` the cotangents are Tensors and the formulas build a graph; otherwise they are
    arrays.
    """

    __slots__ = ("captured", "create", "grads", "keep", "leaves", "owned", "recorder", "wanted")

    def __init__(self, keep: bool, create: bool, wanted: Iterable[Any] | None) -> None:
        self.keep, self.create = keep, create
        self.grads: dict[Any, Any] = {}      # Node -> cotangent; (several outputs: list)
        self.leaves: dict[int, list[Any]] = {}   # id(leaf) -> [leaf, cotangent]; ids live here only
        self.owned: set[Any] = set()         # places whose cotangent array we may write to
        self.captured: dict[Any, Any] = {}
        self.wanted: dict[Any, Any] | None = (
            None if wanted is None else {_place(edge): edge for edge in wanted})
        self.recorder = LOCAL.mode.recorder

    def run(self, roots: Sequence[tuple[Any, Any]]) -> None:
        """Propagate from `(edge, cotangent)` pairs to the leaves."""
        order = _collect([edge for edge, _ in roots])
        if self.wanted is not None:
            order = self._needed(order)
        for edge, g in roots:
            self.deposit(edge, g)
        if self.create:
            for node in order:
                self._step_general(node)
        else:
            self._run_arrays(order)

    def _run_arrays(self, order: list[Node]) -> None:
        """The hot loop: plain nodes on arrays; hooks and several outputs take the general step."""
        grads, owned, keep, plain = self.grads, self.owned, self.keep, self.recorder is None
        wanted = self.wanted
        for node in order:
            plan = node.plan
            if node.hooks is not None or plan.several or not plain or wanted is not None:
                self._step_general(node)
                continue
            g = grads.pop(node, None)
            if g is None:
                continue
            owned.discard(node)
            if node.saved is None and plan.keeps:
                raise RuntimeError(messages.FREED)
            results = plan.pull(node, g)
            if not keep and plan.keeps:
                plan.free(node)
            for edge, value in zip(node.parents, results, strict=True):
                if edge is None or value is None:
                    continue
                if type(edge) is Node:
                    if value.shape != edge.shape or value.dtype is not edge.dtype:
                        value = _fit(value, edge.shape, edge.dtype)  # noqa: PLW2901 (the same cotangent)
                    old = grads.get(edge)
                    if old is None:
                        grads[edge] = value
                    elif edge in owned:
                        old += value
                    else:
                        grads[edge] = total = old + value
                        if type(total) is np.ndarray:
                            owned.add(edge)
                else:
                    self.deposit(edge, value)

    def _step_general(self, node: Node) -> None:
        g = self.grads.pop(node, None)
        self.owned.discard(node)
        if g is None:
            return
        if node.hooks is not None:
            g = self._before(node, g)
        if self.wanted is not None:
            self._capture(node, g)
            if not self._continues(node):
                return
        plan = node.plan
        plan.check_freed(node)
        results = plan.pull_graph(node, g) if self.create else plan.pull(node, g)
        if self.recorder is not None:
            self.recorder.backward_step(node, g, results)
        if LOCAL.mode.anomaly:
            _check_nan(node, results)
        if node.hooks is not None and node.hooks.post:
            results = self._after(node, results, g)
        if not self.keep and plan.keeps:
            plan.free(node)
        for edge, value in zip(node.parents, results, strict=True):
            if edge is not None and value is not None:
                self.deposit(edge, value)

    # -- cotangents ----------------------------------------------------------------------------

    def deposit(self, edge: Any, value: Any) -> None:
        """Add a cotangent to the place `edge` leads to."""
        if type(edge) is Node:
            value = self.fitted(value, edge.shape, edge.dtype)
            old = self.grads.get(edge)
            self.grads[edge] = value if old is None else old + value
        elif type(edge) is Slot:
            value = self.fitted(value, edge.shape, edge.dtype)
            several = self.grads.get(edge.node)
            if several is None:
                several = self.grads[edge.node] = [None] * len(edge.node.shape)
            old = several[edge.index]
            several[edge.index] = value if old is None else old + value
        elif edge is not None:
            data = edge._data
            entry = self.leaves.get(id(edge))
            if entry is None:
                self.leaves[id(edge)] = [edge, self.fitted(value, data.shape, data.dtype), False]
            elif self.create or not entry[2]:
                entry[1] = entry[1] + self.fitted(value, data.shape, data.dtype)
                entry[2] = type(entry[1]) is np.ndarray
            else:
                entry[1] += self.fitted(value, data.shape, data.dtype)

    def fitted(self, value: Any, shape: Any, dtype: Any) -> Any:
        """A cotangent summed down to `shape` and converted to `dtype`."""
        data = value._data if self.create else value
        if data.shape == shape and data.dtype is dtype:
            return value
        return _fit(value, shape, dtype)

    # -- hooks -----------------------------------------------------------------------------------

    def _as_tensor(self, value: Any) -> Any:
        return value if self.create or value is None else wrap(value)

    def _from_hook(self, value: Any) -> Any:
        return value if self.create or value is None else value._data

    def _before(self, node: Node, g: Any) -> Any:
        """Run tensor hooks, retain_grad and pre-hooks of a node; return its cotangent."""
        hooks = node.hooks
        assert hooks is not None
        several = isinstance(g, list)
        values = [self._as_tensor(v) for v in (g if several else [g])]
        for index, hook in list(hooks.tensor.values()):
            if values[index] is not None:
                values[index] = _replaced(hook(values[index]), values[index])
        for hook in list(hooks.pre.values()):
            changed = hook(tuple(values))
            if changed is not None:
                values = list(changed) if isinstance(changed, (tuple, list)) else [changed]
        for index, reference in hooks.retain.items():
            keeper = reference()
            if keeper is not None and values[index] is not None:
                _accumulate_into(keeper, self._from_hook(values[index]), self.create, False)
        result = [self._from_hook(v) for v in values]
        return result if several else result[0]

    def _after(self, node: Node, results: Any, g: Any) -> Any:
        hooks = node.hooks
        assert hooks is not None
        outputs = tuple(self._as_tensor(v) for v in (g if isinstance(g, list) else [g]))
        inputs = tuple(self._as_tensor(v) for v in results)
        for hook in list(hooks.post.values()):
            changed = hook(inputs, outputs)
            if changed is not None:
                inputs = tuple(changed) if isinstance(changed, (tuple, list)) else (changed,)
        return tuple(self._from_hook(v) for v in inputs)

    # -- autograd.grad: stop at the wanted places ------------------------------------------------

    def _needed(self, order: list[Node]) -> list[Node]:
        """Only the nodes on a path to a wanted place (`order` is newest first)."""
        assert self.wanted is not None
        useful: set[Any] = set()
        for node in reversed(order):
            if node in self.wanted or any(
                    (node, k) in self.wanted for k in range(_count(node))) or any(
                    _place(p) in self.wanted or _owner(p) in useful for p in node.parents
                    if p is not None):
                useful.add(node)
        return [node for node in order if node in useful]

    def _continues(self, node: Node) -> bool:
        """Whether a wanted place lies beyond this node."""
        assert self.wanted is not None
        return any(p is not None and (_place(p) in self.wanted or type(p) is not Tensor)
                   for p in node.parents)

    def _capture(self, node: Node, g: Any) -> None:
        assert self.wanted is not None
        if isinstance(g, list):
            for k, value in enumerate(g):
                if (node, k) in self.wanted and value is not None:
                    self.captured[node, k] = value
        elif node in self.wanted:
            self.captured[node] = g

    # -- the end -----------------------------------------------------------------------------------

    def accumulate(self, only: set[int] | None = None) -> None:
        """Add the collected cotangents to the leaves' `grad`."""
        leaves = self.leaves
        while leaves:
            key = next(iter(leaves))
            leaf, g, _ = leaves.pop(key)
            if (only is not None and key not in only) or not leaf._requires:
                continue
            extra = leaf._extra
            if extra is None:
                _accumulate_into(leaf, g, self.create, True)
                continue
            g = self.leaf_hooks(leaf, g)
            _accumulate_into(leaf, g, self.create, False)
            for hook in list(extra.post_accumulate.values()):
                hook(leaf)

    def leaf_hooks(self, leaf: Tensor, g: Any) -> Any:
        """The leaf's cotangent after its hooks."""
        if leaf._extra is not None:
            for hook in list(leaf._extra.hooks.values()):
                value = self._as_tensor(g)
                g = self._from_hook(_replaced(hook(value), value))
        return g


def _accumulate_into(leaf: Tensor, g: Any, create: bool, steal: bool) -> None:
    old = leaf._grad
    if create:
        leaf._grad = g if old is None else old + g
        return
    if old is not None:
        if old._requires:
            leaf._grad = old + wrap(g)
            return
        old._data += g
        if old._version is not None:
            old._version[0] += 1
        else:
            old._version = [1]
        return
    # The array becomes the gradient itself only if nobody else can see it: owned memory and no
    # reference but those of this call (as PyTorch steals a buffer it holds alone).
    if type(g) is not np.ndarray:
        g = np.array(g)
    elif not steal or g.base is not None or sys.getrefcount(g) > _ALONE or not g.flags.c_contiguous:
        g = g.copy()
    leaf._grad = wrap(g)


def _probe(g: Any) -> int:
    return sys.getrefcount(g)


def _count_references() -> int:
    """References seen from inside a callee for an array held by one local name of its caller."""
    g = np.zeros(1)
    return _probe(g)


_ALONE = _count_references()


def _fit(value: Any, shape: Any, dtype: Any) -> Any:
    if tuple(value.shape) != shape:
        value = sum_to(value, shape)
    found = getattr(value, "_data", value).dtype
    if found is not dtype and found != dtype:
        if found.kind == "c" and dtype.kind != "c":
            value = value.real
        value = to_dtype(value, dtype) if isinstance(value, Tensor) else value.astype(dtype)
    return value


def _replaced(result: Any, value: Any) -> Any:
    if result is None:
        return value
    if not isinstance(result, Tensor):
        raise TypeError(f"hooks must return None or a Tensor, not {type(result).__name__}")
    if result._data.shape != value._data.shape:
        raise RuntimeError(
            f"hook 'hook' has changed the size of value: from {list(value._data.shape)} to "
            f"{list(result._data.shape)}")
    return result


def _place(edge: Any) -> Any:
    """A key for the place an edge leads to."""
    if type(edge) is Slot:
        return edge.node, edge.index
    return edge


def _owner(edge: Any) -> Any:
    return edge.node if type(edge) is Slot else edge


def _count(node: Node) -> int:
    return len(node.shape) if node.plan.several else 1


def _collect(edges: list[Any]) -> list[Node]:
    """All nodes reachable from the edges, newest first."""
    seen: set[Node] = set()
    stack = [_owner(e) for e in edges if isinstance(_owner(e), Node)]
    seen.update(stack)
    stack = list(seen)
    while stack:
        for p in stack.pop().parents:
            if type(p) is not Node:
                if type(p) is not Slot:
                    continue
                p = p.node  # noqa: PLW2901 (the node of the slot)
            if p not in seen:
                seen.add(p)
                stack.append(p)
    return sorted(seen, key=by_creation, reverse=True)


def _check_nan(node: Node, results: Any) -> None:
    for k, value in enumerate(results):
        data = getattr(value, "_data", value)
        if data is not None and LOCAL.mode.anomaly == "nan" and np.isnan(data).any():
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {k}th output."
                + _trace(node))


def _trace(node: Node) -> str:
    trace = (node.extra or {}).get("trace")
    return f"\nThe forward call that made it:\n{trace}" if trace else ""


class _Scope:
    """While a backward pass runs: arrays allowed in formulas, grad mode as asked, quiet NumPy."""

    def __init__(self, create: bool) -> None:
        self._create = create

    def __enter__(self) -> None:
        self._mode, self._arrays = LOCAL.mode, LOCAL.arrays
        LOCAL.mode = LOCAL.mode.replace(grad=self._create, recorder=None)
        LOCAL.arrays = not self._create
        self._quiet = np.errstate(all="ignore")
        self._quiet.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._quiet.__exit__(None, None, None)
        LOCAL.mode, LOCAL.arrays = self._mode, self._arrays


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _roots(tensors: tuple[Any, ...], gradients: tuple[Any, ...], create: bool,
           ) -> list[tuple[Any, Any]]:
    """Edges and cotangents to start from, checked."""
    roots = []
    for n, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(f"element {n} of tensors must be a Tensor, not {type(t).__name__}")
        g = gradients[n] if n < len(gradients) else None
        if g is not None and not isinstance(g, Tensor):
            raise TypeError("gradients can be either Tensors or None, but got "
                            f"{type(g).__name__}")
        if not t.requires_grad:
            raise RuntimeError(messages.NO_GRAPH.format(n))
        data = t._data
        if g is None:
            if data.size != 1:
                raise RuntimeError(
                    "grad can be implicitly created only for scalar outputs; this one has shape "
                    f"{list(data.shape)}. Reduce it, e.g. with .sum(), or pass gradient=.")
            if data.dtype.kind == "c":
                raise RuntimeError(
                    "grad can be implicitly created only for real scalar outputs but got "
                    f"torch.{data.dtype.name}")
            g = wrap(np.ones(data.shape, data.dtype))
        elif g._data.shape != data.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{n}] has a shape of {g.shape} and output[{n}] "
                f"has a shape of {t.shape}. Pass a gradient of the output's shape.")
        elif (g._data.dtype.kind == "c") != (data.dtype.kind == "c"):
            raise RuntimeError(
                "For complex Tensors, both grad_output and output are required to have the same "
                f"dtype. Mismatch in dtype: grad_output[{n}] has a dtype of {g.dtype} and "
                f"output[{n}] has a dtype of {t.dtype}.")
        edge = t if t._node is None else t._node
        roots.append((edge, g if create else g._data))
    return roots


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False, grad_variables: Any = None, inputs: Any = None,
) -> None:
    """Add the gradients of `tensors` to the `grad` of the leaves (of `inputs`, if given).

    `grad_tensors` are the cotangents, one of each tensor's shape; None for scalars.

    Raises:
        RuntimeError: no graph, not a scalar, wrong shape, graph freed, saved value overwritten.

    >>> x = tensor([1.0, 2.0], requires_grad=True)
    >>> backward(x * x, tensor([1.0, 1.0]))
    >>> x.grad
    tensor([2., 4.])
    """
    if inputs is not None and not _listed(inputs):
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    roots = _roots(_listed(tensors), _listed(grad_tensors), create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    wanted = None
    if inputs is not None:
        wanted = [_input_edge(t, n) for n, t in enumerate(_listed(inputs))]
    walk = Walk(keep, create_graph, wanted)
    recorder = walk.recorder
    if recorder is not None:
        recorder.backward_begins(_listed(tensors), [g for _, g in roots])
    with _Scope(create_graph):
        walk.run(roots)
        del roots
        if inputs is None:
            walk.accumulate()
        else:
            _accumulate_inputs(walk, _listed(inputs))
    if recorder is not None:
        recorder.backward_ends()


def _accumulate_inputs(walk: Walk, inputs: tuple[Any, ...]) -> None:
    walk.accumulate(only={id(t) for t in inputs if t._node is None})
    for t in inputs:
        if t._node is not None:
            g = walk.captured.get(_place(t._node))
            if g is not None:
                _accumulate_into(t, g, walk.create, False)


def _input_edge(t: Any, n: int) -> Any:
    if not isinstance(t, Tensor):
        raise TypeError(f"inputs[{n}] must be a Tensor, not {type(t).__name__}")
    if not t.requires_grad:
        raise RuntimeError("One of the differentiated Tensors does not require grad: "
                           f"inputs[{n}]. Call requires_grad_() on it before using it.")
    return t if t._node is None else t._node


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False, only_inputs: bool = True, allow_unused: bool | None = None,
    is_grads_batched: bool = False, materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of `outputs` with respect to `inputs`; nothing is accumulated.

    With `create_graph` they can be differentiated again. An input that was not used is an error,
    or None with `allow_unused`, or zeros with `materialize_grads`.

    Raises:
        RuntimeError: as `backward`; an input was not used.

    >>> x = tensor(3.0, requires_grad=True)
    >>> grad(x ** 3, x)
    (tensor(27.),)
    """
    wanted = _listed(inputs)
    if allow_unused is False and materialize_grads:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, "
                         "but got: allow_unused=False.")
    if allow_unused is None:
        allow_unused = materialize_grads
    if is_grads_batched:
        return _batched(outputs, wanted, grad_outputs, retain_graph, create_graph, allow_unused,
                        materialize_grads)
    edges = [_input_edge(t, n) for n, t in enumerate(wanted)]
    roots = _roots(_listed(outputs), _listed(grad_outputs), create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    walk = Walk(keep, create_graph, edges)
    if walk.recorder is not None:
        walk.recorder.backward_begins(_listed(outputs), [g for _, g in roots])
    with _Scope(create_graph):
        walk.run(roots)
        found = [_result(walk, t, edge) for t, edge in zip(wanted, edges, strict=True)]
    if walk.recorder is not None:
        walk.recorder.backward_ends(captured=list(zip(wanted, found, strict=True)))
    if materialize_grads:
        found = [wrap(np.zeros_like(t._data)) if g is None else g
                 for t, g in zip(wanted, found, strict=True)]
    elif not allow_unused:
        for n, g in enumerate(found):
            if g is None:
                raise RuntimeError(
                    f"The differentiated Tensor at index {n} appears to not have been used in the "
                    "graph. Set allow_unused=True if this is the desired behavior.")
    return tuple(found)


def _result(walk: Walk, t: Tensor, edge: Any) -> Tensor | None:
    if type(edge) is Tensor or isinstance(edge, Tensor):
        entry = walk.leaves.get(id(edge))
        value = None if entry is None else walk.leaf_hooks(t, entry[1])
    else:
        value = walk.captured.get(_place(edge))
    if value is None or walk.create:
        return value
    data = np.asarray(value)
    return wrap(data.copy() if data.base is not None or not data.flags.writeable else data)


def _batched(outputs: Any, inputs: Any, grad_outputs: Any, retain: Any, create: bool,
             allow_unused: bool, materialize: bool) -> tuple[Tensor | None, ...]:
    """One gradient per row of the batched cotangents, stacked."""
    batches = _listed(grad_outputs)
    n = batches[0]._data.shape[0]
    rows = []
    for i in range(n):
        last = i == n - 1
        rows.append(grad(
            outputs, inputs, tuple(b[i] for b in batches),
            retain_graph=bool(retain) or create or not last, create_graph=create,
            allow_unused=allow_unused, materialize_grads=materialize))
    from .declare import OPS
    stack = OPS["stack"].function
    return tuple(None if any(v is None for v in column) else stack(list(column))
                 for column in zip(*rows, strict=True))
