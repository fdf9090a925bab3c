"""Widgets: the lab, in which one switches flags of a recorded cell, and the explorer of names."""

from __future__ import annotations

from .browser import Browser, explore
from .lab import Lab

__all__ = ["Browser", "Lab", "explore"]
