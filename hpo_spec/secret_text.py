"""Secrets: what they look like, by their own shape or by their name; which ones data has; and texts without them.

Knows nothing of specs or findings. Its regular expressions are compiled when a text has a sign of a secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache, lru_cache

_SHAPES = {
    "an AWS access key ID": r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "a private key": r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?:(?!-----END ).)*(?:-----END [A-Z0-9 ]*KEY[A-Z ]*-----)?",
    "a GitHub token": r"(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "a GitLab token": r"(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{16,}",
    "an npm token": r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{20,}",
    "an API key": (
        r"(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,}"
        r"|sk-(?:(?:proj|ant|svcacct|admin|or|live|test)-[A-Za-z0-9_-]{16,}|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{20,}))"
    ),
    "an account key": r"(?:Account|Access)Key=([A-Za-z0-9+/]{20,}=*)",
    "a Slack token": r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}",
    "a Hugging Face token": r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}",
    "a Google API key": r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}",
    "a JSON Web Token": r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    "a URL with a password": r"://[^\s/:@'\"]*:(?!\$|\*+@)([^\s/@'\"]+)@",
}
"""By what it is called, what looks like a secret wherever it stands; with a group, the secret is the group."""
_SIGNS = (
    *("AKIA", "ASIA", "-----", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_", "glpat-", "npm_", "k_live_"),
    *("k_test_", "sk-", "Key=", "xox", "hf_", "AIza", "eyJ", "@"),
)
"""What every shape has in it, but for a line of a private key, which is this long:"""
_LINE_OF_A_KEY = 64

_MIXED = r"(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?=[A-Za-z/+]*[0-9])"
_AWS_KEY = rf"(?<![\w/+=]){_MIXED}[A-Za-z0-9/+]{{40}}(?![\w/+=])"
"""The second half of an AWS access key: only what stands beside it tells it from any other base64."""
_PEM_BODY = rf"(?<![^\s\"']){_MIXED}[A-Za-z0-9/+]{{64}}(?![^\s\"'])"
"""A line of a private key, or of a certificate."""
_ABOUT_KEYS = r"(?i)key|secret|credential"

_NAMES = {
    "a password": (
        r"passw(?:or)?ds?(?![a-z])|passphrase|(?:^|_)pwd$"
        r"|(?:^|_)(?:db|user|admin|root|sql|mysql|pg|postgres|redis|mongo|smtp|mail|ftp|proxy|login)_pass$"
    ),
    "an API key": r"(?<![a-z])api_?keys?(?![a-z])|apikey(?![a-z])",
    "a private key": r"private_?key(?![a-z])",
    "a secret": r"secret(?:s|key|accesskey|value|string)?(?![a-z])",
    "a credential": r"credentials?(?![a-z])",
    "a token": r"(?:^|_|access|api|auth|git|hf|hub|session)token$",
}
"""By what a value is called, the part of its name that says so; the name's words are in lower case, joined by `_`."""
_PARTS = ("pass", "pwd", "key", "secret", "credential", "token")
"""What every such name has in it: nearly all names are done with at a glance."""
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

_TRANSPARENT = frozenset(
    ("values", "hint", "min", "max", "Value", "Values", "ValueHint", "MinValue", "MaxValue", "DefaultValue")
)
"""Members whose values are those of what is named above them, or beside them with one of these:"""
_NAME_MEMBERS = ("Key", "Name")

_REFERENCE = (
    r"(?i:(?:arn|env|ssm|secretsmanager|vault|file|resolve):.*|[a-z][a-z0-9+.-]*://.*)"
    r"|(?:~|\.{1,2})?/[\w.@~-]+(?:/[\w.@~-]+)*/?|[\w./-]+\.(?:json|ya?ml|toml|ini|cfg|conf|env|txt|csv|pem|key|crt|p12)"
    r"|\$\{.*|\$\(.*|\$[A-Z_][A-Z0-9_]*|\{\{.*|%[A-Z_]+%|<[^<>]*>|\[[^\[\]]*\]|\*+|[|>][+-]?\d?"
)
"""What says where a secret is, or stands for one: ARNs, URLs, paths, variables, `<your key>`, a block that follows."""
_RELATIVE_PATH = r"[a-z][a-z0-9_.-]*(?:/[a-z][a-z0-9_.-]*)+"
"""Where a secret manager keeps a secret."""
_SETTING = (
    r"true|false|yes|no|on|off|none|null|nil|auto|default|env|iam|required|optional"
    r"|enabled|disabled|redacted|change_?me|todo|x{3,}|\.+|your[-_ ].*"
)
_NUMBER = r"[-+]?[\d.,_]+(?:e[-+]?\d+)?"
_FEWEST_DIGITS = {"a password": 3, "an API key": 8, "a secret": 8, "a credential": 8}
"""How many digits alone are no number: a `token` is never one."""
_OPAQUE = r"(?:Bearer )?(?=[^0-9]*[0-9]|[^a-z]*[a-z][^A-Z]*[A-Z]|[^A-Z]*[A-Z][^a-z]*[a-z])[\w.~+/=:-]{8,}"
"""A token of letters and digits, not a word."""

