"""What is taken for a secret, and that nothing prints one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec import SpecError, secret_patterns, secret_text
from hpo_spec.cli.main import main
from hpo_spec.errors import UsageError
from hpo_spec.loading import open_sources
from hpo_spec.opening import load_opened
from hpo_spec.request.comparing import request_differences, without_secrets
from hpo_spec.secret_text import hidden, masked, secret_kind, secrets_in
from hpo_spec.source import Override

AWS_ID = "AKIA" + "IOSFODNN7EXAMPLE"
AWS_KEY = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
BY_SHAPE = [
    (AWS_ID, "an AWS access key ID"),
    ("ASIA" + AWS_ID[4:], "an AWS access key ID"),
    (f"id={AWS_ID};", "an AWS access key ID"),
    (f"{PEM}\nMIIEow\n-----END RSA PRIVATE KEY-----\n", "a private key"),
    ("-----BEGIN OPENSSH " + "PRIVATE KEY-----", "a private key"),
    ("ghp_" + "a1B2" * 9, "a GitHub token"),
    ("gho_" + "a1B2" * 9, "a GitHub token"),
    ("github_pat_11ABCDEFG0" + "a1B2" * 12, "a GitHub token"),
    ("sk-" + "a1B2" * 12, "an API key"),
    ("sk-ant-api03-" + "a1B_" * 12, "an API key"),
    ("Basic dXNlcjo" + "0aWdlcjE=", "an authorization header"),
    ("Bearer " + "a1B2" * 4, "an authorization header"),
    ("xoxb-123456789012-" + "abcdefABCDEF", "a Slack token"),
    ("xoxb-" + "1234567890", "a Slack token"),
    ("sk_" + "live_" + "a1B2" * 4, "an API key"),
    ("glpat-" + "a1B2" * 5, "a GitLab token"),
    ("npm_" + "a1B2" * 9, "an npm token"),
    ("DefaultEndpointsProtocol=https;AccountKey=" + "a1B2" * 10 + "==;x=y", "an account key"),
    ("hf_" + "aBcD" * 8 + "ef", "a Hugging Face token"),
    ("AIza" + "a1B2_" * 7, "a Google API key"),
    (JWT, "a JSON Web Token"),
    ("postgresql://user:" + "swordfish@db.example.com:5432/runs", "a URL with a password"),
]
BY_NAME = [
    ("DB_PASSWORD", "tiger", "a password"),
    ("DB_PASSWORD", "$ecret1", "a password"),
    ("dbpassword", "tiger!", "a password"),
    ("admin-passwd", "p@ss word", "a password"),
    ("WANDB_API_KEY", "3f786850e387550fdab836ed7e6dc881de23001b", "an API key"),
    ("wandbApiKey", "x1y2", "an API key"),
    ("apikey", "x1y2", "an API key"),
    ("clientSecret", "abc", "a secret"),
    ("PRIVATE_KEY", "MIIEowIBAAKCAQEA", "a private key"),
    ("credentials", "user:tiger", "a credential"),
    ("token", "abcd1234efgh", "a token"),
    ("authToken", "Bearer abcd1234", "a token"),
    ("NEPTUNE_API_TOKEN", "eyJhcGlfYWRkcmVzcyI6Imh0dHBz", "a token"),
    ("AWS_SECRET_ACCESS_KEY", AWS_KEY, "an AWS secret access key"),
    ("account key", AWS_KEY, "an AWS secret access key"),
    ("arguments", "--epochs 3 --hf-token=abcd1234efgh", "a token"),
    ("config", '{"lr": 0.1, "password": "tiger"}', "a password"),
    ("hook", "https://example.com/hook?api_key=abc", "an API key"),
    ("DB_PWD", "tiger", "a password"),
    ("pwd", "tiger", "a password"),
    ("DB_PASS", "tiger", "a password"),
    ("DB_PASSWORD", "4711", "a password"),
    ("arguments", "--epochs 3 --db-password tiger", "a password"),
    ("connection", "host=db password='big tiger'", "a password"),
]
NO_SECRETS = [
    ("pad_token", "<pad>"),
    ("eos_token", "<|endoftext|>"),
    ("sep_token", "</s>"),
    ("unk_token", "[UNK]"),
    ("image_token", "IMAGE_TOKEN_0"),
    ("initializer_token", "photograph"),
    ("token", "cls"),
    ("subtoken", "graph2vec-v1"),
    ("max_tokens", "512"),
    ("num_tokens", "1000"),
    ("loss_per_token", "mean-2024"),
    ("token_embedding_dim", "768"),
    ("tokenizer", "bert-base-uncased"),
    ("tokenizer_name", "GPT2TokenizerFast"),
    ("TOKENIZERS_PARALLELISM", "false"),
    ("use_auth_token", "true"),
    ("HF_TOKEN", "${HF_TOKEN}"),
    ("HF_TOKEN_PATH", "/opt/ml/token"),
    ("DB_SECRET", "arn:aws:secretsmanager:us-west-2:123456789012:secret:db-Qb7xyz"),
    ("db_password", "arn:aws:ssm:us-west-2:123456789012:parameter/db"),
    ("db_password", "ssm:/prod/db"),
    ("db_password", "/prod/db/password"),
    ("db_password", "{{resolve:secretsmanager:db}}"),
    ("db_password", ""),
    ("db_password", "12"),
    ("token", "12345678"),
    ("DB_SECRET", "prod/db/main"),
    ("num_pass", "1000"),
    ("low_pass", "4096"),
    ("PWD", "/opt/ml/code"),
    ("db_password", "none"),
    ("db_password", "********"),
    ("credentials", "s3://my-bucket/credentials.json"),
    ("GOOGLE_APPLICATION_CREDENTIALS", "/opt/ml/input/data/gcp.json"),
    ("CREDENTIALS_PROVIDER", "instance-profile"),
    ("SECRET_NAME", "prod-db"),
    ("api_key", "<your key>"),
    ("api_key", "your-api-key"),
    ("api_key", "OPENAI_API_KEY"),
    ("insulin_secretion", "high"),
    ("passwordless", "sometimes"),
    ("primary_key", "customer_id"),
    ("key", "3f786850e387550fdab836ed7e6dc881de23001b"),
    ("encoder", AWS_KEY),
    ("model", "sk-learn-random-forest-classifier-2024"),
    ("model", "hf_transformers"),
    ("job", "task-classification-2024-11-24-01-02-03"),
    ("digest", "sha256:" + "ab12" * 16),
    ("proxy", "http://proxy.internal:8080/path"),
    ("db", "postgresql://user:${DB_PASSWORD}@db.example.com/runs"),
    ("sagemaker_submit_directory", "s3://my-bucket/pytorch-2024-01-01/source/sourcedir.tar.gz"),
    ("learning_rate", "0.001"),
    ("mode", "Basic configuration"),
    ("ticket", "Bearer of bad news"),
]


@pytest.mark.parametrize(("value", "kind"), BY_SHAPE)
def test_a_secret_is_known_by_its_shape_whatever_its_name(value, kind):
    assert secret_kind("experiment", value) == kind


@pytest.mark.parametrize(("name", "value", "kind"), BY_NAME)
def test_a_secret_is_known_by_its_name(name, value, kind):
    assert secret_kind(name, value) == kind


@pytest.mark.parametrize(("name", "value"), NO_SECRETS)
def test_what_is_no_secret_is_left_alone(name, value):
    assert secret_kind(name, value) is None
    assert masked(f"{name}: {value}") == f"{name}: {value}"


def test_a_sentence_about_a_password_is_no_secret():
    assert secret_kind("prompt", "Enter your password: then press return") is None


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("    DB_PASSWORD: tiger # old", "    DB_PASSWORD: ***********"),
        ("{DB_PASSWORD: tiger, EPOCHS: 5}", "{DB_PASSWORD: *****************"),
        ("DB_PASSWORD: 'it''s, mine'", "DB_PASSWORD: *************"),
        ('"DB_PASSWORD": "a\\"b", "EPOCHS": "5"', '"DB_PASSWORD": *********************'),
        ('{"Key": "db-password", "Value": "tiger"}', '{"Key": "db-password", "Value": ********'),
        ('{"Value": "tiger", "Key": "db-password"}', '{"Value": ******************************'),
        ('{"Name": "api_key", "Values": ["a-b", "c"]}', '{"Name": "api_key", "Values": *************'),
        ('      "Value": "tiger"', '      "Value": *******'),
        ('"x": "{\\"password\\": \\"tiger\\"}"', '"x": "{\\"password\\": ***********'),
        ("training_job.environment.DB_PASSWORD=tiger", "training_job.environment.DB_PASSWORD=*****"),
        ("args: --password=tiger --lr=0.1", "args: --password=**************"),
        ("args: --db-password tiger", "args: --db-password *****"),
        ("secret: {values: [a-b, 'c, d', 5]}", "secret: **************************"),
        ("db_password: ${DB}, api_key: x1y2", "db_password: ${DB}, api_key: ****"),
        ("url: redis://:tiger@cache:6379/0", "url: redis://:*****@cache:6379/0"),
        ("PRIVATE_KEY: |", "PRIVATE_KEY: |"),
        (f"x: {AWS_KEY}", f"x: {AWS_KEY}"),
        (f"x: {AWS_ID}:{AWS_KEY}", f"x: {'*' * 20}:{'*' * 40}"),
        (f"access_key: {AWS_KEY}", f"access_key: {'*' * 40}"),
        ("  " + "aB3/" * 16, "  " + "*" * 64),
    ],
)
def test_a_line_that_could_not_be_parsed_is_shown_without_what_follows_the_name_of_a_secret(line, shown):
    assert masked(line) == shown


@pytest.mark.parametrize("value", [value for value, _ in BY_SHAPE])
def test_a_secret_of_a_known_shape_is_masked_anywhere(value):
    line = f'x: [1, "{value}", 2]'
    assert value not in masked(line)
    assert masked(line).startswith('x: [1, "')
    assert "***" in masked(line)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, value, _ in BY_NAME if " " not in name])
def test_a_secret_is_masked_where_it_is_told(name, value):
    assert value not in masked(f'"{name}": "{value}"')


PIECES = [
    "password",
    "api_key",
    "token",
    "Key",
    "Value",
    ": ",
    "=",
    '"',
    "'",
    "\\",
    "{",
    "[",
    "}",
    "]",
    ", ",
    " #",
    "\n",
]
texts = st.lists(st.text(max_size=4) | st.sampled_from([*PIECES, AWS_ID, AWS_KEY, PEM, JWT, "://a:b@"])).map("".join)


@given(texts)
def test_masking_only_ever_writes_asterisks(text):
    assert all(new in (old, "*") for old, new in zip(text, masked(text), strict=True))


@given(texts, st.sets(st.text(min_size=1, max_size=4) | st.sampled_from(PIECES)))
def test_hiding_only_ever_writes_asterisks(text, secrets):
    assert all(new in (old, "*") for old, new in zip(text, hidden(text, secrets), strict=True))


@pytest.mark.parametrize(
    "piece", ["secret=[", "password: ", "api_key={", "password: ${x} ", "pad_token=x ", '"Key": "']
)
def test_what_follows_a_name_is_looked_at_a_bounded_number_of_times(piece, monkeypatch):
    looked_at = []

    def counting(kind, value):
        looked_at.append(len(value))
        return may_be(kind, value)

    may_be = secret_text.may_be
    monkeypatch.setattr(secret_text, "may_be", counting)
    masked(piece * 20_000)
    assert sum(looked_at) < 100_000


def refused(tmp_path, text, name="spec.yaml"):
    """The findings of a text that is no good spec, in every form in which the Python API gives them."""
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(SpecError) as caught:
        load_opened(open_sources([file]))
    return repr(caught.value.findings) + str(caught.value)


def test_no_part_of_a_finding_has_a_secret_that_its_line_names(tmp_path):
    shown = refused(tmp_path, "version: 1\ntags: {db_password: tiger, learning: [x]}\n")
    assert "tiger" not in shown
    assert "tags: {db_password: *****, learning: [x]}" in shown


def test_no_part_of_a_finding_has_a_secret_that_is_named_elsewhere(tmp_path):
    shown = refused(
        tmp_path,
        "version: 1\ntuning:\n  strategy: tiger\n  ranges:\n    db_password:\n      type: categorical\n"
        "      values:\n      - tiger\n      - [lion]\n",
    )
    assert "strategy: *****" in shown
    assert "tiger" not in shown
    assert "lion" not in shown


def test_no_part_of_a_finding_has_a_key_that_is_a_secret(tmp_path):
    assert AWS_ID not in refused(tmp_path, f"version: 1\ntags: {{{AWS_ID}: [x]}}\n")


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_of_a_key_that_is_there_twice_neither_value_is_shown(tmp_path, name):
    text = '{"version": 1, "tags": {"DB_PASSWORD": "tiger", "DB_PASSWORD": "lion"}, "name": [1]}'
    shown = refused(tmp_path, text, name)
    assert "is here twice" in shown
    assert "tiger" not in shown
    assert "lion" not in shown


def test_variables_as_kubernetes_lists_them_are_shown_without_their_secrets(tmp_path):
    shown = refused(tmp_path, "version: 1\ntraining_job: {environment: [{name: DB_PASSWORD, value: tiger}]}\n")
    assert "{name: DB_PASSWORD, value: *****}" in shown
    assert "tiger" not in shown


def test_a_secret_after_a_name_without_a_colon_is_not_shown(tmp_path):
    shown = refused(tmp_path, "version: 1\ntraining_job: {environment: {DB_PASSWORD tiger, A: [1]}}\n")
    assert "this key 'DB_PASSWORD *****' is not allowed" in shown
    assert "tiger" not in shown


def test_a_secret_far_off_in_a_long_line_is_masked_before_the_line_is_cut(tmp_path):
    line = "{" + "a" * 100 + f': 1, "DB_PASSWORD": "{"tiger" * 30}"}}\n'
    assert "tiger" not in refused(tmp_path, line)


def test_a_line_of_a_text_that_is_no_yaml_shows_no_secret(tmp_path):
    assert "tiger" not in refused(tmp_path, "tags:\n  db_password: tiger: lion\n")


def test_the_reason_to_ignore_the_rule_about_secrets_is_no_secret():
    assert secrets_in({"lint": {"ignore": {"secret-in-plain-text": "it is public"}}}) == frozenset()


@pytest.mark.parametrize(
    "value", ["@tiger", "!tiger", "*tiger", "%tiger", "{tiger", "[tiger", "'tiger", '"tiger', "|tiger"]
)
@pytest.mark.parametrize("name", ["training_job.environment.DB_PASSWORD", "tuning.ranges.db_password.values[0]"])
def test_an_override_that_is_no_yaml_names_its_path_and_shows_no_secret(name, value):
    override = Override(f"{name}={value}")
    assert override.findings
    assert "tiger" not in repr(override.findings)
    assert all(finding.path == override.path for finding in override.findings)


@pytest.mark.parametrize(
    "line",
    [
        "DB_PASSWORD: SECRET",
        "DB_PASSWORD: SECRET # for now",
        '"DB_PASSWORD": "SECRET"',
        '{"Key": "db-password", "Value": "SECRET"}',
        "{db_password: SECRET, max: 3}",
        "values: [SECRET, x]",
        "values: [x, SECRET]",
        "training_job.environment.DB_PASSWORD=SECRET",
        "url: redis://:SECRET@cache:6379/0",
        "args: --db-password SECRET --lr 1",
        "takes a number, not 'SECRET'",
        '"config": "{\\"password\\": \\"SECRET\\"}"',
        "    SECRET",
    ],
)
def test_a_very_short_secret_is_hidden_where_it_stands_as_a_value(line):
    assert hidden(line.replace("SECRET", "abc"), {"abc"}) == line.replace("SECRET", "***")


@pytest.mark.parametrize(
    "text", ["an on and a max of on", "key is missing: on which instances", "as a, on the other hand"]
)
def test_a_very_short_secret_hides_no_word_of_a_message(text):
    assert hidden(text, {"on", "a", "max", "key"}) == text


def test_a_finding_about_a_spec_with_a_very_short_password_can_still_be_read(tmp_path):
    shown = refused(tmp_path, "version: 1\ntags: {db_password: is, x: [y]}\n")
    assert "is missing" in shown
    assert "tags: {db_password: **, x: [y]}" in shown


def test_a_secret_in_an_override_of_a_request_is_hidden_in_what_is_said_of_others(tmp_path, capsys):
    request = tmp_path / "request.json"
    assert main(["render", "specs/boston-housing.yaml", "--output-dir", str(tmp_path)]) == 0
    (tmp_path / "boston-housing.json").rename(request)
    capsys.readouterr()
    secret, other = "training_job.environment.DB_PASSWORD=tiger", "tuning.strategy=tiger"
    for overrides in ([secret, other], [other, secret]):
        with pytest.raises(SpecError) as caught:
            load_opened(open_sources([request]), overrides)
        assert "tuning.strategy=*****" in str(caught.value)
        assert "tiger" not in repr(caught.value.findings) + str(caught.value)


def test_a_secret_of_a_request_is_hidden_in_what_is_said_of_an_override(tmp_path, capsys):
    text = Path("specs/boston-housing.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("tags: {", "tags: {db-password: tiger, "), encoding="utf-8")
    assert main(["render", str(tmp_path / "a.yaml"), "--output-dir", str(tmp_path)]) == 0
    with pytest.raises(SpecError) as caught:
        load_opened(open_sources([tmp_path / "a.json"]), ["tuning.strategy=tiger"])
    assert "tiger" not in repr(caught.value.findings) + str(caught.value)


@pytest.mark.parametrize("sign", [" ", ":", ": ", "!"])
def test_an_override_without_an_equals_sign_names_its_path_alone(sign):
    with pytest.raises(UsageError, match="environment.DB_PASSWORD…") as caught:
        Override(f"training_job.environment.DB_PASSWORD{sign}tiger")
    assert "tiger" not in str(caught.value)


def test_a_spec_without_a_name_or_a_sign_of_a_secret_compiles_no_pattern():
    secret_patterns.compiled.cache_clear()
    secret_patterns._shapes.cache_clear()
    image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/" + "a-long-name/" * 9
    assert secrets_in({"version": 1, "image": image, "ranges": {"rate": {"min": 0.1}}}) == frozenset()
    assert secret_patterns.compiled.cache_info().currsize + secret_patterns._shapes.cache_info().currsize <= 4


def test_a_difference_of_secrets_is_shown_without_them():
    left = {"TrainingJobDefinition": {"Environment": {"DB_PASSWORD": "tiger", "A": "1"}}}
    right = {"TrainingJobDefinition": {"Environment": {"DB_PASSWORD": "lions", "A": "2"}}}
    shown = [str(item) for item in without_secrets(request_differences(left, right), left, right)]
    assert shown == [
        "TrainingJobDefinition.Environment.DB_PASSWORD: '***' -> '*** (differs)'",
        "TrainingJobDefinition.Environment.A: '1' -> '2'",
    ]


@pytest.mark.parametrize(("left", "right"), [("ab", "cd"), ("ab", "ab")])
def test_a_difference_of_very_short_secrets_is_shown_without_them(left, right):
    sides = [{"Environment": {"DB_PASSWORD": value, "A": value}} for value in (left, right)]
    shown = [str(item) for item in without_secrets(request_differences(*sides), *sides)]
    assert not any(word in text for text in shown for word in ("ab", "cd"))
    assert len(shown) == (2 if left != right else 0)


@pytest.mark.parametrize("committed", ['{"Environment": {"DB_PASSWORD": "lion"}}', '{"DB_PASSWORD": "lion"'])
def test_a_stale_request_is_shown_without_secrets(tmp_path, capsys, committed):
    text = Path("specs/boston-housing.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("tags: {", "tags: {db-password: tiger, "), encoding="utf-8")
    (tmp_path / "a.json").write_text(committed)
    assert main(["render", str(tmp_path / "a.yaml"), "--output-dir", str(tmp_path), "--check"]) == 1
    out = capsys.readouterr().out
    assert '"Value": "*****"' in out
    assert "tiger" not in out
    assert "lion" not in out
