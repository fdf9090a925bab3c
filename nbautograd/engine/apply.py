"""The general path of an op: whatever is not plain tensors of one floating type.

Promotion between types, Python numbers, arrays in formulas, other interpreters (symbols),
forward mode, errors in PyTorch's words. The hot path (`compile.build_call`) ends here whenever one
of its exact checks fails, and while somebody records: the recorder calls the op again, unheard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .construct import tensor
from .dtypes import default, promoted
from .quiet import quietly
from .state import LOCAL, Mode
from .tensor import Tensor, wrap
from .views import MULTIPLE, refresh, view_of

if TYPE_CHECKING:
    from .op import Op

__all__ = ["apply", "apply_operator", "evaluate", "finish", "operand_arrays"]

NUMBERS = (bool, int, float, complex, np.generic)
OWN = frozenset((Tensor, float, int, bool))      # of operators most operands are


def apply(op: Op, args: tuple[Any, ...]) -> Any:
    """Run `op` on arguments in the order of its forward function.

    Raises:
        TypeError: an operand is not a tensor.
        RuntimeError, IndexError: what the op refuses, in PyTorch's words.
    """
    mode = LOCAL.mode
    if mode.recorder is not None:
        return mode.recorder.apply(op, args, mode)
    inputs = args[op.inputs[0]] if op.variadic else [args[i] for i in op.inputs]
    interpreter = _interpreter(inputs)
    if interpreter is not None:
        return interpreter.__apply_op__(op, args)
    if not any(isinstance(x, Tensor) for x in inputs):
        if LOCAL.arrays and any(isinstance(x, (np.ndarray, np.generic)) for x in inputs):
            return op.call_forward(args)
        if op.takes_numbers and all(isinstance(x, NUMBERS) for x in inputs):
            return apply(op, (tensor(args[0]), *args[1:]))
        raise TypeError(messages.not_a_tensor(op, inputs))
    _check_operands(op, inputs)
    if not op.variadic and any(isinstance(x, np.generic) for x in inputs) and not LOCAL.arrays:
        # A NumPy scalar is a number like Python's; in formulas it is a cotangent.
        args = tuple(x.item() if isinstance(x, np.generic) else x for x in args)
        inputs = [args[i] for i in op.inputs]
    for x in inputs:
        if isinstance(x, Tensor) and x._view is not None:
            refresh(x)
    results = evaluate(op, args)
    return finish(op, args, inputs, results, mode)


def apply_operator(op: Op, args: tuple[Any, ...]) -> Any:
    """As `apply`, for Python's operators: foreign operands get their chance."""
    for i in op.inputs:
        if type(args[i]) not in OWN:
            found = _operands(op, args)
            if found is None:
                return NotImplemented
            args = found
            break
    mode = LOCAL.mode
    return apply(op, args) if mode.recorder is None else mode.recorder.apply(op, args, mode, True)


