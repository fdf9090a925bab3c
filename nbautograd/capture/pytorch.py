"""The recorder of PyTorch: the same tape from real torch tensors.

User-level calls are seen by a `TorchFunctionMode`, cotangents by hooks on the nodes of a graph just
before `backward` walks it. Torch is never imported here unless the user has done so.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from typing import Any

import numpy as np

from ..ops import OPS
from .callees import same
from .events import Params, held, tensors_in
from .names import Watcher
from .notes import State
from .recording import Recording
from .warned import warnings_at_the_users_line

__all__ = ["PyTorch", "recording"]

# torch's name of an operator or property -> the name on the tape
NAMES = {
    "__getitem__": "getitem", "__setitem__": "setitem", "__rsub__": "rsub", "__rdiv__": "rdiv",
    "__rtruediv__": "rdiv", "__eq__": "eq", "__ne__": "ne", "__rpow__": "pow", "vector_norm": "norm",
    "__and__": "bitwise_and", "__or__": "bitwise_or", "__xor__": "bitwise_xor",
    "__invert__": "bitwise_not", "__floordiv__": "floor_divide", "__rmatmul__": "rmatmul",
    "__mod__": "remainder", "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_",
    "__idiv__": "div_", "__itruediv__": "div_", "true_divide": "div", "multiply": "mul",
    "subtract": "sub", "divide": "div", "negative": "neg", "absolute": "abs",
    "__float__": "item", "__int__": "item", "__complex__": "item",
}
PROPERTIES = ("T", "mT", "H", "mH", "data", "real", "imag")
# why no gradient flows through what is called so
BOUNDARIES = {"detach": "detach", "data": "data", "item": "item",
              "numpy": "item", "tolist": "item", "tensor": "copy", "as_tensor": "copy",
              "asarray": "copy", "new_tensor": "copy"}
# arguments that may be given without brackets
SIZES = (["size"], ["shape"], ["dims"], ["sizes"], ["repeats"])
# seen, but nothing is computed from values: not steps
SILENT = ("__repr__", "__format__", "__len__", "__bool__", "__index__",
          "__hash__", "dim", "size", "numel", "stride", "retain_grad",
          "register_hook", "is_floating_point", "is_complex", "__contains__", "ndimension",
          "is_contiguous", "element_size", "nelement", "data_ptr", "storage_offset", "__array__",
          "__dir__", "__reduce_ex__", "__deepcopy__", "type", "get_device", "is_same_size")

# where torch gives tensors their first values: a file, and methods of modules
INIT = os.path.join("nn", "init.py")
RESETS = ("reset_parameters", "_reset_parameters", "reset_running_stats",
          "_fill_padding_idx_with_zero")


class PyTorch:
    """What a tensor of PyTorch is, for a recording."""

    backend = "torch"

    def __init__(self) -> None:
        self.torch: Any = sys.modules["torch"]
        self.tensor: type = self.torch.Tensor
        self.home = os.path.join(*self.torch.__path__, "")

    def module(self) -> Any:
        """The class of modules."""
        return self.torch.nn.Module

    def state(self, t: Any) -> State:
        """Its array, version, whether it requires grad, its place in the graph."""
        node = self.node(t)
        place = (node, t.output_nr) if node is not None else t if t.requires_grad else None
        return self.array(t), self.version(t), t.requires_grad, place

    def node(self, t: Any) -> Any:
        """Its `grad_fn`; None for a view that may not be asked for it.

        Such a view was made and written to where nothing was tracked.
        """
        try:
            return t.grad_fn
        except RuntimeError:
            return None

    def array(self, t: Any) -> np.ndarray[Any, Any]:
        """Its values as an array (bfloat16 and the like as float32)."""
        with self.torch._C.DisableTorchFunction():   # our own look is not a step of the cell
            if t.is_meta:       # it has no values
                return np.full(tuple(t.shape), np.nan, np.float32)
            plain = t.detach().cpu()
            if t.layout is not self.torch.strided:
                plain = plain.to_dense()
            try:
                return plain.resolve_conj().resolve_neg().numpy()  # type: ignore[no-any-return]  # an array
            except TypeError:
                return plain.float().numpy()  # type: ignore[no-any-return]  # an array

    def version(self, t: Any) -> int:
        """How often its memory was written."""
        with self.torch._C.DisableTorchFunction():
            return 0 if t.is_inference() else t._version

    def requires_grad(self, t: Any) -> bool:
        """Whether gradient is tracked for it."""
        return t.requires_grad  # type: ignore[no-any-return]  # a bool

    def base(self, t: Any) -> Any:
        """The tensor it is a view of."""
        return t._base

    def gradient(self, t: Any) -> Any:
        """Its accumulated gradient."""
        return t.grad

    def place(self, place: Any) -> Any:
        """A key for a place in the graph."""
        return ("leaf", id(place)) if isinstance(place, self.tensor) else place

    # -- making calls again ------------------------------------------------------------------------

    def fresh(self, data: np.ndarray[Any, Any], requires_grad: bool) -> Any:
        """A leaf with a copy of `data`."""
        with self.torch._C.DisableTorchFunction():
            return self.torch.tensor(data, requires_grad=requires_grad)

    def call(self, event: Any, args: Any, kwargs: Any) -> list[Any]:
        """The outputs of the call of `event`, made with these arguments."""
        inputs = tensors_in((args, kwargs), self.tensor)
        result = event.callee.function(*args, **kwargs)
        made = tensors_in(result, self.tensor)
        if not event.inplace:
            return made
        return [inputs[i] for i in event.result]

    def detach(self, t: Any) -> Any:
        """The same values outside the graph."""
        return t.detach()

    def grad_mode(self, enabled: bool) -> Any:
        """Context in which gradient is tracked or not."""
        return self.torch.set_grad_enabled(enabled)

    def backward(self, targets: list[Any], seeds: list[Any], create: bool) -> None:
        """Differentiate, keeping the graph."""
        self.torch.autograd.backward(
            targets, [self.torch.tensor(s) for s in seeds], retain_graph=True, create_graph=create)

    def grad(self, targets: list[Any], seeds: list[Any], wanted: list[Any], create: bool,
             batched: bool) -> Any:
        """The gradients of what is wanted, None where there is none."""
        return self.torch.autograd.grad(
            targets, wanted, [self.torch.tensor(s) for s in seeds], retain_graph=True,
            create_graph=create, allow_unused=True, is_grads_batched=batched)

    @contextmanager
    def noting(self, notes: Recording) -> Iterator[None]:
        """Record into `notes` until the block ends."""
        mode = make_mode(notes, self.torch)
        with mode, _functions_seen(mode, self.torch):
            yield


def make_mode(notes: Recording, torch: Any) -> Any:
    """A TorchFunctionMode that reports to `notes`; the class is made once torch is there."""
    from torch.overrides import TorchFunctionMode  # type: ignore[import-untyped, unused-ignore]  # optional

    class Noting(TorchFunctionMode):  # type: ignore[misc, unused-ignore]  # untyped where torch is absent
        inside = False      # a user's Function, which is one step

        def __torch_function__(self, func: Any, types: Any, args: Any = (),
                               kwargs: Any = None) -> Any:
            if self.inside or torch._C._are_functorch_transforms_active():
                return func(*args, **(kwargs or {}))
            return _Seen(notes, torch, func, args, kwargs or {}).run()

        def apply(self, name: str, func: Any, args: Any, kwargs: Any) -> Any:
            """Call ``Function.apply``, which is no function to PyTorch's modes."""
            self.inside = True
            try:
                return _Seen(notes, torch, func, args, kwargs)._step(name)
            finally:
                self.inside = False

    return Noting()


