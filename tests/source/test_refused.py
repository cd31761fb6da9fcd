"""Texts and files that cannot be read: a clear error each, and never a crash."""

from pathlib import Path

import pytest

from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding
from hpo_spec.source import MAX_BYTES, parse_text, read_document


def findings_of(text: str, name: str = "<text>") -> list[Finding]:
    try:
        return list(parse_text(text, name).findings)
    except SpecError as error:
        return list(error.findings)


def findings_of_file(path: Path) -> list[Finding]:
    try:
        return list(read_document(path).findings)
    except SpecError as error:
        return list(error.findings)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "rule", "place", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", (3, 1), "the first is on line 1"),
        ("a: !!python/object:os.system x\n", "yaml-tag", (1, 4), "python/object"),
        ("a: !mine x\n", "yaml-tag", (1, 4), "!mine"),
        ("a: 1\n---\nb: 2\n", "yaml-documents", (2, 1), "second document"),
        ("a:\n\tb: 1\n", "yaml-syntax", (2, 1), "a tab"),
        ("a: &x [*x]\n", "yaml-alias", (1, 4), "contains itself"),
        ("a: *nobody\n", "yaml-alias", (1, 4), "no anchor"),
        ("base: &b {a: 1}\nmore:\n  <<: *b\n", "yaml-merge-key", (3, 3), "no part of YAML 1.2"),
        ("? [a, b]\n: c\n", "yaml-key", (1, 3), "cannot be a key"),
        ("a: [1, 2\n", "yaml-syntax", (1, 4), "not YAML"),
        ("a: b: c\n", "yaml-syntax", (1, 5), "mapping values"),
        ("a: 'unclosed\n", "yaml-syntax", (1, 4), "not YAML"),
        ("a: @x\n", "yaml-syntax", (1, 4), "'@' cannot start a value"),
        ("a: `x\n", "yaml-syntax", (1, 4), "'`' cannot start a value"),
        ("a: 1\nb: {c: 2\n\n", "yaml-syntax", (2, 4), "not YAML"),
        ('a: "\\ud800"\n', "yaml-syntax", (1, 7), "invalid Unicode character"),
        ("a: x\u2028y\n", "text-control", (1, 5), "U+2028"),
        ("a: 1\n# \x85\n", "text-control", (2, 3), "U+0085"),
        ("a: 1\nb: x\x07y\n", "text-control", (2, 5), "U+0007"),
        ("a: \x00\n", "text-control", (1, 4), "U+0000"),
        (BOMB, "yaml-alias", (1, 1), "more than 200,000"),
        ("[" * 100_000, "yaml-nesting", (1, 65), "more than 64"),
        ("- " * 100_000, "yaml-nesting", (1, 129), "more than 64"),
        ("{a: " * 100_000, "yaml-nesting", (1, 257), "more than 64"),
        ('{"a": 1,\n "b": }', "json-syntax", (2, 7), "not JSON"),
        ('{"a": 1, "a": 2}', "json-duplicate-key", (1, 10), "'a' is here twice"),
        ('{"b": {"a": 1,\n"\\u0061": 2}, "c": {"a": 3}}', "json-duplicate-key", (2, 1), "'a' is here twice"),
        ('{"a": NaN}', "json-syntax", (1, 7), "NaN is no number"),
        ('{"a": "NaN",\n "b": [-Infinity]}', "json-syntax", (2, 8), "-Infinity is no number"),
        ('{"a": 1,\n "b": 1e400}', "json-number", (2, 7), "1e400 would become inf"),
        ('{"a": [0.12345678901234567890]}', "json-number", (1, 8), "would become 0.12345678901234568"),
        ('{"a": 1' + "0" * 5000 + "}", "json-number", (1, 7), "5001 digits"),
        ('{"a": ["x", "\\ud800"]}', "json-unicode", (1, 13), "not valid Unicode"),
        ('{"\\udc00": 1}', "json-unicode", (1, 2), "not valid Unicode"),
        ('{"a": ' * 65 + "1" + "}" * 65, "json-nesting", (1, 385), "more than 64 levels"),
        ('{"a":' + "[" * 100_000, "json-nesting", (1, 69), "more than 64 levels"),
        ('{"a": "\\ud800"}', "json-unicode", (1, 7), "not valid Unicode"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_bad_text_is_a_finding_at_its_place(text: str, rule: str, place: tuple[int, int], said: str) -> None:
    finding = findings_of(text)[0]

    assert finding.rule == rule
    assert said in finding.message
    assert finding.position is not None
    assert (finding.position.line, finding.position.column) == place


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": Infinity}', "{" * 50_000, '{"a": ' * 50_000])
def test_json_that_is_none_is_an_error(text: str) -> None:
    assert findings_of(text, "request.json")


@pytest.mark.parametrize("text", ["", "   \n\n", "\ufeff"])
def test_an_empty_text_says_how_to_start(text: str) -> None:
    (finding,) = findings_of(text)

    assert "is empty" in finding.message
    assert "hpo-spec init" in finding.help


def test_several_duplicates_are_all_named() -> None:
    assert len(findings_of("a: 1\na: 2\nb: {c: 1, c: 2}\n")) == 2


def test_aliases_that_are_no_bomb_are_read() -> None:
    assert parse_text("a: &x {b: 1}\nc: *x\n").data == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: 1".encode("utf-16"), "UTF-16"),
        (b"a: 1\nb: \xff\xfe\n", "not UTF-8: byte 0xff on line 2"),
        (b"", "is empty"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
        (b"x" * 50_000_000, "larger than 5 MB"),
    ],
    ids=["utf-16", "bytes", "empty", "large", "50 MB"],
)
def test_a_bad_file_is_one_clear_finding(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(content)

    (finding,) = findings_of_file(path)
    assert said in finding.message
    assert str(path) in finding.message


def test_a_directory_is_named_as_one(tmp_path: Path) -> None:
    assert "is a directory" in findings_of_file(tmp_path)[0].message


def test_a_missing_file_suggests_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "boston.yaml").write_text("a: 1\n")

    (finding,) = findings_of_file(tmp_path / "bostn.yaml")
    assert "does not exist" in finding.message
    assert "boston.yaml" in finding.help


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert "no directory" in findings_of_file(tmp_path / "nowhere" / "a.yaml")[0].help


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")

    assert read_document(path).data == {"a": 1}


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"a: 1\r\nb: two\r\n")

    document = read_document(path)
    position = document.locate(("b",))[1]
    assert document.data == {"a": 1, "b": "two"}
    assert position is not None
    assert (position.line, position.text) == (2, "b: two")


def test_old_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"a: 1\rb: two\r")

    document = read_document(path)
    position = document.locate(("b",))[1]
    assert document.data == {"a": 1, "b": "two"}
    assert position is not None
    assert (position.line, position.column) == (2, 4)


def test_escaped_surrogates_that_are_a_pair_are_one_character() -> None:
    assert parse_text('{"a": "\\ud83d\\ude00"}').data == {"a": "\U0001f600"}


def test_a_number_that_is_exact_is_no_finding_in_json() -> None:
    assert findings_of('{"a": [0.1, 1e22, 1E-7, 123456789012345678901234567890, -0.0, 5e-324]}') == []


def test_sixty_four_levels_are_no_problem() -> None:
    assert findings_of("[" * 64 + "]" * 64, "deep.json") == []
    assert findings_of("[" * 64 + "]" * 64) == []


def test_separators_that_are_escaped_are_read() -> None:
    assert parse_text('a: "x\\u2028\\u0085y"\n').data == {"a": "x\u2028\x85y"}
    assert parse_text('{"a": "x\u2028y"}').data == {"a": "x\u2028y"}
