"""einsum: sums of products, written as an equation of index letters.

Built from diagonal, sum, permute and matrix products, pair by pair from the left, so every
derivative is that of those ops.
"""

from __future__ import annotations

import math
from typing import Any

from ..engine.declare import composite

__all__ = ["einsum"]


@composite("einsum", method=False)
def einsum(equation: Any, *operands: Any) -> Any:
    """Sum of products of tensors by an equation such as ``"ij,jk->ik"``.

    Letters that the output lacks are summed over; without ``->`` the output has the letters that
    occur once, in alphabetical order; ``...`` stands for leading dimensions that broadcast.

    Raises:
        RuntimeError: the equation does not fit the operands.

    >>> einsum("ij,jk->ik", ones(2, 3), ones(3, 4)).shape
    torch.Size([2, 4])
    """
    equation, operands = _as_equation(equation, operands)
    inputs, output, sizes = _parse(equation, operands)
    tensors = [_diagonalised(t, letters) for t, letters in zip(operands, inputs, strict=True)]
    (result, letters), *rest = tensors
    for k, (t, other) in enumerate(rest):
        later = set(output).union(*(set(names) for _, names in rest[k + 1:]))
        result, letters = _contract(result, letters, t, other, later)
    gone = [i for i, name in enumerate(letters) if name not in output]
    if gone:
        result = result.sum(gone)
        letters = [name for name in letters if name in output]
    for name in output:
        if name not in letters:
            result, letters = result.unsqueeze(-1), [*letters, name]
    order = [letters.index(name) for name in output]
    if order != sorted(order):
        result = result.permute(*order)
    shape = tuple(sizes[name] for name in output)
    return result if tuple(result.shape) == shape else result.expand(shape)


def _as_equation(equation: Any, operands: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The string form; also of ``einsum(a, [0, 1], b, [1, 2], [0, 2])``."""
    if isinstance(equation, str):
        if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
            operands = tuple(operands[0])
        return equation, operands
    flat = [equation, *operands]
    tail = flat.pop() if len(flat) % 2 else None

    def letters(numbers: Any) -> str:
        return "".join("..." if n is Ellipsis else _letter(n) for n in numbers)

    text = ",".join(letters(n) for n in flat[1::2])
    return text + ("" if tail is None else "->" + letters(tail)), tuple(flat[::2])


def _letter(n: int) -> str:
    if not 0 <= n < 52:
        raise RuntimeError(
            f"einsum(): expected subscripts to be integers between 0 and 51, but got {n}")
    return chr(ord("A") + n) if n < 26 else chr(ord("a") + n - 26)


def _parse(equation: str, operands: tuple[Any, ...]) -> tuple[list[list[str]], list[str],
                                                              dict[str, int]]:
    """Letters of each operand and of the output (``...`` spelled out), and every size."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if not operands:
        raise RuntimeError("einsum(): must provide at least one operand")
    if len(parts) != len(operands):
        more = "fewer" if len(parts) > len(operands) else "more"
        raise RuntimeError(
            f"einsum(): {more} operands were provided than specified in the equation: "
            f"{len(operands)} for {len(parts)}")
    spare = 0
    for part, t in zip(parts, operands, strict=True):
        if "..." in part:
            spare = max(spare, t.ndim - len(part.replace("...", "")))
    inputs = [_spelled(part, t, spare, k) for k, (part, t) in
              enumerate(zip(parts, operands, strict=True))]
    sizes: dict[str, int] = {}
    for k, (letters, t) in enumerate(zip(inputs, operands, strict=True)):
        for d, name in enumerate(letters):
            n = t.shape[d]
            if sizes.get(name, 1) not in (1, n) and n != 1:
                raise RuntimeError(
                    f"einsum(): subscript {name} has size {n} for operand {k} which does not "
                    f"broadcast with previously seen size {sizes[name]}")
            sizes[name] = max(n, sizes.get(name, 1)) if n != 0 else 0
    extra = [f".{i}" for i in range(spare)]
    if arrow:
        output = _output(right, extra, sizes)
    else:
        flat = [name for letters in inputs for name in letters]
        output = extra + sorted(n for n in set(flat) if flat.count(n) == 1 and n[0] != ".")
    return inputs, output, sizes


def _spelled(part: str, t: Any, spare: int, k: int) -> list[str]:
    head, dots, tail = part.partition("...")
    for name in head + tail:
        if not name.isalpha():
            raise RuntimeError(
                f"einsum(): invalid subscript given for operand {k}: {name!r}; subscripts must be "
                "in [a-zA-Z]")
    n = t.ndim - len(head) - len(tail)
    if n < 0 or (n and not dots):
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({len(head) + len(tail)}) does "
            f"not match the number of dimensions ({t.ndim}) for operand {k} and no ellipsis was "
            "given")
    return [*head, *(f".{i}" for i in range(spare - n, spare)), *tail]


