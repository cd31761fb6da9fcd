"""A spec is written as a person would write it."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpo_spec import (
    BuiltIn,
    Channel,
    Continuous,
    Limits,
    Output,
    Placement,
    Resources,
    StoppingCondition,
    TrainingJob,
    Tuning,
    TuningJobSpec,
    compile_request,
    dump_spec,
    import_request,
    load_spec,
)
from hpo_spec.dumping import dump_data
from hpo_spec.source import parse_text
from tests.request.boston import REQUEST
from tests.request.shapes import AWKWARD
from tests.request.specs import small_spec

PLAIN_DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(AWKWARD),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(AWKWARD), inner, max_size=6)
    ),
    max_leaves=12,
)


def dumped(**changes: Any) -> str:
    return dump_spec(small_spec(**changes))


class TestScalars:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            *[("4", "4"), ("-3", "-3"), ("0.5", "0.5"), ("0.0001", "0.0001"), ("true", "true"), ("false", "false")],
            *[
                ("0.10", "'0.10'"),
                ("True", "'True'"),
                ("1e-4", "'1e-4'"),
                ("007", "'007'"),
                ("+1", "'+1'"),
                ("-0", "'-0'"),
            ],
            *[("null", "'null'"), ("~", "'~'"), ("", "''"), ("0x1F", "'0x1F'"), (".inf", "'.inf'"), ("1.0", "'1.0'")],
            *[
                ("Off", "Off"),
                ("yes", "yes"),
                ("no", "no"),
                ("12:30:45", "12:30:45"),
                ("1_000", "1_000"),
                ("1.7-1", "1.7-1"),
            ],
            *[
                ("2026-01-01", "2026-01-01"),
                ("reg:squarederror", "reg:squarederror"),
                ("it's", "it's"),
                ("é 😀", "é 😀"),
            ],
            *[("a: b", "'a: b'"), ("a #b", "'a #b'"), ("#a", "'#a'"), ("- a", "'- a'"), ("a:", "'a:'"), ("*a", "'*a'")],
            *[("<<", "'<<'"), ("[1, 2]", "'[1, 2]'"), ('{"a":1}', "'{\"a\":1}'"), (" a", "' a'")],
            *[("\ta", r'"\ta"'), ("\u2028", r'"\L"'), ("\x85", r'"\N"'), ("\x00", r'"\0"')],
        ],
    )
    def test_a_hyperparameter_s_text_is_a_number_only_where_it_survives_and_quoted_only_where_it_must_be(
        self, text, written
    ):
        request = compile_request(small_spec())
        request["TrainingJobDefinition"]["StaticHyperParameters"] = {"key": text}
        assert f"\n    key: {written}\n" in dump_spec(import_request(request))

    def test_a_text_with_a_colon_needs_no_quotes_in_braces(self):
        assert "objective: {type: Minimize, metric: validation:rmse}" in dumped(
            tuning={"objective": {"metric": "validation:rmse"}}
        )

    def test_a_text_with_a_comma_or_a_bracket_does(self):
        assert "metrics: {loss: 'loss=([0-9.]+), x'}" in dumped(
            training_job={"algorithm": {"metrics": {"loss": "loss=([0-9.]+), x"}}}
        )

    def test_a_number_keeps_its_type(self):
        text = dumped(tuning={"ranges": {"lr": {"min": 1.0, "max": 2}}})
        assert "lr: {type: continuous, min: 1.0, max: 2}" in text

    def test_several_lines_are_one_quoted_line(self):
        assert r'NOTE: "a\nb"' in dumped(training_job={"environment": {"NOTE": "a\nb"}})

    def test_a_version_that_is_a_number_needs_no_quotes_and_any_other_keeps_them(self):
        versions = ["1", "1.7-1", "1.5", "true", "007"]
        written = [
            dumped(training_job={"algorithm": {"image": None, "name": "x", "version": each}}) for each in versions
        ]
        lines = [next(line.strip() for line in text.splitlines() if "algorithm:" in line) for text in written]
        assert lines == [
            "algorithm: {name: x, version: 1}",
            "algorithm: {name: x, version: 1.7-1}",
            "algorithm: {name: x, version: '1.5'}",
            "algorithm: {name: x, version: 'true'}",
            "algorithm: {name: x, version: '007'}",
        ]


class TestShorthands:
    def test_a_channel_that_is_only_a_uri_is_that_uri(self):
        assert "\n    train: s3://b/train\n" in dumped()
        assert "train: {s3_uri: s3://b/train, content_type: csv}" in dumped(
            training_job={"inputs": {"train": {"s3_uri": "s3://b/train", "content_type": "csv"}}}
        )

    def test_an_output_that_is_only_a_uri_is_that_uri(self):
        assert "\n  output: s3://b/o\n" in dumped()
        assert "output: {s3_uri: s3://b/o, compression: NONE}" in dumped(
            training_job={"output": {"s3_uri": "s3://b/o", "compression": "NONE"}}
        )

    @pytest.mark.parametrize(
        ("seconds", "written"), [(3_600, "1h"), (5_400, "1h30m"), (86_400, "1d"), (90, "90"), (3_601, "3601")]
    )
    def test_a_duration_of_round_minutes_is_a_text(self, seconds, written):
        text = dumped(training_job={"stopping_condition": {"max_runtime": seconds}})
        assert f"stopping_condition: {{max_runtime: {written}}}" in text

    def test_defaults_are_left_out_but_for_what_a_reader_wants_to_see(self):
        text = dumped(training_job={"algorithm": {"input_mode": "File"}, "hyperparameter_encoding": "plain"})
        assert text == dumped()
        assert "input_mode" not in text
        assert "\n  strategy: Bayesian\n" in text
        assert text.startswith("version: 1\n")

    def test_absent_and_false_are_different(self):
        assert "spot" not in dumped()
        assert "\n  spot: false\n" in dumped(training_job={"spot": False})


class TestLayout:
    def test_sections_are_set_apart_and_small_mappings_stand_on_one_line(self):
        spec = small_spec(
            region="us-west-2",
            tags={"team": "pricing"},
            training_job={"resources": {"instance_type": "ml.m5.xlarge", "instance_count": 1}, "vpc": VPC},
            warm_start={"type": "TransferLearning", "parents": ["one", "two"]},
        )
        assert dump_spec(spec) == dedent(
            """\
            version: 1
            name: small
            region: us-west-2

            training_job:
              algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1}
              role: arn:aws:iam::123456789012:role/r
              static_hyperparameters:
                epochs: 3
              inputs:
                train: s3://b/train
              output: s3://b/o
              resources: {instance_type: ml.m5.xlarge, instance_count: 1}
              vpc: {security_groups: [sg-1], subnets: [subnet-1, subnet-2]}

            tuning:
              strategy: Bayesian
              objective: {type: Minimize, metric: loss}
              ranges:
                lr: {type: continuous, min: 0.1, max: 1}
              limits: {max_jobs: 2, max_parallel_jobs: 1}

            warm_start: {type: TransferLearning, parents: [one, two]}

            tags: {team: pricing}
            """
        )

    def test_a_mapping_that_is_too_long_for_a_line_has_a_line_for_each_entry(self):
        text = dumped(training_job={"inputs": {"train": {"s3_uri": f"s3://b/{'x' * 90}", "content_type": "csv"}}})
        assert f"    train:\n      s3_uri: s3://b/{'x' * 90}\n      content_type: csv\n" in text

    def test_the_same_spec_gives_the_same_text(self):
        assert dump_spec(import_request(REQUEST)) == dump_spec(import_request(REQUEST))
        assert dump_spec(load_spec(dumped())) == dumped()


class TestNothingIsLost:
    @given(st.dictionaries(st.text(min_size=1, max_size=6), PLAIN_DATA, min_size=1, max_size=4))
    @example({"a": {"": 1}})
    @example({"a": {"x" * 200: {"y" * 200: ["z" * 200]}}})
    @example({"a": [[], {}, [[]], [{}], {"b": []}]})
    def test_any_plain_data_is_read_back(self, data):
        document = parse_text(dump_data(data))
        assert document.findings == []
        assert document.data == data
        assert repr(document.data) == repr(data)

    @pytest.mark.parametrize(
        "changes",
        [
            {"tags": {}},
            {"training_job": {"resources": {}}},
            {"training_job": {"resources": {"placement": {"specifications": []}}}},
            {"training_job": {"stopping_condition": {}}},
            {"training_job": {"algorithm": {"image": None}}},
            {"training_job": {"inputs": {"train": {"s3_uri": None}}}},
            {"lint": {"ignore": {"some-rule": "because: it is so"}}},
            {"local": {"data": {"s3://b": "data"}, "command": ["python", "train.py"]}},
            {"request_patch": {"A": None, "B": [None, {"c": 1.0}], "C": {}}},
        ],
    )
    def test_a_spec_that_says_nothing_in_places_is_still_the_same(self, changes):
        data = small_spec().to_data()
        for section, content in changes.items():
            data[section] = {**data.get(section, {}), **content} if section == "training_job" else content
        spec = load_spec(dump_data(data))
        assert load_spec(dump_spec(spec)) == spec

    def test_a_spec_that_was_made_in_python_comes_back(self):
        spec = TuningJobSpec(
            name_prefix="made",
            region="us-west-2",
            training_job=TrainingJob(
                algorithm=BuiltIn(name="xgboost", version="1.5-1"),
                role="arn:aws:iam::123456789012:role/r",
                static_hyperparameters={"eta": 1e-4, "n": 5.0, "list": [1, {"a": None}], "text": "0.10"},
                inputs={"train": "s3://b/train", "other": Channel(s3_uri="s3://b/x", shuffle_seed=-1)},
                output=Output(s3_uri="s3://b/o"),
                resources=Resources(placement=Placement(), keep_alive="1h"),
                stopping_condition=StoppingCondition(),
            ),
            tuning=Tuning(ranges={"lr": Continuous(min=1e-300, max=1e22)}, limits=Limits(max_parallel_jobs=1)),
        )
        assert load_spec(dump_spec(spec)) == spec


VPC = {"security_groups": ["sg-1"], "subnets": ["subnet-1", "subnet-2"]}
