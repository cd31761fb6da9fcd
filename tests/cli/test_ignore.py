"""`--ignore` passes over lint rules, in every verb that lints; `submit` says what a job may cost at most."""

import json
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from tests.cli.test_offline import SPEC
from tests.scripted import ScriptedSageMaker

WARNED = SPEC.replace("ml.m5.xlarge", "ml.m99.xlarge")
BROKEN = SPEC.replace("train: s3://bucket/train", "train: {content_type: text/csv}")
AT_MOST = "at most 4 instance-hours of ml.m5.xlarge (4 training jobs × 1 instance × 1 h)"

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(SPEC)
    Path("warned.yaml").write_text(WARNED)
    Path("broken.yaml").write_text(BROKEN)


class TestIgnore:
    def test_a_warning_is_passed_over(self, capsys: Capture) -> None:
        assert main(["validate", "warned.yaml", "--strict"]) == 1
        assert "value-unknown" in capsys.readouterr().out
        assert main(["validate", "warned.yaml", "--strict", "--ignore", "value-unknown"]) == 0
        assert "value-unknown" not in capsys.readouterr().out

    def test_several_rules_are_passed_over_and_no_other(self, capsys: Capture) -> None:
        Path("both.yaml").write_text(WARNED.replace("train: s3://bucket/train", "train: {content_type: text/csv}"))

        assert main(["validate", "both.yaml", "--ignore", "value-unknown"]) == 1
        assert "data-source-exactly-one" in capsys.readouterr().out
        ignored = ["--ignore", "value-unknown", "--ignore", "data-source-exactly-one"]
        assert main(["validate", "both.yaml", "--strict", *ignored]) == 0

    def test_an_error_of_a_rule_does_not_stop_render_and_submit(self, capsys: Capture) -> None:
        for verb in (["render"], ["submit", "--dry-run"]):
            assert main([*verb, "broken.yaml"]) == 1
            assert main([*verb, "broken.yaml", "--ignore", "data-source-exactly-one"]) == 0
            assert json.loads(capsys.readouterr().out)["HyperParameterTuningJobName"] == "small"

    @pytest.mark.parametrize("verb", ["validate", "render", "submit"])
    def test_unknown_rules_are_a_usage_error_that_names_all_of_them(self, verb: str, capsys: Capture) -> None:
        wrong = ["value-unknwon", "nothing-alike-xyz", "value-unknwon"]
        assert main([verb, "good.yaml", *(part for rule in wrong for part in ("--ignore", rule))]) == 2

        printed = capsys.readouterr()
        assert "no rule 'value-unknwon'. Did you mean 'value-unknown'?" in printed.err
        assert "no rule 'nothing-alike-xyz'.\n" in printed.err
        assert printed.err.count("value-unknwon") == 1
        assert "hpo-spec explain" in printed.err
        assert printed.out == ""

    def test_what_keeps_a_spec_from_being_read_cannot_be_passed_over(self, capsys: Capture) -> None:
        Path("none.yaml").write_text(SPEC.replace("Random", "random"))

        assert main(["validate", "none.yaml", "--ignore", "value-enum"]) == 1
        assert "[value-enum]" in capsys.readouterr().out

    def test_what_importing_a_request_noticed_can(self, capsys: Capture) -> None:
        main(["render", "good.yaml", "--output-dir", "."])
        request = json.loads(Path("good.json").read_text())
        Path("new.json").write_text(json.dumps({**request, "BrandNew": {"Mode": "On"}}))
        capsys.readouterr()

        assert main(["validate", "new.json", "--strict"]) == 1
        assert "[field-unknown]" in capsys.readouterr().out
        assert main(["validate", "new.json", "--strict", "--ignore", "field-unknown"]) == 0

    def test_the_cost_is_said_even_where_its_rule_is_passed_over(self, capsys: Capture) -> None:
        assert main(["validate", "good.yaml", "--ignore", "cost-upper-bound"]) == 0
        assert "  at most 4 instance-hours" in capsys.readouterr().out


class TestCostOfSubmitting:
    @pytest.fixture
    def sagemaker(self) -> ScriptedSageMaker:
        return ScriptedSageMaker()

    def submit(self, sagemaker: ScriptedSageMaker, *arguments: str) -> int:
        def make_clients(**_: Any) -> object:
            return sagemaker.clients()

        return main(["submit", *arguments], Surroundings(make_clients))  # type: ignore[arg-type]

    def test_it_is_said_of_each_spec_beside_the_data(self, sagemaker: ScriptedSageMaker, capsys: Capture) -> None:
        Path("other.yaml").write_text(SPEC.replace("name: small", "name: other").replace("max_jobs: 4", "max_jobs: 8"))

        assert self.submit(sagemaker, "good.yaml", "other.yaml") == 0
        printed = capsys.readouterr()
        said = [line for line in printed.err.splitlines() if "instance-hours" in line]
        assert said == [f"good.yaml: {AT_MOST}", f"other.yaml: {AT_MOST.replace('4 ', '8 ')}"]
        assert "instance-hours" not in printed.out
        assert "cost-upper-bound" not in printed.err

    def test_it_is_said_before_anything_is_created(self, sagemaker: ScriptedSageMaker, capsys: Capture) -> None:
        from tests.scripted import Fault

        sagemaker.faults = [Fault(400, "AccessDeniedException", "User is not authorized")]

        assert self.submit(sagemaker, "good.yaml") == 4
        err = capsys.readouterr().err
        assert 0 <= err.index(AT_MOST) < err.index("not authorized")

    def test_a_dry_run_says_it_too(self, sagemaker: ScriptedSageMaker, capsys: Capture) -> None:
        assert self.submit(sagemaker, "good.yaml", "--dry-run") == 0

        printed = capsys.readouterr()
        assert f"good.yaml: {AT_MOST}\n" in printed.err
        assert json.loads(printed.out)["HyperParameterTuningJobName"] == "small"
        assert sagemaker.calls == []

    def test_for_programs_it_is_a_member_of_the_event(self, sagemaker: ScriptedSageMaker, capsys: Capture) -> None:
        self.submit(sagemaker, "good.yaml", "--output", "json")
        event = json.loads(capsys.readouterr().out)
        assert (event["event"], event["at_most"]) == ("submitted", AT_MOST)

    @pytest.mark.parametrize("option", [("--no-lint",), ("--ignore", "cost-upper-bound")])
    def test_it_is_said_whatever_rules_are_asked(
        self, option: tuple[str, ...], sagemaker: ScriptedSageMaker, capsys: Capture
    ) -> None:
        assert self.submit(sagemaker, "good.yaml", *option) == 0
        assert f"good.yaml: {AT_MOST}\n" in capsys.readouterr().err

    def test_rendering_says_nothing_of_it(self, capsys: Capture) -> None:
        assert main(["render", "good.yaml"]) == 0

        assert "instance-hours" not in capsys.readouterr().err
