"""`hpo-spec model`: the lesson's end, on the local engine, and what AWS may refuse on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.model.scoring import confusion, scatter, score_of
from hpo_spec.cli.options import Surroundings
from hpo_spec.errors import UsageError
from hpo_spec.local_mode import local_clients
from tests.aws.test_best_trial import TRAINED
from tests.local.jobs import nothing_left
from tests.local.programs.xgboost_jobs import csv_text, rows
from tests.scripted import FakeClock, Fault, ScriptedSageMaker, ended

SPEC = """\
version: 1
name: lesson
region: us-west-2
training_job:
  algorithm: {name: xgboost, version: 1.7-1}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {objective: "reg:squarederror", num_round: 5}
  inputs:
    train: {s3_uri: s3://lesson/train.csv, content_type: text/csv}
    validation: {s3_uri: s3://lesson/validation.csv, content_type: text/csv}
  output: s3://lesson/output
  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: "validation:rmse"}
  ranges: {eta: {type: continuous, min: 0.1, max: 0.5}}
  limits: {max_jobs: 2, max_parallel_jobs: 2}
tags: {team: pricing}
transform: {input_s3_uri: s3://lesson/test.csv, output_s3_uri: s3://lesson/predictions, batch_strategy: SingleRecord}
"""
TESTED = rows(6)
Run = Callable[..., tuple[int, str, str]]


class Lesson(NamedTuple):
    """A root in which the lesson's job has been tuned, and a folder with its spec and labels."""

    root: Path
    spec: str
    labels: str


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    folder = tmp_path_factory.mktemp("lesson")
    found = Lesson(folder / "root", str(folder / "spec.yaml"), str(folder / "labels.csv"))
    Path(found.spec).write_text(SPEC)
    Path(found.labels).write_text("".join(f"{row[0]}\n" for row in TESTED))
    with nothing_left(found.root), pytest.MonkeyPatch.context() as patch:
        patch.setenv("HPO_SPEC_LOCAL_ROOT", str(found.root))
        fill(found.root)
        assert main(["submit", found.spec, "--local", "--wait", "--no-lint"]) == 0
        yield found


def fill(root: Path) -> None:
    s3 = local_clients(root).s3
    s3.create_bucket(Bucket="lesson", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    tables = {"train": rows(), "validation": rows(20), "test": [row[1:] for row in TESTED], "mistake": TESTED}
    for name, table in tables.items():
        s3.put_object(Bucket="lesson", Key=f"{name}.csv", Body=csv_text(table).encode())
    s3.put_object(Bucket="lesson", Key="labels/truth.csv", Body=csv_text(TESTED).encode())


@pytest.fixture
def run(lesson: Lesson, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `model` on the lesson's job; its exit code, what it prints and what it says."""
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(lesson.root))

    def run(verb: str, *options: str, clock: Any = None) -> tuple[int, str, str]:
        code = main(["model", verb, "lesson", "--local", *options], Surroundings(clock=clock))
        return code, *capsys.readouterr()

    return run


def to(name: str, *others: str, source: str = "test.csv") -> list[str]:
    """The options of a test whose predictions go to a place of its own."""
    return ["--input", f"s3://lesson/{source}", "--output", f"s3://lesson/{name}", *others]


class TestCreate:
    def test_a_dry_run_prints_the_request_and_creates_nothing(self, run: Run, lesson: Lesson) -> None:
        code, printed, _ = run("create", "--dry-run", "--env", "A=1")

        request = json.loads(printed)
        assert code == 0
        assert request["PrimaryContainer"]["ModelDataUrl"].startswith("s3://lesson/output/lesson-00")
        assert request["PrimaryContainer"]["Environment"] == {"A": "1"}
        assert request["Tags"] == [{"Key": "team", "Value": "pricing"}]
        sagemaker = local_clients(lesson.root).sagemaker
        with pytest.raises(sagemaker.exceptions.ClientError, match="Could not find model"):
            sagemaker.describe_model(ModelName=request["ModelName"])

    def test_a_model_is_created_once_and_then_found(self, run: Run) -> None:
        name = json.loads(run("create", "--dry-run")[1])["ModelName"]

        assert run("create")[1].startswith(f"Created {name}\n  arn:aws:sagemaker:")
        assert run("create")[1].startswith(f"Found {name}\n")
        found = json.loads(run("create", "--output", "json")[1])
        assert (found["name"], found["was_there"]) == (name, True)

    def test_another_training_job_has_another_model(self, run: Run) -> None:
        requests = [
            json.loads(run("create", "--dry-run", "--training-job", name)[1]) for name in self.training_jobs(run)
        ]

        assert len({request["ModelName"] for request in requests}) == 2

    def test_a_name_that_another_model_has_ends_with_4(self, run: Run) -> None:
        assert run("create", "--name", "mine")[0] == 0

        code, _, said = run("create", "--name", "mine", "--env", "A=1")
        assert code == 4
        assert "There is a model 'mine' already, with another PrimaryContainer" in said

    @pytest.mark.parametrize("text", ["A", "=1", ""])
    def test_a_variable_needs_a_name_and_a_value(self, text: str, run: Run) -> None:
        assert run("create", "--env", text)[0] == 2

    def training_jobs(self, run: Run) -> list[str]:
        pages = local_clients().sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
            HyperParameterTuningJobName="lesson"
        )
        return [item["TrainingJobName"] for item in pages["TrainingJobSummaries"]]


class TestCreateOnAws:
    def test_tags_that_may_not_be_read_are_left_out_with_a_note(self, capsys: pytest.CaptureFixture[str]) -> None:
        sagemaker = ScriptedSageMaker()
        sagemaker.script("boston", ended("Completed"))
        sagemaker.operations = {
            "DescribeTrainingJob": lambda _: TRAINED,
            "ListTags": refuse,
            "CreateModel": lambda request: {"ModelArn": f"arn/{request['ModelName']}"},
        }

        assert main(["model", "create", "boston"], Surroundings(lambda **_: sagemaker.clients(), None)) == 0
        printed = capsys.readouterr()
        assert "Created boston-003-0e830ada-" in printed.out
        assert "note: the tags are left out" in printed.err

    def test_a_job_without_a_best_ends_with_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        sagemaker = ScriptedSageMaker()
        sagemaker.script("boston", ended("Failed", best=None))
        sagemaker.operations["ListTrainingJobsForHyperParameterTuningJob"] = lambda _: {"TrainingJobSummaries": []}

        assert main(["model", "create", "boston"], Surroundings(lambda **_: sagemaker.clients(), None)) == 1
        assert "'boston' has no best trial" in capsys.readouterr().err


def refuse(_: Any) -> dict[str, Any]:
    raise Fault(400, "AccessDeniedException", "no sagemaker:ListTags")


class TestTest:
    def test_predictions_are_compared_with_the_truth(self, run: Run, lesson: Lesson) -> None:
        code, printed, said = run("test", *to("rmse", "--labels", lesson.labels, "--metric", "rmse"))

        first, second, *picture = printed.splitlines()
        assert code == 0
        assert first.startswith("6 predictions in ")
        assert ", in s3://lesson/rmse/lesson-00" in first
        assert second.startswith("rmse = ")
        assert second.endswith(" over 6 rows")
        assert any("predicted" in line for line in picture)
        assert picture[-1].endswith("actual")
        assert "InProgress\n" in said
        assert said.endswith("Completed\n")

    def test_the_same_test_attaches_to_the_same_job_and_can_be_done_anew(self, run: Run) -> None:
        names = [run("test", *to("again", *options))[2].splitlines()[0] for options in ([], [], ["--again"])]

        assert [line.partition(" lesson")[0] for line in names] == ["Created", "Attached to", "Created"]
        assert "-2, of the model" in names[2]

    def test_a_label_that_was_left_in_is_diagnosed_and_mended(self, run: Run) -> None:
        code, printed, said = run("test", *to("mistake", source="mistake.csv"))

        assert (code, printed) == (1, "")
        assert "hint: the test data has another number of columns" in said
        assert "--input-filter '$[1:]'" in said
        assert "[bt]" not in said
        assert run("test", *to("mistake", "--input-filter", "$[1:]", source="mistake.csv"))[0] == 0

    def test_after_a_failure_the_same_test_is_tried_again(self, run: Run, lesson: Lesson) -> None:
        assert run("test", *to("later", source="later.csv"))[0] == 1
        s3 = local_clients(lesson.root).s3
        s3.put_object(Bucket="lesson", Key="later.csv", Body=csv_text([row[1:] for row in TESTED]).encode())

        code, printed, said = run("test", *to("later", source="later.csv"))

        assert code == 0
        assert "-2, of the model" in said
        assert printed.startswith("6 predictions")

    def test_the_spec_s_section_gives_defaults_that_options_change(self, run: Run, lesson: Lesson) -> None:
        request = json.loads(run("test", "--spec", lesson.spec, "--max-concurrent", "4", "--dry-run")[1])

        sent = request["CreateTransformJob"]
        assert sent["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"] == "s3://lesson/test.csv"
        assert (sent["BatchStrategy"], sent["MaxConcurrentTransforms"]) == ("SingleRecord", 4)
        assert sent["ModelName"] == request["CreateModel"]["ModelName"]
        assert sent["Tags"] == [{"Key": "team", "Value": "pricing"}]
        assert run("test", "--spec", lesson.spec)[1].startswith("6 predictions")

    def test_all_options_are_in_the_request(self, run: Run) -> None:
        options = {
            "--input-type": "ManifestFile",
            "--content-type": "text/libsvm",
            "--compression": "Gzip",
            "--split-type": "RecordIO",
            "--accept": "text/plain",
            "--assemble-with": "None",
            "--kms-key": "one",
            "--volume-kms-key": "two",
            "--batch-strategy": "MultiRecord",
            "--instance-type": "ml.c5.large",
            "--instance-count": "2",
            "--max-concurrent": "3",
            "--max-payload-mb": "4",
            "--join-source": "Input",
            "--input-filter": "$[1:]",
            "--output-filter": "$[-1]",
        }

        given = [part for pair in options.items() for part in pair]
        sent = json.loads(run("test", *to("all", *given, "--dry-run"))[1])["CreateTransformJob"]

        def texts(value: Any) -> list[str]:
            return (
                [text for item in value.values() for text in texts(item)] if isinstance(value, dict) else [str(value)]
            )

        del sent["Tags"]
        assert set(options.values()) <= set(texts(sent))

    def test_json_is_one_object(self, run: Run, lesson: Lesson) -> None:
        _, printed, _ = run("test", *to("json", "--labels", lesson.labels, "--metric", "mae", "--json"))

        found = json.loads(printed)
        assert (found["predictions"], found["rows"], found["metric"]) == (6, 6, "mae")
        assert found["value"] > 0
        assert found["output"] == f"s3://lesson/json/{found['transform_job']}"

    def test_joined_predictions_are_the_last_column(self, run: Run, lesson: Lesson) -> None:
        truth = ["--labels", lesson.labels, "--metric", "rmse"]
        joined = ["--join-source", "Input"]

        plain, behind = (
            run("test", *to(name, *options, *truth, "--json"))[1]
            for name, options in (("plain", []), ("joined", joined))
        )

        assert json.loads(plain)["value"] == json.loads(behind)["value"]

    def test_another_test_with_the_same_output_does_not_change_what_this_one_found(
        self, run: Run, lesson: Lesson
    ) -> None:
        truth = ["--labels", lesson.labels, "--metric", "rmse", "--json"]
        first = json.loads(run("test", *to("same", *truth))[1])
        other = json.loads(run("test", *to("same", "--input-filter", "$[0:2]", *truth))[1])

        again = json.loads(run("test", *to("same", *truth))[1])

        assert again == first
        assert other["value"] != first["value"]

    def test_labels_may_begin_with_a_mark_of_their_encoding(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "labels.csv").write_text("".join(f"{row[0]}\r\n" for row in TESTED), encoding="utf-8-sig")

        assert run("test", *to("mark", "--labels", str(tmp_path / "labels.csv"), "--metric", "mae"))[0] == 0

    def test_labels_may_be_in_s3_in_the_first_column(self, run: Run) -> None:
        truth = ["--labels", "s3://lesson/labels/truth.csv", "--metric", "r2"]

        assert "r2 = " in run("test", *to("s3", *truth))[1]

    def test_another_number_of_labels_is_an_error(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "labels.csv").write_text("1\n2\n")

        code, _, said = run("test", *to("few", "--labels", str(tmp_path / "labels.csv"), "--metric", "mae"))

        assert code == 2
        assert "there are 2 labels and 6 predictions" in said

    def test_labels_that_are_not_there_are_said_before_anything_is_created(self, run: Run) -> None:
        code, _, said = run("test", *to("none", "--labels", "nowhere.csv", "--metric", "mae"))

        assert code == 2
        assert "nowhere.csv" in said
        assert "Created" not in said

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--output", "s3://b/o"], "--input is missing"),
            (["--input", "s3://b/i"], "--output is missing"),
            (to("x", "--split-type", "Row"), "--split-type: "),
            (to("x", "--max-payload-mb", "-1"), "--max-payload-mb: "),
            (["--input", "b/i", "--output", "s3://b/o"], "--input: 'b/i' is not allowed: expected s3://BUCKET/PREFIX"),
            (to("x", "--labels", "f"), "--labels and --metric go together"),
            (to("x", "--metric", "auc"), "--labels and --metric go together"),
        ],
    )
    def test_what_makes_no_sense_is_said_by_its_option(self, options: list[str], said: str, run: Run) -> None:
        code, _, error = run("test", *options)

        assert code == 2
        assert said in error

    def test_an_interrupt_leaves_the_job_and_says_how_to_go_on(self, run: Run) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        code, _, said = run("test", *to("interrupted"), clock=Interrupted())

        assert code == 130
        assert "goes on, and the same command attaches to it" in said
        assert "Attached to" in run("test", *to("interrupted"))[2]

    def test_a_timeout_ends_with_6_and_says_how_to_go_on(self, run: Run) -> None:
        code, _, said = run("test", *to("slow", "--timeout", "0"))

        assert code == 6
        assert "the same command attaches to it" in said


