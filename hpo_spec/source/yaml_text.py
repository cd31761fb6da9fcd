"""YAML text -> plain data with positions, on libyaml where PyYAML has it.

PyYAML's composer builds the node tree (in C); the scalars, and what is refused, are decided here.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hpo_spec.finding import Finding, Path, Position
from hpo_spec.secret_text import secrets_in
from hpo_spec.source.document import MAX_DEPTH, syntax_finding, text_position
from hpo_spec.source.scalars import InexactNumber, resolve_plain

if TYPE_CHECKING or not yaml.__with_libyaml__:
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner, ScannerError

    class _Base(Reader, Scanner, Parser, Composer):
        """What libyaml's parser does, in Python."""

        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

        def scan_flow_scalar_non_spaces(self, double: Any, start_mark: Any) -> Any:
            """Refuse escapes that are no character, as libyaml does."""
            try:
                chunks = super().scan_flow_scalar_non_spaces(double, start_mark)
                "".join(chunks).encode()
            except (ValueError, OverflowError) as error:
                problem = "found invalid Unicode character escape code"
                raise ScannerError("while parsing a quoted scalar", start_mark, problem, self.get_mark()) from error
            return chunks
else:
    from yaml.cyaml import CParser as _Base

MAX_NODES = 200_000
"""How many values a text with aliases may expand to: far above any spec, far below a bomb."""
_OPENERS_SAFE_TO_COMPOSE = 500

_PLAIN, _TEXT = "plain", "text"
_CORE_TAGS = {
    "tag:yaml.org,2002:str": _TEXT,
    "tag:yaml.org,2002:int": _PLAIN,
    "tag:yaml.org,2002:float": _PLAIN,
    "tag:yaml.org,2002:bool": _PLAIN,
    "tag:yaml.org,2002:null": _PLAIN,
    "tag:yaml.org,2002:map": _TEXT,
    "tag:yaml.org,2002:seq": _TEXT,
}


class _Composer(_Base):
    """PyYAML's composer, told only whether a scalar was plain or quoted."""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: type[Node], _value: Any, implicit: Any) -> str:
        return _PLAIN if kind is ScalarNode and implicit[0] else _TEXT


class YamlText:
    """A parsed YAML text: a `Document`."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.findings: list[Finding] = []
        self._dropped: list[dict[str, object]] = []
        self._root = self._compose()
        self.data: object = None
        if self._root is not None:
            sharing = "&" in text and self._check_aliases(self._root)
            if not (sharing and self.findings):
                self.data = self._value(self._root, 0)

    @cached_property
    def secrets(self) -> frozenset[str]:
        """See `Document.secrets`."""
        return secrets_in([self.data, *self._dropped])

    def locate(self, path: Path) -> tuple[int, Position | None]:
        """See `Document.locate`."""
        node, mark, depth = self._root, None, 0
        for part in path:
            step = _child(node, part)
            if step is None:
                break
            key, node = step
            mark = node.start_mark if not _is_empty(node) else key.start_mark
            depth += 1
        if mark is None and self._root is not None:
            mark = self._root.start_mark
        return depth, self._at(mark) if mark is not None else None

    def locate_key(self, path: Path) -> Position | None:
        """Where the key of the mapping entry at `path` stands, if there is one."""
        node = self._root
        for part in path[:-1]:
            step = _child(node, part)
            if step is None:
                return None
            node = step[1]
        step = _child(node, path[-1]) if path else None
        return self._at(step[0].start_mark) if step else None

    def _compose(self) -> Node | None:
        separator = None if self.text.isascii() else re.search("[\x85\u2028\u2029]", self.text)
        if separator:
            code = f"{ord(separator.group()):04X}"
            message = f"the line separator U+{code} is not allowed here"
            self._report("text-control", message, f'In double quotes it is written "\\u{code}".', separator.start())
            return None
        try:
            _refuse_deep_nesting(self.text)
            root: Node | None = _Composer(self.text).get_single_node()
            return root
        except _TooDeep as error:
            self._report("yaml-nesting", f"more than {MAX_DEPTH} levels of nesting", "", error.mark.index)
        except yaml.MarkedYAMLError as error:
            offset = _offset(error, len(self.text.rstrip()))
            self._report(*_explain(error, self.text[offset : offset + 1]), offset)
        except yaml.YAMLError as error:
            self._report("yaml-syntax", f"not YAML: {_one_line(str(error))}", "", 0)
        except RecursionError:
            self._report("yaml-nesting", f"more than {MAX_DEPTH} levels of nesting", "", 0)
        return None

    def _value(self, node: Node, depth: int) -> object:
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if depth >= MAX_DEPTH:
            self._report("yaml-nesting", f"more than {MAX_DEPTH} levels of nesting", "", node.start_mark.index)
            return None
        if node.tag not in (_TEXT, _PLAIN):
            self._check_tag(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        return [self._value(item, depth + 1) for item in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            if key in values:
                self._dropped.append({key: values[key]})
                first = next(k for k, _ in node.value if k.value == key)
                self._report(
                    "yaml-duplicate-key",
                    f"the key {key!r} is here twice; the first is on line {self._at(first.start_mark).line}",
                    "Keep one of them.",
                    key_node.start_mark.index,
                    path=(*(_path_to(node, self._root) or ()), key),
                )
            values[key] = self._value(value_node, depth + 1)
        return values

    def _key(self, node: Node) -> str | None:
        """A key is a name, so it is the text as written: `1` and `yes` are strings."""
        if not isinstance(node, ScalarNode):
            self._report("yaml-key", "a list or a mapping cannot be a key", "", node.start_mark.index)
            return None
        if node.tag == _PLAIN:
            if node.value == "<<":
                self._report(
                    "yaml-merge-key",
                    "`<<` is no part of YAML 1.2",
                    "Repeat the keys, or split the spec into several files and use --merge. "
                    'A hyperparameter of that name is written "<<".',
                    node.start_mark.index,
                )
                return None
        elif node.tag != _TEXT:
            self._check_tag(node)
        return str(node.value)

    def _scalar(self, node: ScalarNode) -> object:
        tag = node.tag
        if tag == _TEXT:
            return node.value
        if tag != _PLAIN:
            tag = self._check_tag(node)
            if tag == _TEXT:
                return node.value
        try:
            return resolve_plain(node.value)
        except InexactNumber as error:
            self._report("yaml-number", f"this number is not kept exactly: {error}", "Quote it.", node.start_mark.index)
            return None

    def _check_tag(self, node: Node) -> str:
        meaning = _CORE_TAGS.get(node.tag)
        if meaning is None:
            shown = node.tag.replace("tag:yaml.org,2002:", "!!")
            self._report(
                "yaml-tag",
                f"the tag {shown} is not allowed",
                "A spec is plain data: remove the tag.",
                node.start_mark.index,
            )
        return meaning or _TEXT

    def _check_aliases(self, root: Node) -> bool:
        """Report cycles and bombs; whether any node is used twice."""
        sizes: dict[int, int] = {}
        open_nodes: set[int] = set()
        shared = False

        def size(node: Node, depth: int = 0) -> int:
            nonlocal shared
            known = sizes.get(id(node))
            if known is not None:
                shared = True
                return known
            if id(node) in open_nodes:
                shared = True
                self._report("yaml-alias", "this anchor contains itself", "", node.start_mark.index)
                return 0
            if depth > MAX_DEPTH:
                return 1
            open_nodes.add(id(node))
            total = 1 + sum(size(child, depth + 1) for child in _children(node))
            open_nodes.discard(id(node))
            sizes[id(node)] = total
            return total

        if size(root) > MAX_NODES and shared:
            self._report(
                "yaml-alias",
                f"the aliases expand to more than {MAX_NODES:,} values",
                "Write it out.",
                root.start_mark.index,
            )
        return shared

    def _report(self, rule: str, message: str, help: str, offset: int, path: Path = ()) -> None:
        finding = syntax_finding(rule, message, help, text_position(self.name, self.text, offset))
        self.findings.append(finding._replace(path=path))

    def _at(self, mark: Any) -> Position:
        return text_position(self.name, self.text, mark.index)


def _child(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    """The key and the value at `part` of a node; for a list's item both are the item."""
    if isinstance(node, MappingNode):
        for key, value in reversed(node.value):
            if key.value == part:
                return key, value
    elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def _path_to(wanted: Node, node: Node | None) -> Path | None:
    """The path of a node below another; `None` if it is not there. For a text without cycles."""
    if node is wanted:
        return ()
    if isinstance(node, MappingNode):
        steps: list[tuple[str | int, Node]] = [(str(key.value), value) for key, value in node.value]
    else:
        steps = list(enumerate(node.value)) if isinstance(node, SequenceNode) else []
    for part, child in steps:
        below = _path_to(wanted, child)
        if below is not None:
            return (part, *below)
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _PLAIN and node.value == ""