@contextmanager
def _functions_seen(mode: Any, torch: Any) -> Iterator[None]:
    """Have the mode see what this thread does with ``Function.apply``."""
    function, thread = torch.autograd.Function, get_ident()
    before = function.__dict__["apply"]

    def apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        call = before.__get__(None, cls)
        if mode.inside or get_ident() != thread:
            return call(*args, **kwargs)
        return mode.apply(cls.__name__, call, args, kwargs)

    function.apply = made = classmethod(apply)
    try:
        yield
    finally:
        mode.inside = True      # whoever wrapped it since goes on calling it
        if function.__dict__["apply"] is made:
            function.apply = before


class Called:
    """A function of torch's, or the getter of an attribute."""

    __slots__ = ("function", "name", "tensor")

    def __init__(self, name: str, function: Any, tensor: type) -> None:
        self.name, self.function, self.tensor = name, function, tensor

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """Arguments without tensors that are not at their defaults, as our op of that name has them.

        Of what is no op of ours the positional ones are named by their position.
        """
        op = OPS.get(self.name)
        names = [] if op is None else list(op.public_names)
        if self.function.__name__ == "__rpow__":
            names.reverse()
        if names[1:2] in SIZES and len(args) > 2 and isinstance(args[1], int):
            args = (args[0], args[1:])      # given one by one
        names += [str(n) for n in range(len(names), len(args))]
        named = [*zip(names, args, strict=False), *kwargs.items()]
        defaults = {} if op is None else op.defaults
        return tuple((n, a) for n, a in named if not tensors_in(a, self.tensor)
                     and not (n in defaults and same(a, defaults[n])))

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """All tensors."""
        return tensors_in((args, kwargs), self.tensor)


