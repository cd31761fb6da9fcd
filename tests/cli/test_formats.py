"""What `validate` prints: for people, for programs, for GitHub's pull requests and for code scanning."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hpo_spec import __version__
from hpo_spec.cli.findings import text_of
from hpo_spec.cli.formats import FORMATS, Checked, reporter
from hpo_spec.cli.formats.places import place_of
from hpo_spec.cli.main import main
from hpo_spec.finding import Finding, Position, Severity
from hpo_spec.loading import placed
from hpo_spec.source import parse_text
from tests.cli.test_offline import BUILT_IN, SPEC

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
WARNED = SPEC.replace("ml.m5.xlarge", "ml.m99.xlarge")
BROKEN = WARNED.replace("train: s3://bucket/train", "train: {content_type: text/csv}")
AT_MOST = "at most 4 instance-hours of ml.m5.xlarge (4 training jobs × 1 instance × 1 h)"

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(SPEC)
    Path("warned.yaml").write_text(WARNED)
    Path("broken.yaml").write_text(BROKEN)


def printed(capsys: Capture, *arguments: str, code: int) -> str:
    assert main(["validate", *arguments]) == code
    return capsys.readouterr().out


class TestText:
    def test_errors_and_warnings_have_their_source_line_and_a_hint_is_one_line(self, capsys: Capture) -> None:
        lines = printed(capsys, "broken.yaml", code=1).splitlines()

        heads = [number for number, line in enumerate(lines) if line.startswith("broken.yaml:")]
        spans = {lines[a].split(": ")[1]: b - a for a, b in pairwise(heads)}
        assert spans == {"error": 4, "warning": 4, "info": 1}
        (hint,) = (line for line in lines if ": info: " in line)
        assert re.fullmatch(r"broken\.yaml:16:22: info: tuning\.limits\.max_jobs: is 4, .*\. \w.*[^.] \[\S+\]", hint)

    def test_a_spec_that_is_not_ok_says_how_much_is_wrong(self, capsys: Capture) -> None:
        assert "\nbroken.yaml: not ok (1 error, 1 warning)\n" in printed(capsys, "broken.yaml", code=1)

    def test_a_warning_alone_is_ok_unless_strict(self, capsys: Capture) -> None:
        assert "\nwarned.yaml: ok (small: " in printed(capsys, "warned.yaml", code=0)
        assert "\nwarned.yaml: not ok (1 warning)\n" in printed(capsys, "warned.yaml", "--strict", code=1)

    @pytest.mark.parametrize(("name", "code"), [("good.yaml", 0), ("broken.yaml", 1)])
    def test_what_it_may_cost_is_the_last_line_and_no_finding(self, name: str, code: int, capsys: Capture) -> None:
        text = printed(capsys, name, code=code)

        verdict, cost = text.splitlines()[-2:]
        assert verdict.startswith(f"{name}: ")
        assert cost.startswith("  at most 4 instance-hours of ml.m")
        assert text.count("instance-hours") == 1
        assert "cost-upper-bound" not in text

    def test_a_spec_that_cannot_be_read_has_no_cost(self, capsys: Capture) -> None:
        assert printed(capsys, "none.yaml", code=1).splitlines()[-1] == "none.yaml: not ok (1 error)"

    def test_the_totals_are_apart_from_the_data_and_leave_the_cost_out(self, capsys: Capture) -> None:
        main(["validate", "broken.yaml", "warned.yaml", "good.yaml"])

        assert capsys.readouterr().err == "1 error, 2 warnings, 3 infos\n"

    def test_there_are_colours_on_a_terminal_alone(self, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert "\x1b" not in printed(capsys, "broken.yaml", code=1)

        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        coloured = printed(capsys, "broken.yaml", code=1)
        assert re.search(r"broken\.yaml:7:5: \x1b\[31m\x1b\[1merror\x1b\[0m: training_job", coloured)
        for format_ in set(FORMATS) - {"text"}:
            assert "\x1b" not in printed(capsys, "broken.yaml", "--format", format_, code=1)

        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in printed(capsys, "broken.yaml", code=1)

    def test_what_stops_a_verb_is_in_colour_on_a_terminal_too(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        main(["render", "broken.yaml"])
        assert "\x1b" not in capsys.readouterr().err

        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        main(["render", "broken.yaml"])
        assert "\x1b[1merror\x1b[0m: training_job" in capsys.readouterr().err

    def test_findings_are_in_reading_order_whoever_found_them(self, capsys: Capture) -> None:
        Path("no-region.yaml").write_text(BUILT_IN.replace("max_jobs: 4", "max_jobs: 1000000"))

        (line,) = printed(capsys, "no-region.yaml", "--format", "json", code=1).splitlines()
        findings = json.loads(line)["findings"]
        lines = [finding["line"] for finding in findings]
        assert lines == sorted(lines)
        assert "region-missing" in [finding["rule"] for finding in findings[:-1]]


class TestJson:
    def test_every_finding_is_there_with_what_it_may_cost(self, capsys: Capture) -> None:
        (line,) = printed(capsys, "good.yaml", "--format", "json", code=0).splitlines()

        costs = [finding for finding in json.loads(line)["findings"] if finding["rule"] == "cost-upper-bound"]
        assert [(cost["severity"], cost["message"]) for cost in costs] == [("info", AT_MOST)]

    def test_a_spec_is_printed_before_the_next_one_is_read(self) -> None:
        code = (
            "from hpo_spec.cli.formats import Checked, FORMATS, reporter\n"
            "def specs():\n"
            "    yield Checked(('a',), [], True, '')\n"
            "    print('second')\n"
            "    yield Checked(('b',), [], True, '')\n"
            "for text in reporter('json')(specs()): print(text, end='')\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert [line[:12] for line in done.stdout.splitlines()] == ['{"file": "a"', "second", '{"file": "b"']


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner of GitHub Actions reads them: kind, properties, message."""

    def plain(value: str, *signs: str) -> str:
        for sign in (*signs, "\r", "\n", "%"):
            value = value.replace(f"%{ord(sign):02X}", sign)
        return value

    read = []
    for line in text.splitlines():
        if not line.startswith("::"):
            continue
        head, message = line.removeprefix("::").split("::", 1)
        kind, _, properties = head.partition(" ")
        pairs = (part.split("=", 1) for part in properties.split(","))
        read.append((kind, {name: plain(value, ":", ",") for name, value in pairs}, plain(message)))
    return read


