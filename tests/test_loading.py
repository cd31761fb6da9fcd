"""Files become a spec, or all that is wrong with them, each finding at its place in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hpo_spec import SpecError, TuningJobSpec, UsageError, load_spec
from hpo_spec.finding import Finding, format_path
from hpo_spec.source.merged import parse_path
from tests.request.specs import SMALL

GOOD = """\
version: 1
name: small
training_job:
  algorithm: {image: mine}
  role: arn:aws:iam::123456789012:role/r
  inputs: {train: s3://b/train}
  output: s3://b/o
tuning:
  strategy: Random
  objective: {type: Minimize, metric: loss}
  ranges:
    lr: {type: continuous, min: 0.1, max: 1}
  limits: {max_jobs: 2, max_parallel_jobs: 1}
"""


def findings(*sources: str | Path, overrides: tuple[str, ...] = ()) -> list[Finding]:
    with pytest.raises(SpecError) as caught:
        load_spec(*sources, overrides=overrides)
    return list(caught.value.findings)


def test_a_number_that_cannot_be_kept_is_not_missing_too() -> None:
    assert [finding.rule for finding in findings(GOOD.replace("max: 1}", "max: 1e400}"))] == ["yaml-number"]


def test_a_number_in_an_override_that_cannot_be_kept_is_not_missing_too() -> None:
    assert [finding.rule for finding in findings(GOOD, overrides=("tuning.ranges.lr.max=1e400",))] == ["yaml-number"]


def places(found: list[Finding]) -> list[tuple[str, int, int]]:
    """Where findings are: file, line, column."""
    return [(at.file, at.line, at.column) for at in (finding.position for finding in found) if at is not None]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Writes files in a directory of their own, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(**texts: str) -> None:
        for name, text in texts.items():
            Path(f"{name}.yaml").write_text(text)

    return write


class TestWhatCanBeLoaded:
    def test_a_file_by_its_path(self, files):
        files(spec=GOOD)
        assert load_spec("spec.yaml") == load_spec(Path("spec.yaml")) == load_spec(GOOD)

    def test_json_is_as_good_as_yaml(self, tmp_path):
        path = tmp_path / "spec.json"
        path.write_text(json.dumps(SMALL))
        assert isinstance(load_spec(path), TuningJobSpec)

    def test_standard_input(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", FakeInput(GOOD.encode()))
        assert load_spec("-") == load_spec(GOOD)

    def test_nothing_at_all_is_a_usage_error(self):
        with pytest.raises(UsageError, match="name a spec"):
            load_spec()

    @pytest.mark.parametrize("text", ["# only\n# comments\n", "---\n", "null\n", "~\n"])
    def test_a_file_without_content_says_so(self, text):
        (finding,) = findings(text)
        assert "has no content" in finding.message

    @pytest.mark.parametrize("text", ["- a\n- b\n", "just text\n\n", "5\n"])
    def test_a_file_that_is_no_mapping_says_what_it_is(self, text):
        (finding,) = findings(text)
        assert finding.message.startswith("a spec is a mapping, not ")
        assert places([finding]) == [("<text>", 1, 1)]


class TestPositions:
    def test_a_wrong_value_is_where_the_value_is(self):
        found = findings(GOOD.replace("Random", "random").replace("min: 0.1", "min: [1]"))
        assert places(found) == [("<text>", 9, 13), ("<text>", 12, 33)]

    def test_an_unknown_field_is_where_its_key_is(self):
        found = findings(
            GOOD.replace("  output:", "  outptu: 1\n  output:").replace("max_jobs:", "max_job: 3, max_jobs:")
        )
        assert places(found) == [("<text>", 7, 3), ("<text>", 14, 12)]

    def test_a_missing_field_is_where_the_key_of_its_parent_is(self):
        found = findings(GOOD.replace("  role: arn:aws:iam::123456789012:role/r\n", "").replace(", max: 1", ""))
        assert places(found) == [("<text>", 3, 1), ("<text>", 11, 5)]

    def test_what_is_missing_at_the_top_is_at_the_top(self):
        assert places(findings(GOOD[: GOOD.index("tuning:")])) == [("<text>", 1, 1)]

    def test_a_wrong_key_of_a_map_is_where_the_key_is(self):
        assert places(findings(GOOD.replace("train: s3", '"a b": s3'))) == [("<text>", 6, 12)]

    def test_a_value_that_is_left_empty_is_where_its_key_is(self):
        (finding,) = findings(GOOD.replace("output: s3://b/o", "output:"))
        assert places([finding]) == [("<text>", 7, 3)]

    def test_what_is_wrong_with_a_shorthand_is_where_the_shorthand_is(self):
        found = findings(GOOD.replace("s3://b/train", "nowhere").replace("s3://b/o", "[x]"))
        assert places(found) == [("<text>", 6, 19), ("<text>", 7, 11)]

    def test_a_position_counts_characters_not_bytes(self):
        (finding,) = findings(GOOD.replace("{train: s3://b/train}", '{"é😀": s3://b/train}'))
        assert places([finding]) == [("<text>", 6, 12)]
        found = findings(GOOD.replace("{image: mine}", '{image: "😀😀", input_mode: x}'))
        assert places(found) == [("<text>", 4, 40)]

    def test_json_has_positions_too(self, tmp_path):
        path = tmp_path / "spec.json"
        path.write_text(json.dumps({**SMALL, "nmae": 1}, indent=1).replace('"Minimize"', '"Min"'))
        found = findings(path)
        lines = path.read_text().splitlines()
        assert [lines[line - 1][column - 1 :].split(":")[0] for _, line, column in places(found)] == [
            '"Min",',
            '"nmae"',
        ]

    def test_findings_come_in_reading_order(self):
        bad = GOOD.replace("Random", "x").replace("name: small", "name: a_b").replace("0.1", "[]")
        found = findings(bad.replace("  role: arn", "  colour: arn"))
        assert [(line, column) for _, line, column in places(found)] == [(2, 7), (3, 1), (5, 3), (9, 13), (12, 33)]

    def test_what_is_wrong_with_the_text_and_with_the_content_is_said_together(self):
        found = findings(
            GOOD.replace("strategy: Random", "strategy: Random\n  strategy: x").replace("name: small", "name: !!x a_b")
        )
        assert [(finding.rule, finding.position.line) for finding in found] == [
            ("tuning-job-name-pattern", 2),
            ("yaml-tag", 2),
            ("yaml-duplicate-key", 10),
            ("value-enum", 10),
        ]


class TestRendering:
    def test_a_wrong_enum_value(self):
        (finding,) = findings(GOOD.replace("type: Minimize", "type: MINIMIZE"))
        assert str(finding) == (
            "<text>:10:21: error: tuning.objective.type: must be Maximize or Minimize, not 'MINIMIZE' [value-enum]\n"
            "   10 |   objective: {type: MINIMIZE, metric: loss}\n"
            "      |                     ^\n"
            "      = Did you mean 'Minimize'?"
        )

    def test_an_unknown_field(self):
        (finding,) = findings(GOOD.replace("limits: {", "limits: {max_job: 3, "))
        assert str(finding) == (
            "<text>:13:12: error: tuning.limits.max_job: there is no field 'max_job' here [field-unknown]\n"
            "   13 |   limits: {max_job: 3, max_jobs: 2, max_parallel_jobs: 1}\n"
            "      |            ^\n"
            "      = Did you mean 'max_jobs'?"
        )

    def test_a_missing_field_in_a_file(self, files):
        files(spec=GOOD.replace("  role: arn:aws:iam::123456789012:role/r\n", ""))
        (finding,) = findings("spec.yaml")
        assert str(finding) == (
            "spec.yaml:3:1: error: training_job.role: is missing [field-missing]\n"
            "    3 | training_job:\n"
            "      | ^\n"
            "      = The IAM role that SageMaker assumes."
        )

    def test_the_caret_stands_under_the_character_in_a_long_line_too(self):
        (finding,) = findings(GOOD.replace("{train: s3://b/train}", f"{{a: {'s3://b/' + 'y' * 200}, b: {'x' * 400}}}"))
        _, source, caret, *_ = str(finding).splitlines()
        assert len(source) < 140
        assert source[: caret.index("^")].endswith("b: ")
        assert source[caret.index("^") :].startswith("xxx")

    def test_the_error_s_text_is_all_its_findings(self):
        with pytest.raises(SpecError) as caught:
            load_spec(GOOD.replace("Random", "x").replace("Minimize", "y"))
        assert str(caught.value) == "\n".join(str(finding) for finding in caught.value.findings)
        assert str(caught.value).count("error:") == 2


class TestMerging:
    def test_maps_merge_others_replace_and_null_removes(self, files):
        files(base=GOOD + "tags: {a: 1, b: 2}\n", prod="tuning:\n  limits: {max_jobs: 9}\ntags: {a: null, c: 3}\n")
        spec = load_spec("base.yaml", "prod.yaml")
        assert (spec.tuning.limits.max_jobs, spec.tuning.limits.max_parallel_jobs) == (9, 1)
        assert spec.tags == {"b": 2, "c": 3}

    def test_an_error_points_into_the_file_that_the_value_came_from(self, files):
        files(base=GOOD.replace("Random", "x"), prod="tuning:\n  limits: {max_jobs: -1}\n  colour: red\n")
        found = findings("base.yaml", "prod.yaml")
        assert places(found) == [("base.yaml", 9, 13), ("prod.yaml", 2, 22), ("prod.yaml", 3, 3)]

    def test_what_is_missing_belongs_where_its_parent_is_first(self, files):
        files(base=GOOD.replace("  role: arn:aws:iam::123456789012:role/r\n", ""), prod="training_job: {spot: true}\n")
        found = findings("base.yaml", "prod.yaml", overrides=("training_job.max_retries=3",))
        assert places(found) == [("base.yaml", 3, 1)]

    def test_what_null_removed_is_missing_where_the_null_is(self, files):
        files(base=GOOD, prod="training_job:\n  role: null\n")
        assert places(findings("base.yaml", "prod.yaml")) == [("prod.yaml", 2, 9)]

    def test_what_is_wrong_with_each_text_is_said(self, files):
        files(base=GOOD + "name: x\n", prod="tuning: {strategy: Grid, strategy: Grid}\n")
        assert places(findings("base.yaml", "prod.yaml")) == [("base.yaml", 14, 1), ("prod.yaml", 1, 26)]

    def test_a_spec_may_be_complete_only_together(self, files):
        half = GOOD.index("tuning:")
        files(one=GOOD[:half], two=GOOD[half:], comments="# nothing yet\n")
        assert load_spec("one.yaml", "two.yaml", "comments.yaml") == load_spec(GOOD)


class TestOverrides:
    @pytest.mark.parametrize(
        ("override", "path", "value"),
        [
            ("tuning.limits.max_jobs=50", "tuning.limits.max_jobs", 50),
            ("name=other", "name", "other"),
            ("tuning.strategy=Grid", "tuning.strategy", "Grid"),
            ("tuning.ranges.lr.min='0.10'", "tuning.ranges.lr.min", "0.10"),
            ("tuning.ranges.lr.min=1e-4", "tuning.ranges.lr.min", 0.0001),
            ("training_job.spot=true", "training_job.spot", True),
            ('tags."a.b"=yes', 'tags."a.b"', "yes"),
            ("tuning.early_stopping=Off", "tuning.early_stopping", "Off"),
            ("tuning.objective={type: Maximize, metric: auc}", "tuning.objective.metric", "auc"),
            ("training_job.max_retries=null", "training_job.max_retries", None),
        ],
    )
    def test_one_value_is_replaced(self, override, path, value):
        found = load_spec(GOOD, overrides=[override])
        for part in parse_path(path):
            found = found[part] if isinstance(found, dict) else getattr(found, part)
        assert found == value
        assert type(found) is type(value)

    def test_later_ones_win(self):
        assert load_spec(GOOD, overrides=["name=a", "name=b"]).name == "b"

    def test_an_item_of_a_list_by_its_index(self):
        text = GOOD.replace("training_job:\n", "training_jobs:\n- name: one\n").replace("tuning:", "tuning:")
        spec = load_spec(text, overrides=["training_jobs[0].name=two"])
        assert [job.name for job in spec.training_jobs] == ["two"]

    def test_an_error_points_into_the_override(self):
        (finding,) = findings(GOOD, overrides=("tuning.strategy=random",))
        assert str(finding) == (
            "--set:1:17: error: tuning.strategy: "
            "must be Bayesian, Random, Hyperband or Grid, not 'random' [value-enum]\n"
            "    1 | tuning.strategy=random\n"
            "      |                 ^\n"
            "      = Did you mean 'Random'?"
        )

    def test_an_unknown_field_points_into_the_override(self):
        (finding,) = findings(GOOD, overrides=("tuning.colour=red",))
        assert places([finding]) == [("--set", 1, 1)]

    def test_a_value_that_is_no_yaml_is_an_error(self):
        (finding,) = findings(GOOD, overrides=("tuning.strategy=[",))
        assert finding.rule == "yaml-syntax"

    def test_what_is_missing_in_the_file_is_said_of_the_file(self):
        text = GOOD[: GOOD.index("tuning:")]
        assert places(findings(text, overrides=("name=x",))) == [("<text>", 1, 1)]


class FakeInput:
    """Standard input that has some bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = self
        self._content = content

    def read(self, size: int) -> bytes:
        return self._content[:size]


def test_every_finding_says_where_it_is():
    assert [
        format_path(finding.path) for finding in findings(GOOD.replace("lr:", '"l.r 1":').replace("0.1", "[]"))
    ] == ['tuning.ranges."l.r 1".min']
