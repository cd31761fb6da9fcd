"""Secrets in texts: what they look like, by their own shape or by their name, and lines without them.

Knows nothing of specs or findings. Its regular expressions are compiled when the first text is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

_SHAPES = {
    "an AWS access key ID": r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "a private key": r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?:(?!-----END ).)*(?:-----END [A-Z0-9 ]*KEY[A-Z ]*-----)?",
    "a GitHub token": r"(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "an API key": (
        r"(?<![A-Za-z0-9])sk-(?:(?:proj|ant|svcacct|admin|or|live|test)-[A-Za-z0-9_-]{16,}"
        r"|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{20,})"
    ),
    "a Slack token": r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}",
    "a Hugging Face token": r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}",
    "a Google API key": r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}",
    "a JSON Web Token": r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    "a URL with a password": r"(?<=://)[^\s/:@'\"]*:(?!\$|\*+@)[^\s/@'\"]+(?=@)",
}
"""By what it is called, what looks like a secret wherever it stands."""

_MIXED = r"(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?=[A-Za-z/+]*[0-9])"
_AWS_KEY = rf"(?<![\w/+=]){_MIXED}[A-Za-z0-9/+]{{40}}(?![\w/+=])"
"""The second half of an AWS access key: only what stands beside it tells it from any other base64."""
_PEM_BODY = rf"(?<![^\s\"']){_MIXED}[A-Za-z0-9/+]{{64}}(?![^\s\"'])"
"""A line of a private key, or of a certificate."""
_ABOUT_KEYS = r"(?i)key|secret|credential"

_NAMES = {
    "a password": r"passw(?:or)?ds?(?![a-z])|passphrase",
    "an API key": r"(?<![a-z])api_?keys?(?![a-z])|apikey(?![a-z])",
    "a private key": r"private_?key(?![a-z])",
    "a secret": r"secret(?:s|key|accesskey|value|string)?(?![a-z])",
    "a credential": r"credentials?(?![a-z])",
    "a token": r"(?:^|_|access|api|auth|git|hf|hub|session)token$",
}
"""By what a value is called, the part of its name that says so; the name's words are in lower case, joined by `_`."""
_PARTS = ("pass", "key", "secret", "credential", "token")
"""What every such name has in it: nearly all names are done with at a glance."""
_SIGNS = ("AKIA", "ASIA", "-----", "gh", "sk-", "xox", "hf_", "AIza", "eyJ", "@")
"""What every shape has in it, but for a line of a private key, which is this long:"""
_LINE_OF_A_KEY = 64
_PIECE_OF_TEXT = (
    r"pad|padding|eos|bos|unk|unknown|cls|sep|separator|mask|stop|start|begin|end|special|image|audio|video|word|class"
    r"|query|prefix|suffix|oov|blank|delimiter|placeholder|initializer|instance|modifier|trigger|per|next|first|last"
    r"|prompt|response|assistant|system"
)
"""A word before `token` that makes it a piece of text, as a language model reads it."""
_SAYS_ABOUT_IT = (
    r"names?|arn|ids?|file|filename|path|dir|directory|type|kind|format|provider|source|store|backend|manager|region"
    r"|env|var|variable|mode|policy|length|len|min|max|count|size|dim|field|column|version|required|enabled|ttl|timeout"
    r"|expiry|expiration|location|uri|url|endpoint|prefix|suffix|index|ref|reference|scope|group|owner|rotation"
)
"""A word at the end of a name that says something about a secret, or where it is kept."""

