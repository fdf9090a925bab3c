"""`backward` and `grad`: from tensors to a walk of their graph, and from the walk to gradients.

Here arguments are checked, in PyTorch's words; the walk itself is in `walk`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from . import messages
from .node import AccumulateGrad, Node, Slot
from .notice import warn_once
from .plain import plain_grad, plain_pass
from .state import GRAD, LOCAL, NO_GRAD, set_mode
from .tensor import Tensor, wrap
from .views import refresh
from .walk import Walk, place_of

__all__ = ["GradientEdge", "backward", "edge_of", "grad", "pass_scope", "root_of", "rows"]

CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when creating "
    "the graph to avoid this. If you have to use this function, make sure to reset the .grad fields "
    "of your parameters to None after use to break the cycle and avoid the leak.")


# The cotangent of a real scalar.
ONES: dict[Any, Any] = {np.dtype(t): t(1) for t in (np.float16, np.float32, np.float64)}


class GradientEdge(NamedTuple):
    """A place in the graph: output `output_nr` of `node`; stands for a tensor in `grad`.

    >>> x = tensor(2.0, requires_grad=True)
    >>> edge = autograd.graph.get_gradient_edge(x * 3)
    >>> autograd.grad(edge, x, tensor(1.0))
    (tensor(3.),)
    """

    node: Any
    output_nr: int
    ownership_token: Any = None


class pass_scope:  # noqa: N801 (a context manager, named as one)
    """While a pass runs: arrays allowed in formulas, grad mode as asked, NumPy quiet."""

    __slots__ = ("_arrays", "_create", "_mode", "_quiet")

    def __init__(self, create: bool) -> None:
        self._create = create

    def __enter__(self) -> None:
        mode = self._mode = LOCAL.mode
        self._arrays = LOCAL.arrays
        if mode is GRAD or mode is NO_GRAD:
            set_mode(GRAD if self._create else NO_GRAD)
        else:
            set_mode(mode.replace(grad=self._create, recorder=None))
        LOCAL.arrays = not (self._create or mode.dual)
        self._quiet = np.errstate(all="ignore")
        self._quiet.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._quiet.__exit__(None, None, None)
        set_mode(self._mode)
        LOCAL.arrays = self._arrays


def listed(value: Any) -> tuple[Any, ...]:
    """One tensor or edge, or several of them, as a tuple.

    Raises:
        TypeError: anything else.
    """
    if isinstance(value, (Tensor, GradientEdge)):
        return (value,)
    try:
        return tuple(value)
    except TypeError:
        raise TypeError(f"'{type(value).__name__}' object is not iterable: expected a Tensor or a "
                        "sequence of them") from None


def edge_of(place: Any) -> Any:
    """The edge of the graph at a tensor or `GradientEdge`."""
    if isinstance(place, Tensor):
        return place if place.grad_fn is None else place._node
    node = place.node
    if isinstance(node, AccumulateGrad):
        return node.variable
    if not node.plan.several:
        return node
    k = place.output_nr
    return Slot(node, k, node.shape[k], node.dtype[k])


# -- where to start --------------------------------------------------------------------------------


def root_of(n: int, place: Any, g: Any, tensors: bool) -> tuple[Any, Any]:
    """The edge and the cotangent to start from at an output, checked.

    Raises:
        RuntimeError: no graph; no cotangent for more than one element; another shape.
    """
    if g is None and type(place) is Tensor:
        if place._view is not None:
            refresh(place)
        one = ONES.get(place._data.dtype) if place._data.size == 1 else None
        if one is not None and type(place._node) is Node:
            if place._data.ndim or tensors:
                one = np.array(one, ndmin=place._data.ndim)
            return place._node, wrap(one) if tensors else one
    if not isinstance(place, (Tensor, GradientEdge)):
        raise TypeError(f"element {n} of tensors must be a Tensor or GradientEdge, not "
                        f"{type(place).__name__}")
    if isinstance(place, Tensor) and not place.requires_grad:
        raise RuntimeError(messages.NO_GRAPH.format(n))
    edge = edge_of(place)
    shape, dtype = (edge._data.shape, edge._data.dtype) if isinstance(edge, Tensor) else (
        edge.shape, edge.dtype)
    if g is None:
        ones = _ones(shape, dtype, isinstance(place, GradientEdge))
        return edge, wrap(ones) if tensors else ones
    if not isinstance(g, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if g._data.shape != shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{n}] has a shape of {g.shape} and output[{n}] has a "
            f"shape of torch.Size({list(shape)}). Pass a gradient of the output's shape.")
    if (g._data.dtype.kind == "c") != (dtype.kind == "c"):
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same "
            f"dtype. Mismatch in dtype: grad_output[{n}] has a dtype of {g.dtype} and output[{n}] "
            f"has a dtype of torch.{dtype.name}.")
    return edge, g if tensors else g._data


def _ones(shape: tuple[int, ...], dtype: np.dtype[Any], edge: bool) -> Any:
    found = ONES.get(dtype) if shape == () and not edge else None
    if found is not None:
        return found
    if edge or math.prod(shape) != 1:
        raise RuntimeError(
            "grad can be implicitly created only for scalar outputs; this one has shape "
            f"{list(shape)}. Reduce it, e.g. with .sum(), or pass gradient=.")
    if dtype.kind == "c":
        raise RuntimeError("grad can be implicitly created only for real scalar outputs but got "
                           f"torch.{dtype.name}. Take .real or .abs() first.")
    return np.array(1, dtype).reshape(shape)


def _roots(outputs: tuple[Any, ...], gradients: Any, tensors: bool) -> list[tuple[Any, Any]]:
    given = (None,) * len(outputs) if gradients is None else listed(gradients)
    roots = [root_of(n, t, g, tensors) for n, (t, g) in enumerate(zip(outputs, given))]  # noqa: B905 (counted below: what they are is said first)
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    return roots


def _wanted_edge(n: int, t: Any) -> Any:
    if not isinstance(t, (Tensor, GradientEdge)):
        raise RuntimeError("all inputs have to be Tensors or GradientEdges, but got "
                           f"{type(t).__name__}: inputs[{n}]")
    if isinstance(t, Tensor) and not t.requires_grad:
        raise RuntimeError("One of the differentiated Tensors does not require grad: "
                           f"inputs[{n}]. Call requires_grad_() on it before using it.")
    return edge_of(t)


# -- the two ways to differentiate -------------------------------------------------------------------


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
    mode = LOCAL.mode
    if ((mode is GRAD or mode is NO_GRAD) and isinstance(tensors, Tensor) and not create_graph
            and inputs is None and grad_variables is None
            and (grad_tensors is None or isinstance(grad_tensors, Tensor))):
        root = root_of(0, tensors, grad_tensors, False)
        roots = plain_pass(*root, bool(retain_graph)) if type(root[0]) is Node else [root]
        if roots:
            with pass_scope(False):
                Walk(bool(retain_graph), False).run(roots)
        return
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.",
                      FutureWarning, stacklevel=2)
        if grad_tensors is not None:
            raise RuntimeError("`grad_tensors` and `grad_variables` (deprecated) arguments both "
                               "passed to `backward()`. Please only use `grad_tensors`.")
        grad_tensors = grad_variables
    wanted = None
    if inputs is not None:
        inputs = listed(inputs)
        if not inputs:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        for n, t in enumerate(inputs):
            if isinstance(t, Tensor) and not t.requires_grad:
                raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False: "
                                   f"inputs[{n}]")
        wanted = [_wanted_edge(n, t) for n, t in enumerate(inputs)]
    outputs = listed(tensors)
    walk = Walk(create_graph if retain_graph is None else retain_graph, create_graph, wanted)
    roots = _roots(outputs, grad_tensors, walk.tensors)
    if create_graph:
        warn_once(CYCLE)
    for t in inputs or ():
        if isinstance(t, Tensor) and t.grad_fn is not None:
            t.retain_grad()
    if walk.recorder is not None:
        walk.recorder.backward_begins(outputs, [g for _, g in roots])
    with pass_scope(create_graph):
        walk.run(roots)
    if walk.recorder is not None:
        walk.recorder.backward_ends()


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False, only_inputs: bool = True, allow_unused: bool | None = None,
    is_grads_batched: bool = False, materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of `outputs` with respect to `inputs`; nothing is accumulated.

    With `create_graph` they can be differentiated again. An input that was not used is an error,
    or None with `allow_unused`, or zeros with `materialize_grads`. With `is_grads_batched` the
    first dimension of each cotangent, and of each result, counts independent passes.

    Raises:
        RuntimeError: as `backward`; an input was not used.

    >>> x = tensor(3.0, requires_grad=True)
    >>> grad(x ** 3, x)
    (tensor(27.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, "
                         "but got: allow_unused=False.")
    outs = (outputs,) if type(outputs) is Tensor else listed(outputs)
    wanted = (inputs,) if type(inputs) is Tensor else listed(inputs)
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    keep = create_graph if retain_graph is None else retain_graph
    if len(outs) == 1 and only_inputs and not is_grads_batched:
        plain = _plain_grad(outs[0], wanted, grad_outputs, keep, create_graph)
        if plain is not None:
            return tuple([_used(n, wanted[n], None, allow_unused, materialize_grads) if g is None
                          else g if create_graph else _given(g) for n, g in enumerate(plain)])
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To "
            "accumulate gradient for other parts of the graph, please use "
            "torch.autograd.backward.", FutureWarning, stacklevel=2)
    edges = [_wanted_edge(n, t) for n, t in enumerate(wanted)]
    if is_grads_batched:
        found: list[Any] = _batched(outs, wanted, edges, grad_outputs, keep, create_graph)
    else:
        walk = Walk(keep, create_graph, edges, capture=True)
        roots = _roots(outs, grad_outputs, walk.tensors)
        if walk.recorder is not None:
            walk.recorder.backward_begins(outs, [g for _, g in roots])
        with pass_scope(create_graph):
            walk.run(roots)
        found = [_captured(walk, edge) for edge in edges]
        if walk.recorder is not None:
            walk.recorder.backward_ends(captured=list(zip(wanted, found, strict=True)))
    return tuple(_used(n, t, g, allow_unused, materialize_grads)
                 for n, (t, g) in enumerate(zip(wanted, found, strict=True)))


def _plain_grad(output: Any, wanted: tuple[Any, ...], gradient: Any, keep: bool, create: bool,
                ) -> list[Any] | None:
    """The gradients of one output for leaves in a plain mode; None in any other case."""
    mode = LOCAL.mode
    if not (mode is GRAD or mode is NO_GRAD) or not isinstance(output, Tensor):
        return None
    for t in wanted:
        if not isinstance(t, Tensor) or t._view is not None or t._node is not None or (
                not t._requires):
            return None
    if gradient is not None and not isinstance(gradient, Tensor):
        if len(gradient) != 1:
            return None
        gradient = gradient[0]
    edge, g = root_of(0, output, gradient, create)
    if type(edge) is not Node:
        return None
    return plain_grad(edge, g, wanted, keep, create)


def _used(n: int, t: Any, g: Any, allow_unused: bool | None, materialize: bool) -> Any:
    if g is not None:
        return g
    if materialize:
        return wrap(np.zeros_like(t._data))
    if allow_unused:
        return None
    raise RuntimeError(
        f"The differentiated Tensor at index {n} appears to not have been used in the graph. Set "
        "allow_unused=True if this is the desired behavior.")


def _captured(walk: Walk, edge: Any) -> Tensor | None:
    return _given(walk.captured.get(place_of(edge)))


def _given(value: Any) -> Tensor | None:
    """A captured cotangent as a tensor of its own."""
    if value is None or isinstance(value, Tensor):
        return value
    if type(value) is not np.ndarray:
        return wrap(np.array(value))
    return wrap(value.copy() if value.base is not None or not value.flags.writeable else value)


# -- many cotangents, one graph ------------------------------------------------------------------------


def rows(outputs: list[Any], edges: list[Any], cotangents: Iterable[tuple[Any, ...]],
         create: bool, last: bool = False) -> list[list[Any]]:
    """The cotangents at `edges` for each tuple of cotangents of the edges `outputs`.

    Cotangents are arrays, or Tensors where the pass needs them. The graph is collected once; it is
    kept, or freed by the final pass if `last`.
    """
    walk = Walk(True, create, edges, capture=True)
    if not create:      # what has no history comes from nowhere
        walk.recorder = None
    places = [place_of(edge) for edge in edges]
    batch, found = list(cotangents), []
    with pass_scope(create):
        order = walk.order(outputs)
        for n, row in enumerate(batch, 1):
            walk.keep = not last or n < len(batch)
            walk.reset()
            if walk.recorder is not None:
                walk.recorder.backward_begins(outputs, row)
            walk.propagate(order, list(zip(outputs, row, strict=True)))
            found.append([walk.captured.get(place) for place in places])
            if walk.recorder is not None:
                walk.recorder.backward_ends(captured=list(zip(edges, found[-1], strict=True)))
    return found


def _batched(outputs: Any, inputs: Any, edges: Any, grad_outputs: Any, keep: bool, create: bool,
             ) -> list[Tensor | None]:
    """One gradient per row of the batched cotangents, stacked."""
    batches = listed(grad_outputs if grad_outputs is not None else [None] * len(outputs))
    for n, (t, g) in enumerate(zip(outputs, batches, strict=True)):
        if not isinstance(g, Tensor) or g._data.ndim == 0:
            raise ValueError(
                "is_grads_batched=True: Got in_dim=0 for some input, but that input has no "
                f"dimension to batch over: grad_output[{n}]. Stack the cotangents along dim 0.")
        if isinstance(t, Tensor) and g._data.shape[1:] != t._data.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output "
                "as the batch dimension. The sizes of the remaining dimensions are expected to "
                "match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{n}] has a shape of torch.Size({list(g._data.shape[1:])}) and "
                f"output[{n}] has a shape of {t.shape}. If you only want some tensors in "
                "`grad_output` to be considered batched, consider using vmap.")
    tensors = create or bool(LOCAL.mode.dual)
    columns = [list(g) if tensors else list(g._data) for g in batches]
    found = rows([edge_of(t) for t in outputs], edges, zip(*columns, strict=True), create,
                 last=not keep)
    return [_stacked(column) for column in zip(*found, strict=True)]


def _stacked(column: tuple[Any, ...]) -> Tensor | None:
    if any(v is None for v in column):
        return None
    if isinstance(column[0], Tensor):
        from .declare import OPS
        return OPS["stack"].function(list(column))  # type: ignore[no-any-return]  # makes a Tensor
    return wrap(np.stack(column))
