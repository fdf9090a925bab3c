"""The public function that a declaration becomes, written as source and compiled once.

As `dataclasses` writes ``__init__``, this module writes for each op its `call`: exact type checks,
forward, a new Tensor; else `apply`. `plan` writes what it records and the matching backward. So the
hot path has no ``*args``, no loop and no dictionary. The sources are registered with `linecache`: a
debugger or a traceback shows them.
"""

from __future__ import annotations

import inspect
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Any

import numpy as np

from .constants import DOUBLE, SINGLE, number_array
from .out import with_out
from .record import Result, node_lines, record_scope
from .source import compiled, deferred
from .spelling import SCOPE, numpy_spelling, old_spelling, with_lines
from .state import GRAD, LOCAL, NO_GRAD, PLAIN, UNTRACKED, UNUSUAL
from .version import cell_of

if TYPE_CHECKING:
    from .op import Op
    from .plan import Plan

__all__ = ["build_call"]

_ONE = """\
def call({signature}):
    if type({x}) is Tensor or type({x}) is Parameter:
        if not UNUSUAL or LOCAL.mode in PLAIN:
            if {x}._view is not None: refresh({x})
            a_ = {x}._data
{dtype}            try: c_ = {plain}forward({data})
            except Exception: return {slow}(OP, ({arguments},))
            if type(c_) is not ndarray: c_ = array(c_)
            out_ = new(Tensor)
            out_._data = c_
            out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
            out_._requires = False
{view}{record}            return out_
    elif (type({x}) is ndarray or isinstance({x}, generic)) and LOCAL.arrays: return forward({raw})
    return {slow}(OP, ({arguments},))
"""

_TWO = """\
def call({signature}):
    if type({x}) is Tensor or type({x}) is Parameter:
        if not UNUSUAL or LOCAL.mode in PLAIN:
            if {x}._view is not None: refresh({x})
            a_ = {x}._data
            d_ = a_.dtype
            if d_ is not F32 and d_ is not F64: return {slow}(OP, ({arguments},))
            need_ = {x}._requires
            if type({y}) is Tensor or type({y}) is Parameter:
                if {y}._view is not None: refresh({y})
                b_ = {y}._data
                if b_.dtype is not d_: return {slow}(OP, ({arguments},))
                if {y}._requires: need_ += 2
{numbers}            else: return {slow}(OP, ({arguments},))
            try:
{forward}            except Exception: return {slow}(OP, ({arguments},))
            out_ = new(Tensor)
            out_._data = c_
            out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
            out_._requires = False
{record}            return out_
    elif (type({x}) is ndarray or isinstance({x}, generic)) and LOCAL.arrays: return forward({raw})
    return {slow}(OP, ({arguments},))
"""

_MANY = """\
def call({signature}):
    if not UNUSUAL or LOCAL.mode in PLAIN:
        need_ = 0
{inputs}        try: c_ = forward({data})
        except Exception: return {slow}(OP, ({arguments},))
{results}{record}        return {result}
    return {slow}(OP, ({arguments},))
"""

_LIST = """\
def call({signature}):
    if (type({x}) is list or type({x}) is tuple) and (not UNUSUAL or LOCAL.mode in PLAIN):
        need_, d_, all_ = False, None, []
        for x_ in {x}:
            if type(x_) is not Tensor and type(x_) is not Parameter: break
            if x_._view is not None: refresh(x_)
            a_ = x_._data
            if a_.dtype is not d_:
                if d_ is not None: break
                d_ = a_.dtype
            if x_._requires: need_ = True
            all_.append(a_)
        else:
            if d_ is F32 or d_ is F64:
                try: c_ = forward({data})
                except Exception: return {slow}(OP, ({arguments},))
                out_ = WRAP(c_)
                if need_ and (not UNTRACKED or LOCAL.mode is GRAD): RECORD[1](out_, {arguments})
                return out_
    return {slow}(OP, ({arguments},))
"""

