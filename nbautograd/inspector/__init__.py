"""Documentation of live objects: what they are, how they are called, what their gradient is.

With this package one can::

    describe(obj)             a page about an op, a tensor, an attribute, a class, a module ...
    directory(obj, "*norm*")  what an object offers, grouped, a line of documentation each
    search(obj, "soft max")   names by words, misspelt ones too
    Explorer(obj)             all of these with a history: the model of a documentation browser

A page is text and Markdown with formulas. No property is evaluated, no foreign `repr` is called, no
node is added to a graph, and nothing in a docstring can become HTML or script.
"""

from nbautograd.inspector.describe import describe
from nbautograd.inspector.directory import directory
from nbautograd.inspector.explorer import Explorer
from nbautograd.inspector.page import Page
from nbautograd.inspector.resolve import locate
from nbautograd.inspector.search import search
from nbautograd.ops import OPS as _  # the whole table: no method that is shown waits any more

__all__ = ["Explorer", "Page", "describe", "directory", "locate", "search"]