class TestScoring:
    def test_the_likeliest_class_of_a_list_of_probabilities_counts(self) -> None:
        lines = ["[0.1, 0.2, 0.7]", "[0.6, 0.3, 0.1]", "5,1,[0.2, 0.5, 0.3]"]

        assert score_of("accuracy", ["2", "0", "0"], lines).predicted == [2, 0, 1]
        assert score_of("accuracy", ["2", "0", "0"], lines).value == pytest.approx(2 / 3)

    def test_auc_takes_the_probability_of_the_second_class(self) -> None:
        assert score_of("auc", ["0", "1"], ["[0.9, 0.1]", "[0.2, 0.8]"]).predicted == [0.1, 0.8]

    @pytest.mark.parametrize(
        ("metric", "labels", "lines", "said"),
        [
            ("rmse", ["1"], ["[0.1, 0.9]"], "rmse compares numbers"),
            ("auc", ["0", "1"], ["[0.1, 0.2, 0.7]"] * 2, "auc is for two classes"),
            ("auc", ["1", "1"], ["0.1", "0.2"], "auc cannot be computed"),
            ("mae", ["price", "1"], ["1", "2"], "label 1 is no number: 'price'"),
            ("mae", ["1", "2"], ["1", '{"score": 2}'], "prediction 2 is no number"),
            ("mae", ["1"], ["nan"], "prediction 1 is no number: 'nan'"),
            ("mae", ["1"], ["[]"], "prediction 1 is no number"),
            ("mae", [], [], "there are no labels"),
        ],
    )
    def test_what_cannot_be_compared_is_said(self, metric: str, labels: list[str], lines: list[str], said: str) -> None:
        with pytest.raises(UsageError) as raised:
            score_of(metric, labels, lines)

        assert said in str(raised.value)

    def test_a_perfect_prediction_is_on_the_diagonal(self) -> None:
        picture = scatter([0, 5, 10], [0, 5, 10]).splitlines()

        assert picture[1].startswith("10 │")
        assert picture[1].endswith("·")
        assert picture[16].startswith(" 0 │·")

    def test_many_rows_at_a_place_are_a_bigger_dot(self) -> None:
        assert "●" in scatter([1, 1, 1, 2], [1, 1, 1, 2])

    def test_a_constant_is_no_error(self) -> None:
        assert "·" in scatter([1], [1])

    def test_classes_are_counted_by_truth_and_prediction(self) -> None:
        head, zero, one = confusion([0, 0, 1, 1], [0.2, 0.9, 0.8, 0.7]).splitlines()

        assert head.split() == ["actual", "\\", "predicted", "0", "1"]
        assert (zero.split(), one.split()) == (["0", "1", "1"], ["1", "0", "2"])