_REFERENCE = (
    r"(?i:(?:arn|env|ssm|secretsmanager|vault|file|resolve):.*|[a-z][a-z0-9+.-]*://.*)"
    r"|(?:~|\.{1,2})?/[\w.@~-]+(?:/[\w.@~-]+)*/?|[\w./-]+\.(?:json|ya?ml|toml|ini|cfg|conf|env|txt|csv|pem|key|crt|p12)"
    r"|\$\{.*|\$\(.*|\$[A-Z_][A-Z0-9_]*|\{\{.*|%[A-Z_]+%|<[^<>]*>|\[[^\[\]]*\]|\*+|[|>][+-]?\d?"
)
"""What says where a secret is, or stands for one: ARNs, URLs, paths, variables, `<your key>`, a block that follows."""
_SETTING = (
    r"[-+]?[\d.,_]+(?:e[-+]?\d+)?|true|false|yes|no|on|off|none|null|nil|auto|default|env|iam|required|optional"
    r"|enabled|disabled|redacted|change_?me|todo|x{3,}|\.+|your[-_ ].*"
)
_OPAQUE = r"(?:Bearer )?(?=[^0-9]*[0-9]|[^a-z]*[a-z][^A-Z]*[A-Z]|[^A-Z]*[A-Z][^a-z]*[a-z])[\w.~+/=:-]{8,}"
"""A token of letters and digits, not a word."""

_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_PAIR = (
    r"(?<![\w.-])(?:--?|\"(?:Key|Name)\"\s*:\s*\"(?P<key>[^\"\\]*)\"\s*,\s*(?=\"Value(?:s|Hint)?\"))?"
    r"(?P<open>\\?[\"']?)(?P<name>[A-Za-z_][\w.-]*)(?P=open)\s*(?P<sign>:(?=[\s\"'\[{\\])|=(?!=))\s*"
)
"""A name and what parts it from its value; in a raw request, `"Key": "NAME", "Value":`."""
_VALUE_FIRST = r"\"Value\"\s*:\s*\"(?P<value>(?:\\.|[^\"\\])*)\"\s*,\s*\"Key\"\s*:\s*\"(?P<key>[^\"\\]*)\""
_QUOTED = r"\\\"(?P<escaped>.*?)(?:\\\"|$)|\"(?P<double>(?:\\.|[^\"\\])*)\"?|'(?P<single>(?:''|[^'])*)'?"
_FLOW_SCALAR = _QUOTED + r"|[^\s,:\[\]{}\"'\\](?:[^,:\[\]{}\"'\\]|:(?!\s))*"
_MARKS = frozenset("=\"'")
"""What parts a name from its value inside of a value."""
_SHORTEST = 20
"""How long a text is at least that has the shape of a secret, but for a URL's password."""
_LONGEST = 8192
"""How much of a text one value may be: more than the API takes."""


class _Span(NamedTuple):
    start: int
    end: int
    kind: str


def secret_kind(name: str, value: str) -> str | None:
    """What a value looks like that is no business of others, such as `an AWS access key ID`; `None` for any other."""
    if len(value) >= _SHORTEST or "@" in value:
        for kind, shape in _shapes():
            if shape.search(value):
                return kind
    promised = _kind_of_name(name)
    if len(value) >= _SHORTEST and (promised or _found(_ABOUT_KEYS, name)) and _found(_AWS_KEY, value):
        return "an AWS secret access key"
    if promised and _may_be(promised, value):
        return promised
    if _MARKS.isdisjoint(value):
        return None
    return next((span.kind for span in _by_name(value) if value[span.start - 1] in _MARKS), None)


def masked(text: str, beside: str = "") -> str:
    """The text with asterisks for every secret that can be told in it, or in a text `beside` it; of the same length."""
    for span in _secrets(text):
        text = text[: span.start] + "*" * (span.end - span.start) + text[span.end :]
    for span in _secrets(beside):
        secret = beside[span.start : span.end]
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "*" * len(secret), text)
    return text


@lru_cache(maxsize=16)
def _secrets(text: str) -> tuple[_Span, ...]:
    """Where the secrets are in a line, of which there may be many findings, and which may be a whole file."""
    return (*_by_shape(text), *_by_name(text)) if _may_have_some(text) else ()


def _may_have_some(text: str) -> bool:
    """Whether a text is worth a closer look: nearly none is, and the regular expressions take long to compile."""
    letters = text.lower().replace("_", "").replace("-", "")
    has_sign = any(part in letters for part in _PARTS) or any(sign in text for sign in _SIGNS)
    return has_sign or any(len(word) >= _LINE_OF_A_KEY for word in text.split())