class _Seen:
    """One call that the mode saw."""

    def __init__(self, notes: Recording, torch: Any, func: Any, args: Any, kwargs: Any) -> None:
        self.notes, self.torch, self.func = notes, torch, func
        self.args, self.kwargs = args, kwargs
        self.name = getattr(func, "__name__", "")
        self.adapter: Any = notes.adapter

    def run(self) -> Any:
        name = self.name
        if name in ("backward", "grad") and not name.startswith("__"):
            return self._backward()
        if self._gives_first_values():
            return self.func(*self.args, **self.kwargs)
        if name == "__get__":
            name = getattr(getattr(self.func, "__self__", None), "__name__", "")
            if name not in PROPERTIES:
                return self.func(*self.args, **self.kwargs)
        elif name in ("detach_", "requires_grad_", "__set__"):
            return self._flag(name)
        elif name in SILENT:
            return self.func(*self.args, **self.kwargs)
        name = name.removeprefix("linalg_").removeprefix("fft_").removeprefix("special_")
        return self._step(NAMES.get(name, name))

    def _gives_first_values(self) -> bool:
        """Whether torch itself fills a parameter or a buffer: that is no step of the user's."""
        home, frame = self.adapter.home, sys._getframe(3)
        while frame is not None and frame.f_code.co_filename.startswith(home):
            code = frame.f_code
            if code.co_filename.endswith(INIT) or code.co_name in RESETS:
                return True
            frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
        return False

    def _flag(self, name: str) -> Any:
        """`requires_grad` may be turned on or off, by what needs no new values."""
        result = self.func(*self.args, **self.kwargs)
        if isinstance(self.args[0], self.adapter.tensor):
            detached = name == "detach_"
            called = self.func if detached else self.torch.Tensor.requires_grad_
            self.notes.flagged(Called(called.__name__, called, self.adapter.tensor), self.args,
                               self.kwargs, "detach" if detached else "frozen")
        return result

    def _step(self, name: str) -> Any:
        notes, adapter = self.notes, self.adapter
        inputs = tensors_in((self.args, self.kwargs), adapter.tensor)
        if not inputs:
            return self.func(*self.args, **self.kwargs)
        before = [notes.entry(t) for t in inputs]
        tracking = self.torch.is_grad_enabled()
        result = self.func(*self.args, **self.kwargs)
        written = [i for i, (t, e) in enumerate(zip(inputs, before, strict=True))
                   if adapter.version(t) != e.version]
        made = [t for t in tensors_in(result, adapter.tensor)
                if not any(t is x for x in inputs)]
        boundary = BOUNDARIES.get(name)
        if boundary is None and not made and not written:
            return result
        outs = [inputs[i] for i in dict.fromkeys(written)] + made
        notes.step(Called(name, self.func, self.adapter.tensor), held(self.args),
                   held(self.kwargs), outs, None, tracking, notes.line(1),
                   inplace=bool(written), result=written, boundary=boundary)
        self._claim(outs)
        return result

    def _claim(self, outs: list[Any]) -> None:
        """The nodes inside a composite belong to its step too."""
        notes = self.notes
        notes.locate()
        index = len(notes.order) - 1
        stack = [node for node in map(self.adapter.node, outs) if node is not None]
        for node in stack:
            notes._nodes[node] = index
        while stack:
            for node, number in stack.pop().next_functions:
                known = (node in notes._nodes or (node, number) in notes._places
                         or node is None or hasattr(node, "variable"))
                if not known:
                    notes._nodes[node] = index
                    stack.append(node)

    def _backward(self) -> Any:
        notes, adapter = self.notes, self.adapter
        targets = self._listed(0, "tensors", "outputs")
        given = (self._listed(1, "gradient", "grad_tensors") if self.name == "backward" else
                 self._listed(2, "grad_outputs"))
        if not (all(isinstance(t, adapter.tensor) or hasattr(t, "node") for t in targets)
                and all(g is None or isinstance(g, adapter.tensor) for g in given)):
            return self.func(*self.args, **self.kwargs)     # which refuses them
        starts = [self._start(t) for t in targets]
        given += [None] * (len(starts) - len(given))
        arrays = [np.ones(() if data is None else data.shape, None if data is None else data.dtype)
                  if seed is None else adapter.array(seed)
                  for (_, _, data), seed in zip(starts, given, strict=False)]
        notes.backward_begins([target for target, _, _ in starts], arrays)
        handles = [self._watch(node) for node in _nodes_of([node for _, node, _ in starts])]
        try:
            result = self.func(*self.args, **self.kwargs)
        finally:
            for handle in handles:
                handle.remove()
        wanted = self._listed(1, "inputs") if self.name == "grad" else []
        notes.backward_ends([(self._start(t)[0], g)
                             for t, g in zip(wanted, result or (), strict=False)])
        return result

    def _listed(self, position: int, *names: str) -> list[Any]:
        """An argument that may be one tensor, or edge, or several of them or of None."""
        value = self.args[position] if len(self.args) > position else next(
            (self.kwargs[n] for n in names if n in self.kwargs), ())
        one = value is None or isinstance(value, self.adapter.tensor) or hasattr(value, "node")
        return list(value) if not one and isinstance(value, Iterable) else [value]

    def _start(self, t: Any) -> tuple[Any, Any, Any]:
        """Where a pass starts: its target for the notes, its node, its values if it is a tensor."""
        if isinstance(t, self.adapter.tensor):
            return t, t.grad_fn, self.adapter.array(t)
        leaf = getattr(t.node, "variable", None)
        if leaf is not None:
            return leaf, None, self.adapter.array(leaf)
        return (t.node, t.output_nr), t.node, None

    def _watch(self, node: Any) -> Any:
        adapter, notes = self.adapter, self.notes

        def hook(grad_inputs: Any, grad_outputs: Any) -> None:
            with self.torch.no_grad():
                places = tuple((node, k) for k in range(len(grad_outputs)))
                parents = tuple(_place(n, k) for n, k in node.next_functions)
                try:
                    results = tuple(None if g is None else adapter.array(g) for g in grad_inputs)
                except RuntimeError:    # of a batch (is_grads_batched), one has no values of its own
                    return
                notes.pull(node, -1, places, parents, results)

        return node.register_hook(hook)


def _place(node: Any, number: int) -> Any:
    if node is None:
        return None
    variable = getattr(node, "variable", None)
    return (node, number) if variable is None else ("leaf", id(variable))


def _nodes_of(roots: list[Any]) -> list[Any]:
    seen: dict[Any, None] = {}
    stack = [node for node in roots if node is not None]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        if not hasattr(node, "variable"):
            seen[node] = None
            stack += [n for n, _ in node.next_functions if n is not None]
    return list(seen)


@contextmanager
def recording(source: str = "", names: Mapping[str, Any] | None = None,
              filename: str | None = None) -> Iterator[Recording]:
    """Record torch's calls of this thread until the block ends."""
    adapter = PyTorch()
    watcher = Watcher(filename, source, skip=(adapter.home, contextlib.__file__))
    notes = Recording(adapter, source, names, filename, watcher)
    error: BaseException | None = None
    try:
        with adapter.noting(notes), warnings_at_the_users_line(watcher.skip):
            yield notes
    except BaseException as problem:
        error = problem
        raise
    finally:
        notes.finish(error)