class TestGithub:
    def test_a_finding_is_a_command_with_its_place_its_rule_and_what_to_do(self, capsys: Capture) -> None:
        out = printed(capsys, "broken.yaml", "--format", "github", code=1)

        assert (
            "::error file=broken.yaml,line=7,col=5,endColumn=10,title=data-source-exactly-one::"
            "training_job.inputs.train: nothing says where the data is%0AWrite its `s3_uri`.\n"
        ) in out
        assert "::warning file=broken.yaml,line=9,col=30,endColumn=43,title=value-unknown::" in out
        kinds = [kind for kind, _, _ in commands(out)]
        assert (kinds.count("error"), kinds.count("warning")) == (1, 1)
        assert set(kinds) == {"error", "warning", "notice"}

    def test_a_good_spec_has_notices_only_and_its_cost_is_a_line_of_the_log(self, capsys: Capture) -> None:
        out = printed(capsys, "good.yaml", "--format", "github", code=0)

        assert {kind for kind, _, _ in commands(out)} == {"notice"}
        assert out.endswith(f"\ncost of good.yaml: {AT_MOST}\n")

    def test_whatever_a_name_and_a_message_have_in_them_arrives(self, capsys: Capture) -> None:
        name = "a b,c:d=100%0A\r\n.yaml"
        Path(name).write_text(SPEC.replace("rate: {type", "'50%, a:b::c': {type").replace("min: 0.1", "min: 9"))

        out = printed(capsys, name, "--format", "github", code=1)
        (properties, message) = next((head, message) for kind, head, message in commands(out) if kind == "error")
        assert "file=a b%2Cc%3Ad=100%250A%0D%0A.yaml," in out
        assert properties["file"] == name
        assert message.startswith('tuning.ranges."50%, a:b::c"')

    def test_a_path_is_relative_to_the_working_directory_where_it_is_below_it(
        self, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "below").mkdir()
        (tmp_path / "below" / "specs").mkdir()
        inside = tmp_path / "below" / "specs" / "inside.yaml"
        inside.write_text(BROKEN)
        monkeypatch.chdir(tmp_path / "below")

        arguments = [str(inside), "./specs/../specs/inside.yaml", str(tmp_path / "broken.yaml")]
        out = printed(capsys, *arguments, "--format", "github", code=1)
        errors = [properties for kind, properties, _ in commands(out) if kind == "error"]
        outside = (tmp_path / "broken.yaml").as_posix()
        assert [error["file"] for error in errors] == ["specs/inside.yaml", "specs/inside.yaml", outside]
        assert [error.get("line") for error in errors] == ["7", "7", "7"]

    def test_a_link_is_the_file_that_the_repository_has(self, capsys: Capture, tmp_path: Path) -> None:
        Path("specs").mkdir()
        Path("specs/link.yaml").symlink_to(tmp_path / "broken.yaml")

        out = printed(capsys, "specs/link.yaml", "--format", "github", code=1)
        assert {properties["file"] for _, properties, _ in commands(out)} == {"specs/link.yaml"}

    def test_a_finding_without_a_position_names_the_file(self, capsys: Capture) -> None:
        out = printed(capsys, "none/such.yaml", "--format", "github", code=1)

        ((kind, properties, message),) = commands(out)
        assert (kind, properties) == ("error", {"file": "none/such.yaml", "title": "file-unreadable"})
        assert message.startswith("none/such.yaml does not exist\n")

    def test_a_finding_in_an_override_is_about_the_file_and_says_where_it_stands(self, capsys: Capture) -> None:
        out = printed(capsys, "good.yaml", "--set", "tuning.strategy=random", "--format", "github", code=1)

        ((_, properties, message),) = (command for command in commands(out) if command[0] == "error")
        assert properties == {"file": "good.yaml", "title": "value-enum"}
        assert message.startswith("--set:1:17: tuning.strategy: must be ")

    def test_a_finding_in_a_merged_file_is_in_that_file(self, capsys: Capture) -> None:
        Path("prod.yaml").write_text("# prod\ntraining_job: {role: nobody}\n")

        out = printed(capsys, "good.yaml", "prod.yaml", "--merge", "--format", "github", code=1)
        ((_, properties, message),) = (command for command in commands(out) if command[0] == "error")
        assert (properties["file"], properties["line"], properties["col"]) == ("prod.yaml", "2", "22")
        assert message.startswith("training_job.role: ")

    def test_standard_input_is_no_file(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "hpo_spec", "validate", "-", "--format", "github"],
            input=BROKEN,
            capture_output=True,
            text=True,
        )

        _, properties, message = next(command for command in commands(done.stdout) if command[0] == "error")
        assert properties == {"title": "data-source-exactly-one"}
        assert message.startswith("<stdin>:7:5: training_job.inputs.train: ")

    @pytest.mark.parametrize(
        ("text", "column", "end"),
        [
            ("role: nobody", 7, 13),
            ("role: 'no, body' # none", 7, 17),
            ('role: "no \\" body", x', 7, 19),
            ("  inputs: {train: 1}", 3, 9),
            ("limits: {max_jobs: 0, b: 1}", 20, 21),
            ("algorithm: {name: a}", 12, 13),
            ("image: 1.dkr/mine:1, metrics", 8, 20),
            ("empty:", 7, 8),
        ],
    )
    def test_the_end_is_that_of_the_word_or_of_the_quoted_text(self, text: str, column: int, end: int) -> None:
        place = place_of(Finding(Severity.ERROR, "r", "m", position=Position("a.yaml", 3, column, text)), ["a.yaml"])

        assert place is not None
        assert place.region == (3, column, end)