_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_PAIR = (
    r"(?<![\w.-])(?:(?P<flag>--?)|[\"'])?(?P<name>[A-Za-z_][\w.-]*)[\"']?"
    r"(?:\s*(?:=(?!=)\s*|:\s*(?=[\"']))|(?(flag)\s+(?!-)|(?!)))"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s,;&\"')}\]]+))"
)
"""Inside of a value: `name=value`, `--name value`, `'name': 'value'`."""
_SIGNED = (
    r"(?<![\w.-])(?:(?P<flag>--?)|\\?[\"'])?(?P<name>[A-Za-z_][\w.-]*)(?:\\?[\"'])?"
    r"(?:\s*(?::(?=[\s\"'\[{\\])|=(?!=))\s*|(?(flag)\s+|(?!)))"
)
"""A name in a line that nobody could parse, and the sign that its value follows."""
_LONGEST_REFERENCE = 256
"""Of a line that could not be parsed: a longer rest is a secret, whatever it begins with."""


def secret_kind(name: str, value: str) -> str | None:
    """What a value looks like that is no business of others, such as `an AWS access key ID`; `None` for any other."""
    return next((kind for kind, _ in _secrets(name, value)), None)


def secrets_in(data: object) -> frozenset[str]:
    """Every secret in plain data, a spec's or a raw request's, as texts that may stand in a line or in a message."""
    if not may_have_some(str(data)):
        return frozenset()
    return frozenset(form for _, text in _walk(data, "", "") for form in _written(text))


def secrets_at(name: str, value: object) -> Iterator[str]:
    """What kinds of secrets there are in a value, and in what is below it."""
    return (kind for kind, _ in _walk(value, name, name))


def hidden(text: str, secrets: Collection[str]) -> str:
    """The text with asterisks for each of the secrets, where it is a whole word; of the same length."""
    for secret in sorted((secret for secret in secrets if secret in text), key=len, reverse=True):
        text = _without(text, secret)
    return text


@lru_cache(maxsize=16)
def masked(text: str) -> str:
    """A text that could not be parsed with asterisks for what looks like a secret, to the end of its line."""
    return "\n".join(map(_masked_line, text.split("\n"))) if may_have_some(text) else text


def _walk(data: object, name: str, nearest: str) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of the secrets in data; `name` is the outer one that says so, or the nearest one."""
    if isinstance(data, dict):
        beside = next((data[key] for key in _NAME_MEMBERS if isinstance(data.get(key), str)), None)
        for key, item in ((str(key), item) for key, item in data.items()):
            yield from _secrets("", key)
            if key in _TRANSPARENT:
                yield from _walk(item, *((beside, beside) if beside else (name, name)))
            elif key != "lint":
                yield from _walk(item, name if _kind_of_name(name) else key, key)
    elif isinstance(data, list):
        for item in data:
            yield from _walk(item, name, nearest)
    elif isinstance(data, (str, int, float)) and not isinstance(data, bool):
        yield from _secrets(nearest if name != nearest and _says_about_it(nearest) else name, str(data))


def _secrets(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of the secrets in a value."""
    if _has_sign(value):
        yield from _by_shape(value)
    promised = _kind_of_name(name)
    if len(value) >= 40 and _has_part(name) and (promised or _found(_ABOUT_KEYS, name)):
        yield from (("an AWS secret access key", match[0]) for match in _compiled(_AWS_KEY).finditer(value))
    if promised and _may_be(promised, value):
        yield promised, value
    elif _has_part(value):
        yield from _inside(value)


