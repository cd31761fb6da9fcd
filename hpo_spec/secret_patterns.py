"""What secrets look like: by their own shape, wherever they stand, or as what their name says that they are.

Its regular expressions are compiled when a text has a sign of a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    "an authorization header": (
        r"(?<!\w)(?:Basic|Bearer) ((?=\S*[0-9])(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9+/._~-]{12,}=*)"
    ),
    "a URL with a password": r"://[^\s/:@'\"]*:(?!\$|\*+@)([^\s/@'\"]+)@",
}
"""By what it is called, what looks like a secret wherever it stands; with a group, the secret is the group."""
_SIGNS = (
    *("AKIA", "ASIA", "-----", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_", "glpat-", "npm_", "k_live_"),
    *("k_test_", "sk-", "Key=", "xox", "hf_", "AIza", "eyJ", "@", "Basic ", "Bearer "),
)
"""What every shape has in it, but for a line of a private key, which is this long:"""
_LINE_OF_A_KEY = 64

_LENGTH_OF_A_KEY = 40

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


def may_have_some(text: str) -> bool:
    """Whether a text is worth a closer look: nearly none is, and the regular expressions take long to compile."""
    return may_be_named(text) or has_sign(text) or '"Value' in text


def by_shape(text: str) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of what looks like a secret in a text, whatever its name."""
    has_access_key = False
    for kind, shape in _shapes():
        for match in shape.finditer(text):
            has_access_key = has_access_key or "AWS" in kind
            yield kind, match[shape.groups]
    if has_access_key or _found(_ABOUT_KEYS, compiled(_AWS_KEY).sub("", text)):
        yield from _aws_keys(text)
    yield from (("a private key", match[0]) for match in compiled(_PEM_BODY).finditer(text))


def by_name(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The kind and the text of the secret that a value is by its name, or has in it."""
    promised = kind_of_name(name)
    if len(value) >= _LENGTH_OF_A_KEY and may_be_named(name) and (promised or _found(_ABOUT_KEYS, name)):
        yield from _aws_keys(value)
    if promised and may_be(promised, value):
        yield promised, value


def _aws_keys(text: str) -> Iterator[tuple[str, str]]:
    return (("an AWS secret access key", match[0]) for match in compiled(_AWS_KEY).finditer(text))


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> str | None:
    """What the name says that its value is, if that is a secret."""
    if not may_be_named(name):
        return None
    words = _words(name)
    if not words or says_about_it(name):
        return None
    kind = next((kind for kind, part in _NAMES.items() if _found(part, "_".join(words))), None)
    return None if kind == "a token" and any(map(compiled(_PIECE_OF_TEXT).fullmatch, words)) else kind


def says_about_it(name: str) -> bool:
    """Whether the name is that of something about a secret."""
    return compiled(_SAYS_ABOUT_IT).fullmatch((_words(name) or [""])[-1]) is not None


def may_be(kind: str, value: str) -> bool:
    """Whether a value can be what its name says: not a number, not a word of a setting, not where the secret is."""
    value = value.strip()
    if not value or compiled(_REFERENCE, re.DOTALL).fullmatch(value):
        return False
    if kind in ("a secret", "a credential") and compiled(_RELATIVE_PATH).fullmatch(value):
        return False
    if compiled(_NUMBER, re.IGNORECASE).fullmatch(value):
        return value.isdecimal() and len(value) >= _FEWEST_DIGITS.get(kind, len(value) + 1)
    if compiled(_SETTING, re.IGNORECASE).fullmatch(value) or (value.isupper() and kind_of_name(value)):
        return False
    return kind != "a token" or compiled(_OPAQUE).fullmatch(value) is not None


def may_be_named(text: str) -> bool:
    """Whether a text may be, or have in it, the name of a secret: nearly none does."""
    return _has_any(text.lower().replace("_", "").replace("-", ""), _PARTS)


def has_sign(text: str) -> bool:
    """Whether a text may have something in it that looks like a secret."""
    if _has_any(text, _SIGNS):
        return True
    return len(text) >= _LINE_OF_A_KEY and max(map(len, text.split()), default=0) >= _LINE_OF_A_KEY


def _has_any(text: str, parts: Iterable[str]) -> bool:
    """As a loop, which takes half as long as `any`: it runs for every spec."""
    for part in parts:  # noqa: SIM110
        if part in text:
            return True
    return False


def _words(name: str) -> list[str]:
    return [word.lower() for word in compiled(_WORD).findall(name)]


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(shape, re.DOTALL)) for kind, shape in _SHAPES.items()]


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern, once it is needed: to compile all of them takes longer than most runs."""
    return re.compile(pattern, flags)


def _found(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text) is not None