class TestSarif:
    def log(self, capsys: Capture, *arguments: str, code: int) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(printed(capsys, *arguments, "--format", "sarif", code=code))
        return log

    def run_(self, capsys: Capture, *arguments: str, code: int) -> dict[str, Any]:
        (run,) = self.log(capsys, *arguments, code=code)["runs"]
        return dict(run)

    def test_it_satisfies_the_published_schema(self, capsys: Capture) -> None:
        log = self.log(capsys, "broken.yaml", "good.yaml", "none.yaml", code=1)

        validator = jsonschema.Draft4Validator(SCHEMA)
        assert [error.message for error in validator.iter_errors(log)] == []
        assert len(log["runs"][0]["results"]) == 5
        log["runs"][0]["results"][0]["level"] = "info"
        assert not validator.is_valid(log)

    def test_specs_without_findings_make_a_valid_log_too(self, capsys: Capture) -> None:
        quiet = ["--ignore", "budget-below-recommendation"]
        log = self.log(capsys, "good.yaml", *quiet, code=0)

        assert log["runs"][0]["results"] == []
        assert log["runs"][0]["properties"] == {"costs": {"good.yaml": AT_MOST}}
        assert jsonschema.Draft4Validator(SCHEMA).is_valid(log)

    def test_the_tool_is_named_and_columns_count_characters(self, capsys: Capture) -> None:
        run = self.run_(capsys, "good.yaml", code=0)

        driver = run["tool"]["driver"]
        assert (driver["name"], driver["version"], run["columnKind"]) == ("hpo-spec", __version__, "unicodeCodePoints")

    def test_results_have_level_place_and_message(self, capsys: Capture) -> None:
        run = self.run_(capsys, "broken.yaml", code=1)

        by_rule = {result["ruleId"]: result for result in run["results"]}
        error, warning = by_rule["data-source-exactly-one"], by_rule["value-unknown"]
        assert [error["level"], warning["level"]] == ["error", "warning"]
        assert by_rule["budget-below-recommendation"]["level"] == "note"
        assert "cost-upper-bound" not in by_rule
        physical = error["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "broken.yaml"}
        assert physical["region"] == {"startLine": 7, "startColumn": 5, "endColumn": 10}
        logical = {"fullyQualifiedName": "training_job.inputs.train"}
        assert error["locations"][0]["logicalLocations"] == [logical]
        assert error["message"]["text"].endswith("nothing says where the data is\nWrite its `s3_uri`.")

    def test_the_rules_that_occur_are_described_once_for_all_specs(self, capsys: Capture) -> None:
        run = self.run_(capsys, "broken.yaml", "broken.yaml", "good.yaml", code=1)

        rules = run["tool"]["driver"]["rules"]
        assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
            result["ruleId"] for result in run["results"]
        ]
        assert len({rule["id"] for rule in rules}) == len(rules)
        assert {rule["id"] for rule in rules} == {result["ruleId"] for result in run["results"]}
        levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
        assert (levels["data-source-exactly-one"], levels["budget-below-recommendation"]) == ("error", "note")

    def test_a_rule_is_described_shortly_fully_and_with_an_example(self, capsys: Capture) -> None:
        from hpo_spec.lint.linting import RULES

        run = self.run_(capsys, "broken.yaml", code=1)
        known = {rule.id: rule for rule in RULES}
        for described in run["tool"]["driver"]["rules"]:
            rule = known[described["id"]]
            assert described["shortDescription"]["text"] == rule.what
            assert described["fullDescription"]["text"] == f"{rule.what} {rule.why}"
            assert rule.why.split()[-1] in described["help"]["text"]
        assert "train: {content_type: text/csv}" in run["tool"]["driver"]["rules"][0]["help"]["markdown"]

    def test_a_name_is_a_relative_uri(self, capsys: Capture) -> None:
        Path("my specs").mkdir()
        Path("my specs/50% é:#?.yaml").write_text(BROKEN)

        run = self.run_(capsys, "my specs/50% é:#?.yaml", code=1)
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "my%20specs/50%25%20%C3%A9%3A%23%3F.yaml"

    def test_a_file_outside_of_the_working_directory_is_an_absolute_uri(
        self, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("elsewhere").mkdir()
        monkeypatch.chdir("elsewhere")

        run = self.run_(capsys, "../broken.yaml", code=1)
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == (tmp_path.resolve() / "broken.yaml").as_uri()

    def test_a_fingerprint_stays_when_lines_move_and_differs_between_findings(self, capsys: Capture) -> None:
        def prints() -> list[str]:
            run = self.run_(capsys, "broken.yaml", code=1)
            return [result["partialFingerprints"]["ruleAndSpecPath/v1"] for result in run["results"]]

        before = prints()
        Path("broken.yaml").write_text("# new\n\n" + BROKEN.replace("ml.m99.xlarge", "ml.m98.xlarge"))
        assert prints() == before
        assert len(set(before)) == len(before)

    def test_equal_findings_are_told_apart_by_their_number(self, capsys: Capture) -> None:
        run = self.run_(capsys, "broken.yaml", "broken.yaml", code=1)

        prints = [
            result["partialFingerprints"]["ruleAndSpecPath/v1"]
            for result in run["results"]
            if result["ruleId"] == "value-unknown"
        ]
        assert [text.partition(":")[2] for text in prints] == ["1", "2"]
        assert len({text.partition(":")[0] for text in prints}) == 1

    def test_another_rule_another_file_and_another_line_have_another_fingerprint(self) -> None:
        def finding(rule: str, file: str, text: str, path: tuple[str, ...] = ()) -> tuple[Finding, str]:
            return Finding(Severity.ERROR, rule, "m", path, position=Position(file, 1, 1, text)), file

        found = [
            finding("key", "a.yaml", "one", ("name",)),
            finding("value-type", "a.yaml", "one", ("name",)),
            finding("key", "b.yaml", "one", ("name",)),
            finding("yaml-syntax", "a.yaml", "one"),
            finding("yaml-syntax", "a.yaml", "two"),
        ]
        specs = [Checked((file,), [item], False, "") for item, file in found]
        (log,) = map(json.loads, reporter("sarif")(specs))

        prints = [result["partialFingerprints"]["ruleAndSpecPath/v1"] for result in log["runs"][0]["results"]]
        assert len(set(prints)) == len(found)
        assert {text.partition(":")[2] for text in prints} == {"1"}

    def test_a_finding_without_a_file_has_no_location(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "hpo_spec", "validate", "-", "--format", "sarif"],
            input=BROKEN,
            capture_output=True,
            text=True,
        )

        log = json.loads(done.stdout)
        assert {len(result["locations"]) for result in log["runs"][0]["results"]} == {0}
        assert jsonschema.Draft4Validator(SCHEMA).is_valid(log)


