"""``torch.autograd.graph``: places in the graph, and hooks on what passes there."""

from __future__ import annotations

import abc
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any, Literal, Self
from weakref import WeakKeyDictionary

from ..engine.backward import GradientEdge, edge_of
from ..engine.node import AccumulateGrad, RemovableHandle, accumulator
from ..engine.node import Node as EngineNode
from ..engine.saved import PackHooks
from ..engine.state import LOCAL, set_mode
from ..engine.tensor import Tensor
from ..engine.version import cell_of

__all__ = ["GradientEdge", "Node", "allow_mutation_on_saved_tensors",
           "disable_saved_tensors_hooks", "get_gradient_edge", "increment_version",
           "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks"]


def __dir__() -> list[str]:
    return sorted(__all__)


class Node(abc.ABC):  # noqa: B024 (only a name for what is registered below)
    """What every ``grad_fn`` is an instance of.

    >>> isinstance((tensor(1.0, requires_grad=True) * 2).grad_fn, autograd.graph.Node)
    True
    """


Node.register(EngineNode)
Node.register(AccumulateGrad)


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The place of a tensor in the graph, to give to `grad` or `backward` instead of it.

    Raises:
        RuntimeError: the tensor does not require grad.

    >>> autograd.graph.get_gradient_edge(tensor(1.0, requires_grad=True) * 2).output_nr
    0
    """
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not "
                           "require gradients")
    node = tensor.grad_fn
    return GradientEdge(accumulator(tensor) if node is None else node, tensor.output_nr)


def increment_version(tensor: Any) -> None:
    """Note an in-place write that autograd could not see, of one tensor or several.

    >>> x = zeros(2); autograd.graph.increment_version(x); x._version
    1
    """
    for t in [tensor] if isinstance(tensor, Tensor) else list(tensor):
        cell_of(t)[0] += 1


# -- hooks on saved tensors ------------------------------------------------------------------------


class _Packing:
    """A block in which this thread packs saved tensors with these hooks."""

    def __init__(self, hooks: PackHooks) -> None:
        self._hooks = hooks
        self._previous: list[Any] = []

    def __enter__(self) -> Self:
        current = LOCAL.mode.pack
        if current is not None and current.refusal is not None and self._hooks.pack is not None:
            raise RuntimeError(current.refusal)
        if self._hooks.refusal is not None and PackHooks.active(LOCAL.mode) is not None:
            raise RuntimeError(self._hooks.refusal)
        self._previous.append(current)
        set_mode(LOCAL.mode.replace(pack=self._hooks))
        return self

    def __exit__(self, *exc: object) -> None:
        set_mode(LOCAL.mode.replace(pack=self._previous.pop()))


class saved_tensors_hooks(_Packing):  # noqa: N801 (PyTorch's name)
    """Inside, what ops save for backward is kept as ``pack_hook(tensor)``.

    Backward calls ``unpack_hook`` on it, which must return a tensor. The innermost block counts.

    Raises:
        RuntimeError: inside `disable_saved_tensors_hooks`.

    >>> x = tensor(3.0, requires_grad=True)
    >>> with autograd.graph.saved_tensors_hooks(lambda t: t.item(), lambda v: tensor(v * 10)):
    ...     y = x * x
    >>> y.backward(); x.grad
    tensor(60.)
    """

    def __init__(self, pack_hook: Callable[[Tensor], Any],
                 unpack_hook: Callable[[Any], Tensor]) -> None:
        super().__init__(PackHooks(pack_hook, unpack_hook))


class save_on_cpu(saved_tensors_hooks):  # noqa: N801 (PyTorch's name)
    """Keep saved tensors on the CPU, where they are anyhow: a copy of each.

    >>> with autograd.graph.save_on_cpu():
    ...     y = tensor(3.0, requires_grad=True) ** 2
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda t: t.clone(), lambda t: t)


class disable_saved_tensors_hooks(_Packing):  # noqa: N801 (PyTorch's name)
    """Inside, `saved_tensors_hooks` raises a RuntimeError with this message.

    >>> with autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     pass
    """

    def __init__(self, error_message: str) -> None:
        super().__init__(PackHooks(None, None, error_message))