def _operands(op: Op, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The arguments of an operator with arrays as tensors; None if a foreign type is among them."""
    for i in op.inputs:
        x = args[i]
        if not isinstance(x, (Tensor, np.ndarray, *NUMBERS)):
            if hasattr(x, "__apply_op__"):
                break
            return None
    if any(isinstance(x, np.ndarray) for x in args[:2]) and not LOCAL.arrays:
        return tuple(wrap(x) if isinstance(x, np.ndarray) else x for x in args)
    return args


def _interpreter(inputs: Any) -> Any:
    for x in inputs:
        if type(x) is not Tensor and hasattr(type(x), "__apply_op__"):
            return x
    return None


def _check_operands(op: Op, inputs: Any) -> None:
    for k, x in enumerate(inputs):
        if isinstance(x, Tensor) or (x is None and _may_be_left_out(op, k)):
            continue
        if isinstance(x, NUMBERS) and (LOCAL.arrays or not (op.variadic or k in op.only_tensors)):
            continue
        if isinstance(x, np.ndarray) and LOCAL.arrays:
            continue
        raise TypeError(messages.not_a_tensor(op, inputs, k))


def _may_be_left_out(op: Op, k: int) -> bool:
    return not op.variadic and (op.kind != "elementwise" or
                                op.defaults.get(op.public_names[op.inputs[k]], 0) is None)


def operand_arrays(op: Op, inputs: Any) -> list[Any]:
    """The operands as arrays of the type PyTorch computes in; numbers stay where it allows."""
    data = [x._data if isinstance(x, Tensor) else x for x in inputs]
    if op.promote in (None, "none"):
        return data
    known = [x for x in data if x is not None]
    target = promoted(known)
    if op.promote == "float" and target.category < 2:
        target = default.dtype
    return [x if x is None else _convert(x, target.numpy) for x in data]


def _convert(x: Any, target: np.dtype[Any]) -> Any:
    if isinstance(x, np.ndarray):
        return x if x.dtype is target else x.astype(target)
    # Integers wrap around in a narrower type, as PyTorch's do; more than 64 bits are an OverflowError.
    try:
        return np.array(x, dtype=target)
    except OverflowError:
        return np.array(x, dtype=np.int64).astype(target)


def evaluate(op: Op, args: tuple[Any, ...]) -> Any:
    """The forward function on arrays, its errors in PyTorch's words."""
    if op.variadic:
        position = op.inputs[0]
        arrays = operand_arrays(op, args[position])
        call = (*args[:position], arrays, *args[position + 1:])
    else:
        call_list = list(args)
        for i, x in zip(op.inputs, operand_arrays(op, [args[i] for i in op.inputs]), strict=True):
            call_list[i] = x
        call = tuple(call_list)
    if op.refuses is not None:
        _refuse_type(op, args, call)
    try:
        return quietly(op.call_forward, call)
    except (ValueError, IndexError, TypeError) as error:
        translated = messages.translate(op, call, error)
        if translated is None:
            raise
        raise translated from None


def _refuse_type(op: Op, args: tuple[Any, ...], call: tuple[Any, ...]) -> None:
    """Raise what the op declared for the type it would compute in; "B" is any bool operand."""
    assert op.refuses is not None
    for i in op.inputs:
        data = call[i]
        if not isinstance(data, np.ndarray):
            continue
        kind = data.dtype.kind
        if kind not in op.refuses and "B" in op.refuses and _is_bool(args[i]):
            kind = "B"
        if kind in op.refuses:
            error, text = op.refuses[kind]
            raise error(text.format(dtype=messages.scalar_name(data.dtype)))


def _is_bool(x: Any) -> bool:
    return isinstance(x, bool) or (isinstance(x, Tensor) and x._data.dtype.kind == "b")


def finish(op: Op, args: tuple[Any, ...], inputs: Any, results: Any, mode: Mode) -> Any:
    """Tensors of the results, tracked, viewed, with tangents."""
    outs: tuple[Tensor, ...]
    if op.several:
        outs = tuple(wrap(r) for r in results)
    else:
        outs = (wrap(results),)
    if op.kind == "view" and isinstance(inputs[0], Tensor):
        for n, out in enumerate(outs):
            if op.several:
                view_of(out, inputs[0], mode, MULTIPLE, f"Output {n} of {op.node_name}")
            else:
                view_of(out, inputs[0], mode)
    if mode.inference and not (op.kind == "view" and not inputs[0].is_inference()):
        for out in outs:
            out._extra_().inference = True
    node = None
    if mode.grad and op.differentiable:
        mask = needs_mask(op, inputs)
        if mask and any(o._data.dtype.kind in "fc" for o in outs):
            complex_ = op.holomorphic and any(o._data.dtype.kind == "c" for o in outs)
            node = _record(op, mask, complex_, inputs, outs, args)
    if mode.dual:
        from .forward import propagate
        propagate(op, args, inputs, outs, node)
    if node is not None and (mode.pack is not None or mode.anomaly):
        special_node(node, mode)
    if op.several:
        return outs if op.variable else op.result_type(*outs)
    return outs[0]


def _record(op: Op, mask: int, complex_: bool, inputs: Any, outs: tuple[Tensor, ...],
            args: tuple[Any, ...]) -> Any:
    """The node of the results; None if only inputs without a formula need a gradient."""
    wanted = mask & op.mask_of_formulas
    if not wanted:
        return None
    mixed = any(isinstance(x, Tensor) and x._data.dtype is not outs[0]._data.dtype for x in inputs)
    plan = op.plan(wanted, complex_, mixed)
    return plan.record(outs if op.several else outs[0], *args)


def needs_mask(op: Op, inputs: Any) -> int:
    """Bits of the inputs that need a gradient (bit 0 stands for all of a variadic op)."""
    if op.variadic:
        return int(any(isinstance(x, Tensor) and x._requires for x in inputs))
    mask = 0
    for k, x in enumerate(inputs):
        if isinstance(x, Tensor) and x._requires:
            mask |= 1 << k
    return mask


def special_node(node: Any, mode: Mode) -> None:
    if mode.anomaly:
        from .anomaly import forward_lines
        node._extra()["lines"] = forward_lines()
    if mode.pack is not None:
        mode.pack.pack_node(node)
