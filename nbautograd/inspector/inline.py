"""With this module one can read the marks inside a sentence: roles, literals, emphasis, links.

It knows the marks that reST, Google-style and Markdown docstrings share and takes everything else
as plain words, so a mark that it does not know is shown, never interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nbautograd.inspector.tree import Code, Emphasis, Inline, Link, Math, Text

_MARK = re.compile(
    r"""
    ``(?P<literal>.+?)``(?!`)
  | :(?P<role>[a-zA-Z][\w+.-]*(?::[\w+.-]+)?):[ ]?\\?`(?P<content>(?:\\`|[^`])*?)\\?`(?:`(?!`))?
  | (?<![\w`])`(?P<label>[^`<]+?)\s*<(?P<address>[^`<>]+)>`__?
  | (?<![\w`])`(?!:[a-z]+:`)(?P<reference>[^`]+)`__?(?!\w)
  | `(?P<opened>)(?=:[a-z]+:`)
  | `(?P<default>(?:\\`|[^`])+)`
  | \[(?P<title>[^][]+)\]\((?P<href>https?://[^\s()]+)\)
  | (?<![\w/])(?P<url>https?://[^\s<>`"')\]]*[^\s<>`"')\].,;:!?])
  | (?<![\w*\\])\*\*(?P<strong>[^\s*](?:[^*]*[^\s*\\])?)\*\*(?![\w*])
  | (?<![\w*\\])\*(?P<emphasis>[^\s*](?:[^*]*[^\s*\\])?)\*(?![\w*])
  | \[(?P<footnote>[#\w.-]+)\]_(?!\w)
  | (?<![\w`])(?P<word>[A-Za-z][\w.-]*?)_(?![\w.(\[*'"])
  | \\(?P<escaped>[^\w{}()\[\]])
  | (?P<stray>:(?:attr|class|func|meth|math|ref|mod|obj|data|exc|doc):)(?=`)
    """,
    re.VERBOSE,
)
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)
_WEB = re.compile(r"https?://[^\s<>\"'`\\{}|^]+")
_CALLED = {"func", "meth", "function", "method"}
_WORDS = {"ref", "doc", "term", "abbr", "sup", "sub", "numref", "any", "download", "guilabel"}


def parse_inline(text: str, targets: Mapping[str, str] | None = None) -> tuple[Inline, ...]:
    """The nodes of one sentence or paragraph; `targets` maps link names to web addresses.

    >>> parse_inline(":math:`x^2` of :attr:`x`")
    (Math(tex='x^2'), Text(text=' of '), Code(text='x'))
    """
    return tuple(_merged(_nodes(text, targets or {})))


def _nodes(text: str, targets: Mapping[str, str]) -> Iterator[Inline]:
    start = 0
    for mark in _MARK.finditer(text):
        if mark.start() > start:
            yield Text(text[start : mark.start()])
        start = mark.end()
        yield _node(mark, targets)
    if start < len(text):
        yield Text(text[start:])


def _node(mark: re.Match[str], targets: Mapping[str, str]) -> Inline:
    kind, found = mark.lastgroup, mark.groupdict()
    if kind == "content":
        return role(found["role"], found["content"])
    if kind == "literal":
        return Code(found["literal"].strip())
    if kind in {"address", "href"}:
        return _link(found["label"] or found["title"], found["address"] or found["href"])
    if kind == "url":
        return _link(found["url"], found["url"])
    if kind == "reference":
        return _named(found["reference"], targets, Code(found["reference"].strip()))
    if kind == "word":
        return _named(found["word"], targets, Text(mark[0]))
    if kind == "default":
        return Code(found["default"].strip(" \\"))
    if kind in {"strong", "emphasis"}:
        return Emphasis(found[kind], kind == "strong")
    if kind == "footnote":
        return Text(f"[{found['footnote']}]")
    # A role without its quotes keeps the words and loses the mark; an escaped blank only separates
    # two marks.
    return Text((found["escaped"] or "").strip())


def _named(name: str, targets: Mapping[str, str], otherwise: Inline) -> Inline:
    url = targets.get(" ".join(name.lower().split()))
    return _link(name, url) if url else otherwise


def _link(text: str, url: str) -> Inline:
    label = " ".join(text.split())
    if _WEB.fullmatch(url.strip()):
        return Link(label, url.strip())
    return Text(label)


def role(name: str, content: str) -> Inline:
    r"""The node of one reST role, as `:func:` followed by a name in back-quotes.

    >>> role("func", "~torch.abs"), role("ref", "the notes <notes>"), role("math", r"\alpha")
    (Code(text='abs()'), Text(text='the notes'), Math(tex='\\alpha'))
    """
    last = name.rpartition(":")[2].lower()
    if last == "math":
        return Math(content.strip())
    titled = _TITLED.fullmatch(content.strip())
    if titled:
        return Text(" ".join(titled[1].split()))
    words = " ".join(content.split())
    if last in _WORDS:
        return Text(words.rpartition("/")[2] if last == "doc" else words)
    shown = words.lstrip("!")
    if shown.startswith("~"):
        shown = shown[1:].rpartition(".")[2]
    if last in _CALLED and shown.replace(".", "").isidentifier():
        shown += "()"
    return Code(shown)


def _merged(nodes: Iterator[Inline]) -> Iterator[Inline]:
    # Neighbours of one kind are one node: a name and its call, written apart, are one expression.
    last: Inline = Text("")
    for node in nodes:
        if isinstance(node, Text) and isinstance(last, Text):
            last = Text(last.text + node.text)
        elif isinstance(node, Code) and isinstance(last, Code):
            last = Code(last.text + node.text)
        elif node != Text(""):
            if last != Text(""):
                yield last
            last = node
    if last != Text(""):
        yield last