def _inside(value: str) -> Iterator[tuple[str, str]]:
    """What is named inside of a value: in JSON, or as in a command or a URL."""
    if value.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            yield from _walk(json.loads(value), "", "")
    for pair in _compiled(_PAIR).finditer(value):
        kind = _kind_of_name(pair["name"].rpartition(".")[2])
        text = pair[pair.lastgroup or 0]
        if kind and _may_be(kind, text):
            yield kind, text


def _by_shape(text: str) -> Iterator[tuple[str, str]]:
    has_access_key = False
    for kind, shape in _shapes():
        for match in shape.finditer(text):
            has_access_key = has_access_key or "AWS" in kind
            yield kind, match[shape.groups]
    if has_access_key or _found(_ABOUT_KEYS, _compiled(_AWS_KEY).sub("", text)):
        yield from (("an AWS secret access key", match[0]) for match in _compiled(_AWS_KEY).finditer(text))
    yield from (("a private key", match[0]) for match in _compiled(_PEM_BODY).finditer(text))


def _written(secret: str) -> Iterator[str]:
    """A secret as YAML, JSON and Python write it, line by line and, where it has blanks, by word."""
    parts = [secret, *secret.splitlines(), *(word for word in secret.split() if len(word) >= 4 and word != secret)]
    for part in map(str.strip, parts):
        if part:
            yield from (part, part.replace("'", "''"), repr(part)[1:-1])
            yield from (json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1])


def _without(text: str, secret: str) -> str:
    """By hand, since a pattern for each of some hundred secrets takes long on a request of one line."""
    parts, done, at = [], 0, text.find(secret)
    while at >= 0:
        end = at + len(secret)
        if _is_apart(text[at - 1 : at], secret[0]) and _is_apart(text[end : end + 1], secret[-1]):
            parts += [text[done:at], "*" * len(secret)]
            done = end
        at = text.find(secret, end)
    return "".join([*parts, text[done:]])


def _is_apart(beside: str, edge: str) -> bool:
    """Whether a word ends between two signs."""
    return not (_is_of_word(beside) and _is_of_word(edge))


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _masked_line(line: str) -> str:
    line = hidden(line, {text for _, text in _by_shape(line)})
    for match in _compiled(_SIGNED).finditer(line):
        rest = line[match.end() : match.end() + _LONGEST_REFERENCE]
        kind = _kind_of_name(match["name"].rpartition(".")[2])
        is_value = match["name"] in ("Value", "Values", "ValueHint") and rest.strip(" ,{[")
        if is_value or (kind and (len(rest) == _LONGEST_REFERENCE or _may_be(kind, rest.strip(" \"',")))):
            return line[: match.end()] + "*" * (len(line) - match.end())
    return line


def may_have_some(text: str) -> bool:
    """Whether a text is worth a closer look: nearly none is, and the regular expressions take long to compile."""
    return _has_part(text) or _has_sign(text) or '"Value' in text


def _has_part(text: str) -> bool:
    letters = text.lower().replace("_", "").replace("-", "")
    return any(part in letters for part in _PARTS)


def _has_sign(text: str) -> bool:
    return any(sign in text for sign in _SIGNS) or (
        len(text) >= _LINE_OF_A_KEY and any(len(word) >= _LINE_OF_A_KEY for word in text.split())
    )


@lru_cache(maxsize=4096)
def _kind_of_name(name: str) -> str | None:
    """What the name says that its value is, if that is a secret."""
    if not _has_part(name):
        return None
    words = _words(name)
    if not words or _says_about_it(name):
        return None
    kind = next((kind for kind, part in _NAMES.items() if _found(part, "_".join(words))), None)
    return None if kind == "a token" and any(map(_compiled(_PIECE_OF_TEXT).fullmatch, words)) else kind


def _words(name: str) -> list[str]:
    return [word.lower() for word in _compiled(_WORD).findall(name)]


def _says_about_it(name: str) -> bool:
    """Whether the name is that of something about a secret."""
    return _compiled(_SAYS_ABOUT_IT).fullmatch((_words(name) or [""])[-1]) is not None


def _may_be(kind: str, value: str) -> bool:
    """Whether a value can be what its name says: not a number, not a word of a setting, not where the secret is."""
    value = value.strip()
    if not value or _compiled(_REFERENCE, re.DOTALL).fullmatch(value):
        return False
    if kind in ("a secret", "a credential") and _compiled(_RELATIVE_PATH).fullmatch(value):
        return False
    if _compiled(_NUMBER, re.IGNORECASE).fullmatch(value):
        return value.isdecimal() and len(value) >= _FEWEST_DIGITS.get(kind, len(value) + 1)
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
