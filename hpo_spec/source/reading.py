"""Files -> documents, or a finding that says why not."""

from __future__ import annotations

import re
import sys
from pathlib import Path as FilePath

from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding
from hpo_spec.source.document import Document, syntax_finding, text_position
from hpo_spec.source.yaml_text import YamlText

MAX_BYTES = 5_000_000
"""The largest file that is read: a thousand times the size of a long spec."""
STDIN = "-"
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_BOM = "\ufeff"


def read_document(path: str | FilePath) -> Document:
    """Read a YAML or JSON file, or standard input for `-`.

    What is wrong with the text is in the document's `findings`. Raises `SpecError` when there is no text:
    no such file, a directory, too large, not UTF-8, empty.
    """
    name = str(path)
    content = _read_bytes(name)
    return parse_text(_decode(name, content), "<stdin>" if name == STDIN else name)


def parse_text(text: str, name: str = "<text>") -> Document:
    """Parse YAML or JSON; JSON where the name ends in `.json` or the text starts with `{"`."""
    text = text.removeprefix(_BOM)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").isprintable():
        _refuse_control_characters(name, text)
    if not text.strip():
        raise SpecError([_unreadable(name, "is empty", "`hpo-spec init` writes a spec to start from.")])
    if name.endswith(".json") or text.lstrip()[:1] == "{":
        return _json_or_flow(name, text)
    return YamlText(name, text)


def _json_or_flow(name: str, text: str) -> Document:
    """JSON, but for YAML that happens to start with a brace."""
    from hpo_spec.source.json_text import JsonText

    if name.endswith(".json") or re.match(r'\{\s*"', text.lstrip()):
        return JsonText(name, text)
    return YamlText(name, text)


def _refuse_control_characters(name: str, text: str) -> None:
    control = re.search(_CONTROL, text)
    if control:
        message = f"the control character U+{ord(control.group()):04X} is not allowed here"
        raise SpecError([syntax_finding("text-control", message, position=text_position(name, text, control.start()))])


def _read_bytes(name: str) -> bytes:
    try:
        if name == STDIN:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with FilePath(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SpecError([_unreadable(name, "does not exist", _nearby(name))]) from error
    except IsADirectoryError as error:
        raise SpecError([_unreadable(name, "is a directory", "Name the files in it.")]) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SpecError([_unreadable(name, f"cannot be read: {reason}")]) from error
    if len(content) > MAX_BYTES:
        limit = f"{MAX_BYTES / 1e6:g} MB"
        raise SpecError([_unreadable(name, f"is larger than {limit}", "This is not a tuning job's spec, is it?")])
    return content


def _decode(name: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SpecError([_unreadable(name, "is encoded in UTF-16", "Save it as UTF-8.")])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{content[error.start]:02x} on line {line}"
        raise SpecError([_unreadable(name, message, "Save it as UTF-8.")]) from error


def _nearby(name: str) -> str:
    """Files that the user may have meant."""
    from difflib import get_close_matches

    path = FilePath(name)
    if not path.parent.is_dir():
        return f"There is no directory {str(path.parent)!r} either."
    names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    close = get_close_matches(path.name, names, n=1)
    return f"Did you mean {str(path.parent / close[0])!r}?" if close else ""


def _unreadable(name: str, message: str, help: str = "") -> Finding:
    return syntax_finding("file-unreadable", f"{name} {message}", help)
