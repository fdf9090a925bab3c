"""Where and how tensors are stored: on the CPU, in memory with strides.

PyTorch has many devices and layouts. Programs name them, so the names are known here and the one
that exists is accepted; any other is refused as PyTorch refuses a device that it lacks.
"""

from __future__ import annotations

from typing import Any

__all__ = ["CPU", "STRIDED", "Device", "Layout", "check_device"]


KINDS = tuple("""cpu cuda ipu xpu mkldnn opengl opencl ideep hip ve fpga maia xla lazy vulkan mps
meta hpu mtia privateuseone""".split())


def _type_of(value: Any) -> str:
    return type(value).__name__     # inside `Device`, `type` is an argument


class Device:
    """Where tensors live; only the CPU exists here.

    >>> Device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    def __init__(self, type: Any, index: int | None = None) -> None:
        if isinstance(type, Device):
            type, index = type.type, type.index
        if isinstance(type, int) and not isinstance(type, bool):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if not isinstance(type, str):
            raise TypeError("device() received an invalid combination of arguments: expected a "
                            f"device or a str such as 'cpu', but got {_type_of(type)}")
        kind, colon, number = type.partition(":")
        if kind not in KINDS:
            raise RuntimeError(
                f"Expected one of {', '.join(KINDS)} device type at start of device string: {kind}")
        if colon and not (number.isdecimal() and number == str(int(number))):
            raise RuntimeError(f"Invalid device string: '{type}'")
        self.type = kind
        self.index = int(number) if colon else index

    def __enter__(self) -> Device:
        check_device(self)      # new tensors are made there: on the CPU anyhow
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, ...]:
        return Device, (self.type, self.index)


CPU = Device("cpu")


class Layout:
    """Memory layout of a tensor; only the strided one exists here."""

    def __repr__(self) -> str:
        return "torch.strided"


STRIDED = Layout()


def check_device(device: Any) -> None:
    """Refuse a device that is not the CPU, as PyTorch without that device does."""
    if device is None or (isinstance(device, str) and device == "cpu"):
        return
    kind = Device(device).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {kind} devices")