def _output(right: str, extra: list[str], sizes: dict[str, int]) -> list[str]:
    head, dots, tail = right.partition("...")
    output = [*head, *(extra if dots else []), *tail]
    for name in output:
        if name not in sizes:
            raise RuntimeError(
                f"einsum(): output subscript {name} does not appear in the equation for any input "
                "operand")
        if output.count(name) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {name} appears more than once in the output")
    return output


def _diagonalised(t: Any, letters: list[str]) -> tuple[Any, list[str]]:
    """A letter that an operand repeats stands for its diagonal."""
    letters = list(letters)
    while True:
        twice = next((n for n in letters if letters.count(n) > 1), None)
        if twice is None:
            return t, letters
        first = letters.index(twice)
        second = letters.index(twice, first + 1)
        t = t.diagonal(0, first, second)
        letters = [n for i, n in enumerate(letters) if i not in (first, second)] + [twice]


def _contract(x: Any, left: list[str], y: Any, right: list[str],
              later: set[str]) -> tuple[Any, list[str]]:
    """One pair: sum what neither the rest nor the output needs, as one batched matrix product."""
    for names, which in ((left, 0), (right, 1)):
        other = right if which == 0 else left
        gone = [i for i, n in enumerate(names) if n not in other and n not in later]
        if gone:
            kept = [n for n in names if n in other or n in later]
            if which == 0:
                x, left = x.sum(gone), kept
            else:
                y, right = y.sum(gone), kept
    both = [n for n in left if n in right]
    batch, summed = [n for n in both if n in later], [n for n in both if n not in later]
    free_x = [n for n in left if n not in right]
    free_y = [n for n in right if n not in left]
    sizes = {n: max(x.shape[left.index(n)] if n in left else 0,
                    y.shape[right.index(n)] if n in right else 0) for n in {*left, *right}}
    for n in both:   # a size of 1 broadcasts
        if 1 in (x.shape[left.index(n)], y.shape[right.index(n)]):
            sizes[n] = x.shape[left.index(n)] * y.shape[right.index(n)]
    if not summed:
        a = _ordered(x, left, batch + free_x).reshape(
            [x.shape[left.index(n)] for n in batch + free_x] + [1] * len(free_y))
        b = _ordered(y, right, batch + free_y).reshape(
            [y.shape[right.index(n)] for n in batch] + [1] * len(free_x)
            + [y.shape[right.index(n)] for n in free_y])
        return a * b, batch + free_x + free_y
    a = _blocks(x, left, [batch, free_x, summed], sizes)
    b = _blocks(y, right, [batch, summed, free_y], sizes)
    out = a.matmul(b).reshape([sizes[n] for n in batch + free_x + free_y])
    return out, batch + free_x + free_y


def _ordered(t: Any, letters: list[str], order: list[str]) -> Any:
    places = [letters.index(n) for n in order]
    return t if places == sorted(places) else t.permute(*places)


def _blocks(t: Any, letters: list[str], groups: list[list[str]], sizes: dict[str, int]) -> Any:
    """`t` as a batch of matrices: one dimension for each group of letters (none for no batch)."""
    order = [n for group in groups for n in group]
    t = _ordered(t, letters, order)
    wanted = [sizes[n] for n in order]
    if list(t.shape) != wanted:
        t = t.expand(*wanted)
    shape = [math.prod(sizes[n] for n in group) for group in groups]
    return t.reshape(shape if groups[0] else shape[1:])
