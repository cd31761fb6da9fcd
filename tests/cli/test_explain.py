"""`explain` says all that is known of a rule, and which rules there are."""

import json

import pytest

from hpo_spec.cli.main import main
from hpo_spec.lint.examples import examples
from hpo_spec.lint.explaining import SURE
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import Basis
from hpo_spec.lint.topics import topics

WIDTH = 100

Capture = pytest.CaptureFixture[str]


def explained(capsys: Capture, *arguments: str) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def words(text: str) -> str:
    return " ".join(text.split())


class TestList:
    def test_every_rule_is_listed_with_its_severity_and_what_it_says(self, capsys: Capture) -> None:
        listed = words(explained(capsys))

        for rule in RULES:
            assert f" {rule.id} {rule.severity.value} {words(rule.what)} " in f"{listed} ", rule.id

    def test_it_fits_a_terminal_and_its_columns_are_aligned(self, capsys: Capture) -> None:
        lines = explained(capsys).splitlines()

        assert [line for line in lines if len(line) > WIDTH] == []
        rows = [line for line in lines if line.startswith("  ") and line[2] != " "]
        assert len(rows) == len(RULES)
        severities = {line.index(f" {line.split()[1]} ") for line in rows}
        assert len(severities) == 1
        continued = {len(line) - len(line.lstrip()) for line in lines if line.startswith("   ")}
        assert continued == {severities.pop() + 1 + len("warning") + 2}

    def test_rules_stand_below_their_topic(self, capsys: Capture) -> None:
        heads: dict[str, str] = {}
        for line in explained(capsys).splitlines():
            if line[:1].strip():
                title = line
            elif line[2:3].strip():
                heads[line.split()[0]] = title

        assert heads["definition-both"].startswith("Which training job definitions there are")
        assert heads["value-unknown"] == "Open enums"
        assert heads["yaml-syntax"] != heads["value-unknown"]
        assert list(dict.fromkeys(heads.values())) == list(topics())

    def test_programs_get_every_rule_with_everything(self, capsys: Capture) -> None:
        listed = json.loads(explained(capsys, "--output", "json"))

        assert [rule["id"] for rule in listed] == [rule.id for rule in RULES]
        (one,) = (rule for rule in listed if rule["id"] == "data-source-exactly-one")
        assert (one["severity"], one["basis"], one["source"]) == ("error", "likely", "API reference, DataSource")
        assert one["topic"] == "The inputs of training jobs"
        assert "s3_uri" in one["right"]
        assert "s3_uri" not in one["wrong"]


class TestRule:
    def test_one_rule_is_explained_with_a_wrong_and_a_right_spec(self, capsys: Capture) -> None:
        text = explained(capsys, "data-source-exactly-one")

        assert text.startswith("data-source-exactly-one (error)\n\nA channel has one data source")
        assert "likely (it follows from a sibling" in text
        assert "Source          API reference, DataSource\n" in text
        assert "`--ignore data-source-exactly-one`" in text
        wrong, right = text.partition("Wrong:\n")[2].split("Right:\n")
        assert "        train: {content_type: text/csv}\n" in wrong
        assert "s3_uri" not in wrong
        assert "s3_uri" in right

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_everything_known_of_a_rule_is_said_within_the_width(self, rule, capsys: Capture) -> None:
        text = explained(capsys, rule.id)

        said = words(text)
        for known in (rule.what, rule.why, rule.source, rule.server_message):
            assert words(known) in said
        example = examples().get(rule.id)
        own = [line.strip() for pair in example or () for line in pair.splitlines()]
        assert [line for line in text.splitlines() if len(line) > WIDTH and line.strip() not in own] == []

    def test_several_rules_come_in_the_order_in_which_they_are_named(self, capsys: Capture) -> None:
        text = explained(capsys, "value-unknown", "algorithm-none")

        assert 0 == text.index("value-unknown (warning)") < text.index("\n\n\nalgorithm-none (error)\n")
        named = json.loads(explained(capsys, "value-unknown", "algorithm-none", "--output", "json"))
        assert [rule["id"] for rule in named] == ["value-unknown", "algorithm-none"]

    def test_what_sagemaker_answers_is_said_where_it_is_known(self, capsys: Capture) -> None:
        known = next(rule for rule in RULES if rule.server_message)
        unknown = next(rule for rule in RULES if not rule.server_message)

        assert "SageMaker says  " in explained(capsys, known.id)
        assert "SageMaker says  " not in explained(capsys, unknown.id)

    def test_a_rule_without_which_there_is_no_spec_is_not_offered_to_be_ignored(self, capsys: Capture) -> None:
        assert "--ignore" not in explained(capsys, "yaml-syntax")

    def test_a_rule_without_a_source_does_not_say_how_sure_it_is(self, capsys: Capture) -> None:
        text = explained(capsys, "yaml-syntax")

        assert "How sure" not in text
        assert "Source" not in text

    def test_an_unknown_rule_is_a_usage_error_with_a_suggestion(self, capsys: Capture) -> None:
        assert main(["explain", "algoritm-none", "value-unknown"]) == 2

        printed = capsys.readouterr()
        assert "no rule 'algoritm-none'. Did you mean 'algorithm-none'?" in printed.err
        assert printed.out == ""


def test_every_basis_is_put_into_words() -> None:
    assert set(SURE) == set(Basis)


def test_every_rule_has_one_topic() -> None:
    assert sorted(rule.id for group in topics().values() for rule in group) == sorted(rule.id for rule in RULES)


def test_a_word_that_rules_have_in_their_names_names_them(capsys):
    assert main(["explain", "scale"]) == 2
    assert "scale-linear-wide" in capsys.readouterr().err
