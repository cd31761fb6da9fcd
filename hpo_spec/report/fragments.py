"""Pieces of HTML. Every text that comes from a job is escaped here: no other module makes HTML."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

_LONG = 64
"""Characters from which a text in the table of trials is broken into lines."""
NONE = "\N{EN DASH}"


class Html(NamedTuple):
    """HTML that is safe to put into a page."""

    source: str


class Cell(NamedTuple):
    """A cell of a table that can be sorted."""

    shown: str
    key: float | None = None
    """The number that it is sorted by; without one it is sorted by its text, and if that is empty, it comes last."""


Part = Html | str


def escaped(text: object) -> str:
    """A text as it stands in HTML, also in an attribute."""
    return html.escape(str(text), quote=True)


def joined(parts: Iterable[Part]) -> Html:
    """Parts one after the other; a plain text is escaped."""
    return Html("".join(part.source if isinstance(part, Html) else escaped(part) for part in parts))


def element(tag: str, *parts: Part, **attributes: str) -> Html:
    """An element; `class_` is the attribute `class`, and `_` in others is a hyphen."""
    written = "".join(f' {name.rstrip("_").replace("_", "-")}="{escaped(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{written}>{joined(parts).source}</{tag}>")


def section(key: str, title: str, *parts: Part) -> Html:
    """A part of the page with its heading."""
    return element("section", element("h2", title), *parts, id=key)


def facts(pairs: Iterable[tuple[str, Part | None]]) -> Html:
    """Names and values; a value that is missing or empty is left out with its name."""
    rows = [
        element("div", element("dt", name), element("dd", value))
        for name, value in pairs
        if value is not None and value != ""
    ]
    return element("dl", *rows, class_="facts") if rows else Html("")


def table(headings: Sequence[str], rows: Iterable[Sequence[Part]], caption: str = "") -> Html:
    """A plain table."""
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    label = [element("caption", caption)] if caption else []
    return _scrolling(element("table", *label, element("thead", head), element("tbody", *body)))


def sortable(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[Cell]]]) -> Html:
    """A table that is sorted by clicking a heading; each row has a class."""
    buttons = (element("button", heading, type="button") for heading in headings)
    head = element("tr", *(element("th", button, scope="col", aria_sort="none") for button in buttons))
    body = [element("tr", *map(_cell, cells), class_=kind) for kind, cells in rows]
    return _scrolling(element("table", element("thead", head), element("tbody", *body), class_="sortable"))


def script_data(data: Any) -> Html:
    """Plain data for a `<script type="application/json">`, which nothing inside it can end."""
    text = json.dumps(data, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return Html(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _cell(cell: Cell) -> Html:
    if cell.key is None:
        kind = {"class_": "long"} if len(cell.shown) > _LONG else {}
        return element("td", cell.shown or NONE, data_key=cell.shown, **kind)
    return element("td", cell.shown, data_key=repr(cell.key), class_="number")


def _scrolling(content: Html) -> Html:
    """A wide table scrolls by itself, and not the page."""
    return element("div", content, class_="scrolling", tabindex="0")
