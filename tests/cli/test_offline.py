"""The verbs that need no AWS."""

import json
import re
from pathlib import Path

import pytest

from hpo_spec.cli.main import main

SPEC = """\
version: 1
name: small
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1, metrics: {loss: 'loss=(\\S+)'}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  inputs:
    train: s3://bucket/train
  output: s3://bucket/output
  resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: loss}
  ranges:
    rate: {type: continuous, min: 0.1, max: 1}
  limits: {max_jobs: 4, max_parallel_jobs: 2}
"""
BUILT_IN = """\
version: 1
name: built-in
training_job:
  algorithm: {name: xgboost, version: 1.7-1}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {objective: 'reg:squarederror', num_round: 100}
  inputs:
    train: {s3_uri: s3://bucket/train, content_type: text/csv}
    validation: {s3_uri: s3://bucket/validation, content_type: text/csv}
  output: s3://bucket/output
  resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: validation:rmse}
  ranges:
    eta: {type: continuous, min: 0.1, max: 0.5}
  limits: {max_jobs: 4, max_parallel_jobs: 2}
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SPEC)


def rendered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["render", *arguments]) == 0
    request: dict[str, object] = json.loads(capsys.readouterr().out)
    return request


class TestValidate:
    def test_a_good_spec_is_ok(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["validate", "small.yaml"]) == 0
        assert capsys.readouterr().out.splitlines()[-2:] == [
            "small.yaml: ok (small: Random, 4 training jobs, 2 at a time)",
            "  at most 4 instance-hours of ml.m5.xlarge (4 training jobs × 1 instance × 1 h)",
        ]

    def test_all_errors_of_all_files_are_printed_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.yaml").write_text(SPEC.replace("Random", "random").replace("max_jobs: 4", "max_jobs: 0"))
        Path("b.yaml").write_text(SPEC.replace("role:", "rolle:"))

        assert main(["validate", "a.yaml", "b.yaml", "missing.yaml", "small.yaml"]) == 1
        printed = capsys.readouterr().out
        for place in ("a.yaml:12:13", "a.yaml:16:22", "b.yaml:5:3", "missing.yaml does not exist", "small.yaml: ok"):
            assert place in printed

    def test_an_unknown_instance_type_is_a_warning_and_an_error_when_strict(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("new.yaml").write_text(SPEC.replace("ml.m5.xlarge", "ml.m99.xlarge"))

        assert main(["validate", "new.yaml"]) == 0
        assert "new.yaml:9:30: warning" in capsys.readouterr().out
        assert main(["validate", "new.yaml", "--strict"]) == 1

    def test_json_has_a_line_for_each_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("bad.yaml").write_text(SPEC.replace("Random", "random"))

        assert main(["validate", "small.yaml", "bad.yaml", "--format", "json"]) == 1
        good, bad = map(json.loads, capsys.readouterr().out.splitlines())
        assert (good["file"], good["ok"]) == ("small.yaml", True)
        assert {finding["severity"] for finding in good["findings"]} == {"info"}
        assert (bad["findings"][0]["path"], bad["findings"][0]["line"]) == ("tuning.strategy", 12)

    def test_a_raw_request_is_checked_with_places_in_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])
        text = Path("small.json").read_text().replace('"Random"', '"random"').replace("RoleArn", "RolArn")
        Path("small.json").write_text(text)
        capsys.readouterr()

        assert main(["validate", "small.json"]) == 1
        printed = capsys.readouterr().out
        assert "small.json:4:17: error: HyperParameterTuningJobConfig.Strategy" in printed
        assert "Did you mean 'RoleArn'?" in printed
        assert "is missing" not in printed

    def test_a_good_raw_request_is_ok(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])

        assert main(["validate", "small.json"]) == 0

    @pytest.mark.parametrize(
        ("change", "rule", "path"),
        [
            (("training_job:", "training_jobs: []\ntraining_job:"), "value-bound", "training_jobs"),
            (
                ("    train: s3://bucket/train", "    train: {content_type: text/csv}"),
                "data-source-exactly-one",
                "train",
            ),
            (("image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1, ", ""), "algorithm-none", "algorithm"),
        ],
    )
    def test_a_broken_rule_is_an_error(
        self, change: tuple[str, str], rule: str, path: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("broken.yaml").write_text(SPEC.replace(*change))

        assert main(["validate", "broken.yaml"]) == 1
        printed = capsys.readouterr().out
        assert f"[{rule}]" in printed
        assert path in printed

    def test_wrong_fields_and_broken_rules_are_said_in_one_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("both.yaml").write_text(
            SPEC.replace("Random", "random")
            .replace("min: 0.1, max: 1", "min: 2, max: 1")
            .replace("max_jobs: 4", "max_jobs: x")
        )

        assert main(["validate", "both.yaml", "--format", "json"]) == 1
        (line,) = capsys.readouterr().out.splitlines()
        errors = [finding["rule"] for finding in json.loads(line)["findings"] if finding["severity"] == "error"]
        assert errors == ["value-enum", "numeric-range-inverted", "value-type"]

    def test_wrong_members_and_broken_rules_of_a_raw_request_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])
        text = (
            Path("small.json")
            .read_text()
            .replace('"Random"', '"random"')
            .replace('"MinValue": "0.1"', '"MinValue": "2"')
        )
        Path("small.json").write_text(text)
        capsys.readouterr()

        assert main(["validate", "small.json", "--format", "json"]) == 1
        findings = json.loads(capsys.readouterr().out)["findings"]
        errors = [(finding["rule"], finding["path"]) for finding in findings if finding["severity"] == "error"]
        ranges = "HyperParameterTuningJobConfig.ParameterRanges.ContinuousParameterRanges[0]"
        assert errors == [
            ("value-enum", "HyperParameterTuningJobConfig.Strategy"),
            ("numeric-range-inverted", f"{ranges}.MinValue"),
        ]
        assert "`MaxValue`" in next(finding["message"] for finding in findings if "inverted" in finding["rule"])

    @pytest.mark.parametrize("name", ["small.yaml", "small.json"])
    def test_a_number_that_cannot_be_kept_is_said_once(self, capsys: pytest.CaptureFixture[str], name: str) -> None:
        main(["render", "small.yaml", "--output-dir", "."])
        text = re.sub('(max_jobs|"MaxNumberOfTrainingJobs"): [0-9]+', r"\1: 1e400", Path(name).read_text())
        Path(name).write_text(text)
        capsys.readouterr()

        assert main(["validate", name, "--format", "json"]) == 1
        findings = json.loads(capsys.readouterr().out)["findings"]
        errors = [finding["rule"].partition("-")[2] for finding in findings if finding["severity"] == "error"]
        assert errors == ["number"]

    def test_built_ins_that_there_are_not_are_said_once_each_and_with_all_else(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        job = SPEC[SPEC.index("training_job:\n") : SPEC.index("tuning:")].removeprefix("training_job:\n")
        image = job.splitlines()[0]
        jobs = [
            job.replace(image, f"  algorithm: {{name: {built_in}}}")
            for built_in in ("xgbost, version: 1", "pca, version: 9")
        ]
        items = "".join("  - " + each.replace("\n  ", "\n    ").removeprefix("  ") for each in jobs)
        Path("built-ins.yaml").write_text(
            SPEC.replace(f"training_job:\n{job}", f"region: us-west-2\ntraining_jobs:\n{items}").replace(
                "max_jobs: 4", "max_jobs: x"
            )
        )

        assert main(["validate", "built-ins.yaml", "--format", "json"]) == 1
        rules = [finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]]
        assert [rule for rule in rules if rule in ("builtin-name", "builtin-version", "value-type")] == [
            "builtin-name",
            "builtin-version",
            "value-type",
        ]


class TestRender:
    def test_the_same_bytes_every_time(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml"])
        first = capsys.readouterr().out
        main(["render", "small.yaml"])

        assert capsys.readouterr().out == first
        assert first.endswith("}\n")

    def test_set_overrides_one_value(self, capsys: pytest.CaptureFixture[str]) -> None:
        request = rendered(capsys, "small.yaml", "--set", "tuning.limits.max_jobs=50")

        assert request["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"] == 50  # type: ignore[index]

    def test_a_wrong_override_is_shown_with_a_caret_under_its_value(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["render", "small.yaml", "--set", "tuning.limits.max_jobs=none"]) == 1

        lines = capsys.readouterr().err.splitlines()
        assert lines[1][lines[2].index("^") :] == "none"

    def test_merged_files_override_from_left_to_right(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("prod.yaml").write_text("training_job: {role: 'arn:aws:iam::999999999999:role/Prod'}\n")
        request = rendered(capsys, "small.yaml", "prod.yaml", "--merge")

        assert request["TrainingJobDefinition"]["RoleArn"] == "arn:aws:iam::999999999999:role/Prod"  # type: ignore[index]

    def test_an_error_in_a_merged_value_points_into_its_own_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("prod.yaml").write_text("# prod\ntraining_job: {role: nobody}\n")

        assert main(["render", "small.yaml", "prod.yaml", "--merge"]) == 1
        assert "prod.yaml:2:22" in capsys.readouterr().err

    def test_several_specs_need_a_folder(self) -> None:
        assert main(["render", "small.yaml", "small.yaml"]) == 2

    def test_check_fails_with_a_diff_when_a_committed_request_is_stale(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["render", "small.yaml", "--output-dir", "requests"])
        assert main(["render", "small.yaml", "--output-dir", "requests", "--check"]) == 0
        Path("small.yaml").write_text(SPEC.replace("max_jobs: 4", "max_jobs: 5"))
        before = Path("requests/small.json").read_bytes()

        assert main(["render", "small.yaml", "--output-dir", "requests", "--check"]) == 1
        assert '+      "MaxNumberOfTrainingJobs": 5' in capsys.readouterr().out
        assert Path("requests/small.json").read_bytes() == before

    def test_a_spec_with_errors_is_refused_unless_lint_is_left_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("broken.yaml").write_text(SPEC.replace("train: s3://bucket/train", "train: {content_type: text/csv}"))

        assert main(["render", "broken.yaml"]) == 1
        assert capsys.readouterr().out == ""
        assert main(["render", "broken.yaml", "--no-lint"]) == 0

    def test_a_folder_that_cannot_be_written_is_a_clear_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("file").write_text("")

        assert main(["render", "small.yaml", "--output-dir", "file/inside"]) == 2
        assert "cannot write" in capsys.readouterr().err

    def test_no_region_for_a_built_in_says_how_to_give_one(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("builtin.yaml").write_text(BUILT_IN)

        assert main(["render", "builtin.yaml"]) == 1
        assert "--region" in capsys.readouterr().err
        assert main(["render", "builtin.yaml", "--region", "us-west-2"]) == 0


class TestImport:
    def test_a_rendered_spec_is_imported_as_it_was(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])
        capsys.readouterr()

        assert main(["import", "small.json"]) == 0
        Path("again.yaml").write_text(capsys.readouterr().out)
        assert rendered(capsys, "again.yaml") == json.loads(Path("small.json").read_text())

    def test_a_spec_is_no_request(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["import", "small.yaml"]) == 1
        assert "neither a request" in capsys.readouterr().err

    def test_neither_file_nor_job_is_a_usage_error(self) -> None:
        assert main(["import"]) == 2

    def test_an_unknown_member_is_kept_and_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])
        request = json.loads(Path("small.json").read_text())
        request["BrandNew"] = {"Mode": "On"}
        Path("small.json").write_text(json.dumps(request))
        capsys.readouterr()

        assert main(["import", "small.json"]) == 0
        printed = capsys.readouterr()
        assert "BrandNew" in printed.err
        Path("again.yaml").write_text(printed.out)
        assert rendered(capsys, "again.yaml") == request


class TestInit:
    def test_the_new_spec_is_written_and_is_valid(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["init", "--region", "us-west-2", "-o", "new.yaml"]) == 0
        assert main(["validate", "new.yaml", "--strict"]) == 0

    def test_an_existing_file_is_not_overwritten(self) -> None:
        assert main(["init", "-o", "small.yaml"]) == 2
        assert Path("small.yaml").read_text() == SPEC

    def test_an_unknown_algorithm_lists_what_there_is(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["init", "--algorithm", "xgbost"]) == 2
        assert "xgboost" in capsys.readouterr().err


class TestDiff:
    def test_a_spec_does_not_differ_from_its_own_request(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["render", "small.yaml", "--output-dir", "."])

        assert main(["diff", "small.yaml", "small.json"]) == 0

    def test_what_differs_is_named_with_both_values(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("other.yaml").write_text(SPEC.replace("max_jobs: 4", "max_jobs: 9"))

        assert main(["diff", "small.yaml", "other.yaml"]) == 1
        assert "MaxNumberOfTrainingJobs: 4 -> 9" in capsys.readouterr().out

    def test_json_lists_the_differences(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("other.yaml").write_text(SPEC.replace("max_jobs: 4", "max_jobs: 9"))

        main(["diff", "small.yaml", "other.yaml", "--output", "json"])
        (difference,) = json.loads(capsys.readouterr().out)
        assert (difference["left"], difference["right"]) == (4, 9)


@pytest.mark.parametrize("member", ["TrainingImageConfig", "MaxNumberOfFailedTrainingJobs", "StrategyOptions"])
def test_a_new_member_that_resembles_an_old_one_is_only_a_warning(
    member: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", "small.yaml", "--output-dir", "."])
    request = json.loads(Path("small.json").read_text())
    Path("small.json").write_text(json.dumps({**request, member: {"Mode": "On"}}))

    assert main(["validate", "small.json"]) == 0
    assert member in capsys.readouterr().out


def test_a_member_that_is_a_typo_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    main(["render", "small.yaml", "--output-dir", "."])
    Path("small.json").write_text(Path("small.json").read_text().replace('"InputDataConfig"', '"InputDataconfig"'))

    assert main(["validate", "small.json"]) == 1
    assert "Did you mean 'InputDataConfig'?" in capsys.readouterr().out


def test_describe_json_does_not_differ_from_the_request_that_made_it() -> None:
    from tests.request.boston import REQUEST, described

    Path("boston.json").write_text(json.dumps(REQUEST))
    Path("described.json").write_text(json.dumps(described(), default=str))

    assert main(["diff", "boston.json", "described.json"]) == 0


class TestOverridesOfARequest:
    @pytest.fixture(autouse=True)
    def _request(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("builtin.yaml").write_text(BUILT_IN)
        main(["render", "builtin.yaml", "--region", "us-west-2", "--output-dir", "."])
        capsys.readouterr()

    def test_they_are_paths_into_the_spec(self, capsys: pytest.CaptureFixture[str]) -> None:
        request = rendered(capsys, "builtin.json", "--set", "tuning.limits.max_jobs=50")

        assert request["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"] == 50  # type: ignore[index]

    def test_the_region_leaves_the_image_of_a_request_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert rendered(capsys, "builtin.json", "--region", "eu-west-1") == json.loads(Path("builtin.json").read_text())

    def test_an_error_in_one_points_at_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["render", "builtin.json", "--set", "tuning.strategy=random"]) == 1
        assert "--set:1:17: error: tuning.strategy" in capsys.readouterr().err
