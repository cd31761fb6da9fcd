"""What a spec becomes beside its plain members: patches, encodings, names."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec import SpecError, compile_request, dump_spec, import_request, load_spec
from hpo_spec.spec.text import hyperparameter_text, is_json_text, text_hyperparameter
from tests.request.shapes import JSON_VALUES
from tests.request.specs import small_spec

PREFIX = re.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,22}")


def test_a_request_has_no_none_and_no_empty_collection_but_the_stopping_condition():
    empty = {"environment": {}, "static_hyperparameters": {}, "resources": {}, "vpc": None}
    request = compile_request(small_spec(tags={}, training_job=empty, local={}, lint={}))
    definition = request["TrainingJobDefinition"]
    assert definition["StoppingCondition"] == {}
    assert "Tags" not in request
    assert not {"Environment", "ResourceConfig", "VpcConfig"} & set(definition)
    assert "null" not in json.dumps(request)


class TestRequestPatch:
    def test_maps_merge_and_anything_else_replaces(self):
        ranges = {"ContinuousParameterRanges": [{"Name": "other"}]}
        config = {"ResourceLimits": {"MaxCoffee": 7}, "ParameterRanges": ranges, "Strategy": "Oracle"}
        request = patched({"HyperParameterTuningJobConfig": config, "TrainingJobDefinition": {"OutputDataConfig": "x"}})
        assert request["HyperParameterTuningJobConfig"] == {
            "Strategy": "Oracle",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 1, "MaxCoffee": 7},
            "ParameterRanges": ranges,
        }
        assert request["TrainingJobDefinition"]["OutputDataConfig"] == "x"

    def test_null_removes(self):
        request = patched(
            {"HyperParameterTuningJobConfig": {"HyperParameterTuningJobObjective": None}, "Nothing": None}
        )
        assert "HyperParameterTuningJobObjective" not in request["HyperParameterTuningJobConfig"]
        assert "Nothing" not in request

    def test_a_member_that_is_new_is_added_as_it_stands(self):
        new = {"Deep": {"List": [1, {"a": False}], "Empty": {}}}
        assert patched({"Novelty": new})["Novelty"] == new

    @pytest.mark.parametrize("name", ["patched", None])
    def test_the_name_is_none_of_its_business(self, name):
        with pytest.raises(SpecError, match="the job's name is said with `name` or `name_prefix`"):
            patched({"HyperParameterTuningJobName": name})

    def test_the_spec_itself_stays_as_it_was(self):
        spec = small_spec(request_patch={"TrainingJobDefinition": {"RoleArn": "other"}})
        assert compile_request(spec) == compile_request(spec)
        assert spec.training_job.role == "arn:aws:iam::123456789012:role/r"


class TestHyperparameterEncoding:
    VALUES: dict[str, Any] = {
        "n": 3,
        "x": 1e-4,
        "w": 5.0,
        "y": True,
        "t": "0.10",
        "u": "é",
        "l": [1, "é"],
        "m": {"a": 0.5},
    }

    def test_plain_values_are_their_shortest_text_and_collections_compact_json(self):
        assert self.compiled("plain", self.VALUES) == {
            "n": "3",
            "x": "0.0001",
            "w": "5",
            "y": "true",
            "t": "0.10",
            "u": "é",
            "l": '[1,"\\u00e9"]',
            "m": '{"a":0.5}',
        }

    def test_json_values_are_encoded_once(self):
        assert self.compiled("json", {**self.VALUES, "z": None}) == {
            "n": "3",
            "x": "0.0001",
            "w": "5.0",
            "y": "true",
            "t": '"0.10"',
            "u": '"\\u00e9"',
            "l": '[1,"\\u00e9"]',
            "m": '{"a":0.5}',
            "z": "null",
        }

    @pytest.mark.parametrize(("encoding", "texts"), [("plain", ["adam", "1"]), ("json", ['"adam"', "1"])])
    def test_categorical_values_are_encoded_alike_wherever_they_stand(self, encoding, texts):
        ranges = {"opt": {"type": "categorical", "values": ["adam", 1]}, "hinted": {"type": "auto", "hint": "a"}}
        job = {"hyperparameter_encoding": encoding, "ranges": ranges}
        request = compile_request(small_spec(training_job=job, tuning={"ranges": ranges}))
        for found in (
            request["TrainingJobDefinition"]["HyperParameterRanges"],
            request["HyperParameterTuningJobConfig"]["ParameterRanges"],
        ):
            assert found["CategoricalParameterRanges"] == [{"Name": "opt", "Values": texts}]

    def test_bounds_and_hints_are_never_json(self):
        ranges = {"lr": {"type": "continuous", "min": "0.10", "max": 1}, "a": {"type": "auto", "hint": "0.10"}}
        spec = small_spec(training_job={"hyperparameter_encoding": "json"}, tuning={"ranges": ranges})
        found = compile_request(spec)["HyperParameterTuningJobConfig"]["ParameterRanges"]
        assert found["ContinuousParameterRanges"] == [{"Name": "lr", "MinValue": "0.10", "MaxValue": "1"}]
        assert found["AutoParameters"] == [{"Name": "a", "ValueHint": "0.10"}]

    def test_each_of_several_definitions_has_its_own(self):
        job = {**small_spec().training_job.to_data(), "static_hyperparameters": {"a": "x"}}
        jobs = [{**job, "hyperparameter_encoding": encoding} for encoding in ("json", "plain")]
        request = compile_request(small_spec(training_job=None, training_jobs=jobs))
        found = [definition["StaticHyperParameters"] for definition in request["TrainingJobDefinitions"]]
        assert found == [{"a": '"x"'}, {"a": "x"}]

    @pytest.mark.parametrize("encoding", ["plain", "json"])
    def test_it_is_recognised_on_import_and_comes_back(self, encoding):
        ranges = {"opt": {"type": "categorical", "values": ["adam", 1]}}
        job = {"hyperparameter_encoding": encoding, "static_hyperparameters": self.VALUES, "inputs": None}
        request = compile_request(small_spec(training_job=job, tuning={"ranges": ranges}))
        imported = import_request(request)
        assert imported.training_job.hyperparameter_encoding == encoding
        assert imported.tuning.ranges["opt"].values == ["adam", 1]
        assert compile_request(load_spec(dump_spec(imported))) == request

    @pytest.mark.parametrize(
        "texts",
        [
            {"a": "1", "b": "true"},  # as plain as it is JSON
            {"a": '"x"', "b": "adam"},  # one of them is no JSON
            {"a": '"x"', "b": "[1, 2]"},  # not what encoding a list gives
            {"a": '"x"', "b": '"\\ud800"'},  # no text that YAML can hold
            {"a": '"é"'},  # not escaped, as JSON-encoding here would
            {"a": '"x"', "b": "NaN"},
        ],
    )
    def test_texts_that_json_encoding_would_not_give_back_are_kept_as_texts(self, texts):
        request = compile_request(small_spec())
        request["TrainingJobDefinition"]["StaticHyperParameters"] = texts
        imported = import_request(request)
        assert imported.training_job.hyperparameter_encoding == "plain"
        assert compile_request(imported) == request

    @pytest.mark.parametrize("text", ["null", '"a\\nb"'])
    def test_a_categorical_value_that_no_spec_can_say_as_json_keeps_all_plain(self, text):
        request = compile_request(small_spec())
        request["TrainingJobDefinition"]["StaticHyperParameters"] = {"a": '"x"'}
        ranges = {"CategoricalParameterRanges": [{"Name": "c", "Values": [text, '"y"']}]}
        request["HyperParameterTuningJobConfig"]["ParameterRanges"] = ranges
        imported = import_request(request)
        assert imported.training_job.hyperparameter_encoding == "plain"
        assert compile_request(imported) == request

    @given(JSON_VALUES)
    def test_any_json_value_is_read_back_from_its_text(self, value):
        text = hyperparameter_text(value, json_values=True)
        assert is_json_text(text)
        assert text_hyperparameter(text, json_values=True) == value

    def compiled(self, encoding: str, values: dict[str, Any]) -> dict[str, str]:
        data = small_spec().to_data()
        data["training_job"] |= {"hyperparameter_encoding": encoding, "static_hyperparameters": values}
        return compile_request(load_spec(json.dumps(data) + "\n"))["TrainingJobDefinition"]["StaticHyperParameters"]


class TestNamePrefix:
    def test_the_name_is_the_prefix_and_eight_hex_digits_of_the_content_s_sha256(self):
        request = named()
        content = {name: value for name, value in request.items() if name != "HyperParameterTuningJobName"}
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        assert request["HyperParameterTuningJobName"] == f"job-{hashlib.sha256(canonical).hexdigest()[:8]}"
        assert next(iter(request)) == "HyperParameterTuningJobName"

    def test_the_same_content_has_the_same_name(self):
        assert name_of() == name_of() == "job-0cacdff0"

    @pytest.mark.parametrize(
        "change",
        [
            {"tags": {"team": "pricing"}},
            {"lint": {"ignore": {"some-rule": "because"}}},
            {"local": {"command": ["python", "train.py"]}},
            {"region": "us-west-2"},
            {"training_job": {"inputs": {"train": {"s3_uri": "s3://b/train", "s3_data_type": "S3Prefix"}}}},
            {"tuning": {"strategy": "Bayesian"}},
            {"tuning": {"ranges": {"lr": {"max": 1.0}}}},
            {"tuning": {"ranges": {"lr": {"max": "1"}}}},
        ],
    )
    def test_what_does_not_change_the_job_does_not_change_its_name(self, change):
        assert name_of(**change) == name_of()

    @pytest.mark.parametrize(
        "change",
        [
            {"tuning": {"ranges": {"lr": {"max": 2}}}},
            {"tuning": {"random_seed": 0}},
            {"training_job": {"role": "arn:aws:iam::123456789012:role/other"}},
            {"training_job": {"spot": False}},
            {"training_job": {"static_hyperparameters": {"epochs": "3.0"}}},
            {"autotune": True},
            {"request_patch": {"Novelty": 1}},
        ],
    )
    def test_what_changes_the_job_changes_its_name(self, change):
        assert name_of(**change) != name_of()

    def test_the_order_of_keys_does_not_change_the_name(self):
        orders = [{"a": 1, "b": 2}, {"b": 2, "a": 1}]
        names = {name_of(training_job={"static_hyperparameters": order}) for order in orders}
        assert len(names) == 1

    def test_another_prefix_has_the_same_digest(self):
        another = compile_request(small_spec(name=None, name_prefix="another"))["HyperParameterTuningJobName"]
        assert another == name_of().replace("job-", "another-")

    @given(st.from_regex(PREFIX, fullmatch=True).filter(lambda text: len(text) < 24))
    def test_every_prefix_makes_a_name_that_the_api_takes(self, prefix):
        name = compile_request(small_spec(name=None, name_prefix=prefix))["HyperParameterTuningJobName"]
        assert len(name) <= 32
        assert re.fullmatch("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}", name)


def patched(patch: dict[str, Any]) -> dict[str, Any]:
    return compile_request(load_spec(json.dumps({**small_spec().to_data(), "request_patch": patch}) + "\n"))


def name_of(**changes: Any) -> str:
    return str(named(**changes)["HyperParameterTuningJobName"])


def named(**changes: Any) -> dict[str, Any]:
    return compile_request(small_spec(name=None, name_prefix="job", **changes))