_VIEWS = """\
def call({signature}):
    if type({x}) is Tensor or type({x}) is Parameter:
        if not UNUSUAL or LOCAL.mode in PLAIN:
            if {x}._view is not None: refresh({x})
            a_ = {x}._data
            try: c_ = forward({data})
            except Exception: return {slow}(OP, ({arguments},))
            out_ = tuple([WRAP(c_) for c_ in c_])
            for o_ in out_: VIEW(o_, {x}, LOCAL.mode if UNTRACKED else GRAD, MULTIPLE)
            if {x}._requires and (not UNTRACKED or LOCAL.mode is GRAD): RECORD[1](out_, {arguments})
            return out_
    elif type({x}) is ndarray and LOCAL.arrays: return forward({raw})
    return {slow}(OP, ({arguments},))
"""

# An in-place twin: `into` writes where nothing is tracked and nobody else is to be asked.
_INTO = """\
def call({signature}):
    if (type({x}) is Tensor or type({x}) is Parameter) and {x}._extra is None and {x}._view is None:
        mode_ = LOCAL.mode if UNUSUAL or UNTRACKED else GRAD
        if mode_ is NO_GRAD or (mode_ is GRAD and not {x}._requires):
            a_ = {x}._data
            d_ = a_.dtype
            if d_ is not F32 and d_ is not F64{counter}: return {slow}(OP, ({arguments},))
            if type({y}) is Tensor and {y}._view is None:
                b_ = {y}._data
                if b_.dtype is not d_ or (mode_ is GRAD and {y}._requires) or (
                        {y}._cell is {x}._cell is not None):
                    return {slow}(OP, ({arguments},))
            elif type({y}) is float or type({y}) is int: b_ = {y}
            else: return {slow}(OP, ({arguments},))
            if 0 in a_.strides or not a_.flags.writeable: return {slow}(OP, ({arguments},))
            try: into({data}, out=a_)
            except Exception: return {slow}(OP, ({arguments},))
            if {x}._cell is None: CELL({x})
            {x}._cell[0] += 1
            return {x}
    return {slow}(OP, ({arguments},))
"""

_GENERAL = """\
def call({signature}):
    return {slow}(OP, ({arguments},))
"""

# `steps += 1`: integers are exact in these.
_COUNTER = " and not (d_ is I64 and type({y}) is int)"
_EXACT = {"+", "-", "*"}

_FLOATING = """\
            if a_.dtype is not F32 and a_.dtype is not F64: return {slow}(OP, ({arguments},))
"""
_VIEW = "            VIEW(out_, {x}, LOCAL.mode if UNTRACKED else GRAD)\n"
_NUMBERS = "            elif type({y}) is float or type({y}) is int: b_ = {y}\n"
_KNOWN = """\
            elif type({y}) is float or type({y}) is int:
                b_ = (SINGLE if d_ is F32 else DOUBLE).get({y})
                if b_ is None:
                    try: b_ = number_array({y}, d_)
                    except OverflowError: return {slow}(OP, ({arguments},))
"""
_FORWARD = """\
                c_ = forward({data})
                if type(c_) is not ndarray: c_ = array(c_)
"""
# A sum of two of NumPy's scalars and an array of it take half as long as one of its ufuncs.
# Of operands with these many dimensions each, the operator is this op; else it is another.
_RANKED = """\
                if a_.ndim != {rank} or b_.ndim != {rank}: return {slow}(OP, ({arguments},))
                c_ = forward(a_, b_)
"""
_SCALARS = """\
                if a_.ndim or b_.ndim: c_ = forward(a_, b_)
                else: c_ = array(a_[()] {symbol} b_[()])
"""
_ANOTHER = """\
        if type({x}) is Tensor or type({x}) is Parameter:
            if {x}._view is not None: refresh({x})
            a{k}_ = {x}._data
{check}{need}{number}{absent}        else: return {slow}(OP, ({arguments},))
"""
_CHECK_FIRST = """\
            d_ = a{k}_.dtype
            if d_ is not F32 and d_ is not F64: return {slow}(OP, ({arguments},))
"""
_CHECK_SAME = "            if a{k}_.dtype is not d_: return {slow}(OP, ({arguments},))\n"
_NEED = "            if {x}._requires: need_ += {bit}\n"
_NUMBER = "        elif type({x}) is float or type({x}) is int: a{k}_ = array({x}, d_)\n"
_ABSENT = "        elif {x} is None: a{k}_ = None\n"
_ONE_RESULT = """\
        if type(c_) is not ndarray: c_ = array(c_)
        out_ = new(Tensor)
        out_._data = c_
        out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
        out_._requires = False
"""
_RESULTS = "        out_ = tuple([WRAP(c_) for c_ in c_])\n"
_RECORD_MANY = "        if need_ and (not UNTRACKED or LOCAL.mode is GRAD): RECORD[need_](out_, {arguments})\n"