@pytest.mark.parametrize("format_", FORMATS)
def test_stdout_has_the_data_only(format_: str, capsys: Capture) -> None:
    main(["validate", "broken.yaml", "--format", format_])

    captured = capsys.readouterr()
    assert captured.err == "1 error, 1 warning, 1 info\n"
    assert "1 error, 1 warning, 1 info" not in captured.out


@pytest.mark.parametrize("format_", FORMATS)
def test_a_secret_is_shown_in_no_format(format_: str, capsys: Capture) -> None:
    secret = "AKIAIOSFODNN7EXAMPLE"
    Path("secret.yaml").write_text(SPEC.replace("max_jobs: 4", f"max_jobs: {secret}").replace("Random", secret))

    out = printed(capsys, "secret.yaml", "--format", format_, code=1)
    assert "tuning.limits.max_jobs" in out
    assert "*" * len(secret) in out
    assert secret not in out


@pytest.mark.parametrize("severity", Severity)
def test_a_secret_that_only_its_line_gives_away_is_shown_in_no_text(severity: Severity) -> None:
    document = parse_text("environment: {DB_PASSWORD: correct-horse-7}\n", "a")
    finding = Finding(severity, "r", "is 'correct-horse-7'", ("environment",), "Not correct-horse-7.")

    assert "correct-horse-7" not in text_of(placed(finding, document))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_is_loaded_when_it_is_chosen(format_: str) -> None:
    code = f"from hpo_spec.cli.main import main\nmain(['validate', 'good.yaml', '--format', {format_!r}])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n' + ' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())

    modules = {name: f"hpo_spec.cli.formats.{module}" for name, module in FORMATS.items()}
    assert {name for name, module in modules.items() if module in loaded} == {format_}


def test_every_module_of_formats_is_listed_or_shared() -> None:
    import hpo_spec.cli.formats as package

    modules = {path.stem for path in Path(str(package.__file__)).parent.glob("*.py")}
    assert modules == {"__init__", "places", *FORMATS.values()}


def test_an_unknown_format_is_a_usage_error_that_names_the_formats(capsys: Capture) -> None:
    assert main(["validate", "good.yaml", "--format", "xml"]) == 2
    assert "'text', 'json', 'github', 'sarif'" in capsys.readouterr().err