class _Mutations:
    """What `allow_mutation_on_saved_tensors` gives: whether its block is still open."""

    def __init__(self) -> None:
        self.open = True

    def unpack(self, value: Any) -> Any:
        """A kept copy, inside the block only."""
        if not self.open:
            raise AssertionError("Trying to backward outside of the "
                                 "'allow_mutation_on_saved_tensors' context in which the graph was "
                                 "originally recorded.")
        return value

    def clear(self) -> None:
        """Nothing is kept here: each node has its own copy."""


class allow_mutation_on_saved_tensors(_Packing):  # noqa: N801 (PyTorch's name)
    """Inside, tensors saved for backward may be written in place: nodes keep copies.

    >>> x = tensor(0.0, requires_grad=True)
    >>> with autograd.graph.allow_mutation_on_saved_tensors():
    ...     y = x.exp()
    ...     y.add_(1).backward()
    >>> x.grad
    tensor(1.)
    """

    def __init__(self) -> None:
        self._context = _Mutations()
        super().__init__(PackHooks(
            lambda t: t.clone(), self._context.unpack))

    def __enter__(self) -> Any:
        super().__enter__()
        return self._context

    def __exit__(self, *exc: object) -> None:
        super().__exit__(*exc)
        self._context.open = False


# -- hooks on several gradients --------------------------------------------------------------------


class _Handles(RemovableHandle):
    """Removes several hooks at once."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        self._handles = tuple(handles)

    def remove(self) -> None:
        """Unregister them."""
        for handle in self._handles:
            handle.remove()


def register_multi_grad_hook(tensors: Sequence[Tensor], fn: Callable[..., Any], *,
                             mode: Literal["all", "any"] = "all") -> RemovableHandle:
    """Call `fn` when the gradients of several tensors are known, once for each backward pass.

    With ``"all"``, ``fn(grads)`` runs after the last of those that the pass reaches, with None for
    the others; with ``"any"``, ``fn(grad)`` runs at the first.

    Raises:
        ValueError: another mode.
        AssertionError: a tensor does not require grad.

    >>> a, b = tensor(1.0, requires_grad=True), tensor(2.0, requires_grad=True)
    >>> handle = autograd.graph.register_multi_grad_hook((a, b), print)
    >>> (a * b).backward()
    [tensor(2.), tensor(1.)]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    for t in tensors:
        assert t.requires_grad, "Expected gradient function to be set: it does not require grad"
    watch = _All(tensors, fn) if mode == "all" else _Any(fn)
    return _Handles([t.register_hook(watch.hook(n)) for n, t in enumerate(tensors)])


class _All:
    """Collects the gradients of one pass until the last one that it reaches."""

    def __init__(self, tensors: Sequence[Tensor], fn: Callable[..., Any]) -> None:
        self._edges = [edge_of(t) for t in tensors]
        self._fn = fn
        self._lock = threading.Lock()
        # pass -> (how many are still to come, the gradients so far)
        self._passes: WeakKeyDictionary[Any, tuple[int, list[Any]]] = WeakKeyDictionary()

    def hook(self, n: int) -> Callable[[Tensor], None]:
        """The hook of tensor number `n`."""
        def note(grad: Tensor) -> None:
            current = LOCAL.walk
            with self._lock:
                left, grads = self._passes.get(current) or (
                    sum(current.reaches(e) for e in self._edges), [None] * len(self._edges))
                grads[n] = grads[n] + grad if grads[n] is not None else grad
                left -= 1
                self._passes[current] = left, grads
                if not left:
                    del self._passes[current]
            if not left:
                self._fn(grads)
        return note


class _Any:
    """Runs at the first gradient of a pass."""

    def __init__(self, fn: Callable[..., Any]) -> None:
        self._fn = fn
        self._lock = threading.Lock()
        self._last: Callable[[], Any] = lambda: None    # weak reference to the last pass

    def hook(self, n: int) -> Callable[[Tensor], None]:
        """The hook of each tensor."""
        def note(grad: Tensor) -> None:
            with self._lock:
                first = self._last() is not LOCAL.walk
                self._last = weakref.ref(LOCAL.walk)
            if first:
                self._fn(grad)
        return note