def build_call(op: Op, slow: str = "apply", signature: inspect.Signature | None = None,
               general: bool = False, out: bool = True) -> Any:
    """The public function of `op`; `slow` names the general path for what is not plain.

    With `general` nothing is plain: the function only binds its arguments. Without `out` it has no
    ``out=``, if it would have.
    """
    return deferred(partial(_build_call, op, slow, signature, general, out))


def _build_call(op: Op, slow: str, signature: inspect.Signature | None, general: bool,
                out: bool = True) -> Any:
    names = op.public_names
    written = signature or op.signature
    signature, lines = numpy_spelling(written, op.short_name)
    if out and slow == "apply" and op.is_function:
        signature, lines = with_out(op, written, signature, lines)
    if slow != "apply_operator":
        signature, lines = old_spelling(signature, op.name, lines, slow == "run_inplace")
    keyword = {p.name for p in op.signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
    values = {n: n if n in signature.parameters else f"DEFAULTS[{n!r}]" for n in names}

    def call_list(replaced: dict[str, str]) -> str:
        given = {n: replaced.get(n, values[n]) for n in names}
        return ", ".join(f"{a}={given[n]}" if n in keyword else given[n]
                         for n, a in zip(names, op.arguments, strict=True))

    x = names[op.inputs[0]] if op.inputs else ""
    y = names[op.inputs[1]] if len(op.inputs) > 1 else ""
    if op.simple and not op.fast and not general and slow == "apply":
        return _build_many(op, str(signature)[1:-1], lines, values, call_list)
    template = _GENERAL
    if op.variadic and op.differentiable and not op.several and not general:
        template = _LIST
    elif op.kind == "view" and op.variable and not general:
        template = _VIEWS
    if slow == "run_inplace" and op.into is not None and len(op.inputs) == 2:
        template = _INTO
    if op.fast and not general:
        template = _ONE if len(op.inputs) == 1 else _TWO
    words = {"x": x, "y": y, "slow": slow, "arguments": ", ".join(values[n] for n in names)}
    # a Python operator gives no parameters: NumPy's function can be called as it is
    plain = op.plain if slow == "apply_operator" and template is _TWO else None
    scalars = template is _TWO and op.symbol is not None and (
        plain is not None or isinstance(op.forward, np.ufunc))
    data = "a_, b_" if plain else call_list({x: "all_" if op.variadic else "a_", y: "b_"})
    numbers = _KNOWN if scalars else _NUMBERS
    compute = _FORWARD.format(data=data)
    if scalars:
        compute = _SCALARS.format(symbol=op.symbol)
    elif plain and op.rank is not None:
        compute = _RANKED.format(rank=op.rank, **words)
    source = template.format(
        signature=str(signature)[1:-1], raw=f"{x}, {y}" if plain else call_list({}), data=data,
        forward=compute,
        plain=_plain_if_default(op) if template is _ONE else "",
        dtype="" if op.kind == "view" else _FLOATING.format(**words),
        view=_VIEW.format(**words) if op.kind == "view" else "",
        numbers="" if 1 in op.only_tensors else numbers.format(**words),
        counter=_COUNTER.format(**words) if op.symbol in _EXACT else "",
        record="" if template is _GENERAL else _recording(op, x, values), **words)
    scope = _scope(op)
    if plain is not None:
        scope["forward"] = plain
    if slow == "run_inplace":
        from .inplace import run_inplace
        scope |= {"run_inplace": run_inplace, "into": op.into}
    return compiled("call", with_lines(source, lines), scope)


# The result of an op that makes no view was made a moment ago: it has no counter yet.
_FRESH, _SHOWN = Result("out_", "c_", "None"), Result("out_", "c_", "out_._cell")


def _recording(op: Op, x: str, values: dict[str, str]) -> str:
    """The lines that record the result of an op of one or two inputs, in each pattern of needs."""
    plans = _plans(op)
    if not plans:
        return ""
    given = {argument: values[n] for argument, n in zip(op.arguments, op.public_names, strict=True)}
    one = len(op.inputs) == 1
    text = f"            if {f'{x}._requires' if one else 'need_'} and (not UNTRACKED or LOCAL.mode is GRAD):\n"
    for n, (mask, plan) in enumerate(plans.items()):
        if not one:
            text += f"                {'elif' if n else 'if'} need_ == {mask}:\n"
        lines = node_lines(plan, given, _SHOWN if op.kind == "view" else _FRESH)
        text += indent("\n".join(lines), " " * (12 if one else 16)) + "\n"
    return text


def _plans(op: Op) -> dict[int, Plan]:
    """The plans of a plain op of one or two inputs by the mask of those that need a gradient."""
    if not (op.fast and op.differentiable):
        return {}
    masks = {mask: mask & op.mask_of_formulas for mask in range(1, 1 << len(op.inputs))}
    return {mask: op.plan(wanted) for mask, wanted in masks.items() if wanted}


def _plain_if_default(op: Op) -> str:
    """The call of NumPy's function that is enough where all parameters are at their defaults."""
    if op.plain is None:
        return ""
    default = " and ".join(f"{n} is {v!r}" for n, v in op.defaults.items())
    return f"plain(a_) if {default} else "


def _scope(op: Op) -> dict[str, Any]:
    """What the public function of an op sees as globals."""
    from . import apply as paths
    from .tensor import wrap
    from .views import MULTIPLE, refresh, view_of
    return {
        "OP": op, "LOCAL": LOCAL, "UNUSUAL": UNUSUAL, "UNTRACKED": UNTRACKED, "PLAIN": PLAIN,
        "GRAD": GRAD, "NO_GRAD": NO_GRAD,
        "F32": np.dtype(np.float32), "F64": np.dtype(np.float64),
        "I64": np.dtype(np.int64), "ndarray": np.ndarray,
        "generic": np.generic, "SINGLE": SINGLE, "DOUBLE": DOUBLE, "number_array": number_array,
        "array": np.array, "new": object.__new__, "forward": op.forward, "plain": op.plain, "RECORD": op.record,
        "apply": paths.apply, "apply_operator": op.operator or paths.apply_operator, "WRAP": wrap,
        "RESULT": op.result_type, "refresh": refresh, "CELL": cell_of, "VIEW": view_of, "MULTIPLE": MULTIPLE,
        "DEFAULTS": op.defaults,
        **record_scope({plan.mask: plan for plan in _plans(op).values()}), **SCOPE,
    }


def _build_many(op: Op, signature: str, lines: str, values: dict[str, str],
                call_list: Any) -> Any:
    """The public function of an op with several inputs or outputs, None among the inputs."""
    arguments = ", ".join(values[n] for n in op.public_names)
    inputs, data, checked = "", {}, False
    for k, position in enumerate(op.inputs):
        x = op.public_names[position]
        data[x] = f"a{k}_"
        formula = bool(op.mask_of_formulas >> k & 1)
        words = {"x": x, "k": k, "bit": 1 << k, "slow": "apply", "arguments": arguments}
        check = ""
        if formula or op.promote not in (None, "none"):
            same = checked and op.promote not in (None, "none")
            check = (_CHECK_SAME if same else _CHECK_FIRST).format(**words)
        number = checked and op.promote in ("keep", "float") and k not in op.only_tensors
        checked = checked or bool(check)
        inputs += _ANOTHER.format(
            check=check, need=_NEED.format(**words) if formula else "",
            number=_NUMBER.format(**words) if number else "",
            absent=_ABSENT.format(**words) if op.defaults.get(x, 0) is None else "", **words)
    source = _MANY.format(
        signature=signature, inputs=inputs, data=call_list(data), slow="apply",
        arguments=arguments, results=_RESULTS if op.several else _ONE_RESULT,
        record=_RECORD_MANY.format(arguments=arguments),
        result="RESULT(*out_)" if op.several and not op.variable else "out_")
    return compiled("call", with_lines(source, lines), _scope(op))