class _TooDeep(Exception):
    def __init__(self, mark: Any) -> None:
        self.mark = mark


def _refuse_deep_nesting(text: str) -> None:
    """PyYAML composes recursively, in C, and would overflow the stack: look at risky texts by events first."""
    openers = text.count("[") + text.count("{") + text.count("-") + text.count("?")
    if openers < _OPENERS_SAFE_TO_COMPOSE and " " * _OPENERS_SAFE_TO_COMPOSE not in text:
        return
    try:
        _refuse_deep_events(_Composer(text))
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem):  # libyaml 0.2.6 looks ahead and gives up before it says where
            _refuse_deep_events(yaml.SafeLoader(text))
        raise


def _refuse_deep_events(parser: Any) -> None:
    depth = 0
    while parser.check_event():
        event = parser.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeep(event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _offset(error: yaml.MarkedYAMLError, end: int) -> int:
    """Where the problem is; what is still open at the text's end, where it began."""
    mark: Any = error.problem_mark or error.context_mark
    if error.context_mark is not None and mark.index >= end:
        mark = error.context_mark
    return int(mark.index) if mark is not None else 0


def _explain(error: yaml.MarkedYAMLError, character: str) -> tuple[str, str, str]:
    """The rule, what is wrong, and what to do, for a text that PyYAML gave up on."""
    problem = _one_line(error.problem or str(error))
    if "but found another document" in problem:
        return "yaml-documents", "a second document starts here", "Keep one document in a file."
    if "cannot start any token" in problem:
        if character == "\t":
            return "yaml-syntax", "a tab cannot indent", "Indent with spaces."
        return "yaml-syntax", f"{character!r} cannot start a value", "Quote a text that starts with it."
    if "undefined alias" in problem:
        return "yaml-alias", "no anchor has the name of this alias", "Quote a text that starts with `*`."
    context = f"{_one_line(error.context)}: " if error.context else ""
    return "yaml-syntax", f"not YAML: {context}{problem}", _hint(problem)


def _hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "Quote a text that contains `: `, and check the indentation."
    if "did not find expected" in problem or "expected <block end>" in problem:
        return "Check the indentation, and that brackets, braces and quotes are closed."
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