def _by_shape(text: str) -> Iterator[_Span]:
    has_access_key = False
    for kind, shape in _shapes():
        for match in shape.finditer(text):
            has_access_key = has_access_key or "AWS" in kind
            start = text.index(":", match.start()) + 1 if "URL" in kind else match.start()
            yield _Span(start, match.end(), kind)
    if has_access_key or _found(_ABOUT_KEYS, _compiled(_AWS_KEY).sub("", text)):
        yield from (_Span(*match.span(), "an AWS secret access key") for match in _compiled(_AWS_KEY).finditer(text))
    yield from (_Span(*match.span(), "a private key") for match in _compiled(_PEM_BODY).finditer(text))


def _by_name(text: str) -> Iterator[_Span]:
    """The values of `name: value`, `"name": "value"` and `name=value` whose name says that they are secrets."""
    for pair in _compiled(_PAIR).finditer(text):
        kind = _kind_of_name(pair["key"] or pair["name"].rpartition(".")[2])
        if kind:
            for start, end in _values_at(text, pair.end(), pair["sign"], pair.start()):
                if _may_be(kind, text[start:end]):
                    yield _Span(start, end, kind)
    for pair in _compiled(_VALUE_FIRST).finditer(text):
        kind = _kind_of_name(pair["key"])
        if kind and _may_be(kind, pair["value"]):
            yield _Span(*pair.span("value"), kind)


def _values_at(text: str, start: int, sign: str, pair_start: int) -> Iterator[tuple[int, int]]:
    """Where the scalars stand of a value that begins at `start`."""
    limit = start + _LONGEST
    quoted = _compiled(_QUOTED).match(text, start, limit)
    if quoted:
        yield quoted.span(quoted.lastgroup or 0)
    elif text[start : start + 1] in ("[", "{"):
        for scalar in _compiled(_FLOW_SCALAR).finditer(text, start, _end_of_flow(text, start, limit)):
            if not _compiled(r"\s*:").match(text, scalar.end()):
                yield scalar.span(scalar.lastgroup or 0)
    else:
        plain = r"[^\s,;&\"')}\]]*" if sign == "=" else r"[^,}\]]*" if _in_flow(text[:pair_start]) else r".*?(?= #|$)"
        match = _compiled(plain, re.MULTILINE).match(text, start, limit)
        if match:
            yield start, start + len(match[0].rstrip())


def _end_of_flow(text: str, start: int, limit: int) -> int:
    depth = 0
    for bracket in _compiled(r"[\[{\]}]").finditer(text, start, limit):
        depth += 1 if bracket[0] in "[{" else -1
        if depth == 0:
            return bracket.end()
    return min(len(text), limit)


def _in_flow(before: str) -> bool:
    """Whether a bracket is still open: what follows ends at a comma."""
    return sum(before.count(bracket) for bracket in "[{") > sum(before.count(bracket) for bracket in "]}")


@lru_cache(maxsize=4096)
def _kind_of_name(name: str) -> str | None:
    """What the name says that its value is, if that is a secret."""
    letters = name.lower().replace("_", "").replace("-", "")
    if not any(part in letters for part in _PARTS):
        return None
    words = [word.lower() for word in _compiled(_WORD).findall(name)]
    if not words or _compiled(_SAYS_ABOUT_IT).fullmatch(words[-1]):
        return None
    kind = next((kind for kind, part in _NAMES.items() if _found(part, "_".join(words))), None)
    return None if kind == "a token" and any(map(_compiled(_PIECE_OF_TEXT).fullmatch, words)) else kind


def _may_be(kind: str, value: str) -> bool:
    """Whether a value can be what its name says: not a number, not a word of a setting, not where the secret is."""
    value = value.strip()
    if not value or _compiled(_REFERENCE, re.DOTALL).fullmatch(value):
        return False
    if _compiled(_SETTING, re.IGNORECASE).fullmatch(value) or (value.isupper() and _kind_of_name(value)):
        return False
    return kind != "a token" or _compiled(_OPAQUE).fullmatch(value) is not None


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(shape, re.DOTALL)) for kind, shape in _SHAPES.items()]


@cache
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _found(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None
