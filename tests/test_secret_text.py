"""What is taken for a secret, and that nothing prints one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec.finding import Finding, Position, Severity
from hpo_spec.secret_text import masked, secret_kind

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
    ("xoxb-123456789012-" + "abcdefABCDEF", "a Slack token"),
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
    ("db_password", "1234"),
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
        ("    DB_PASSWORD: tiger # the old one", "    DB_PASSWORD: ***** # the old one"),
        ("{DB_PASSWORD: tiger, EPOCHS: 5}", "{DB_PASSWORD: *****, EPOCHS: 5}"),
        ("DB_PASSWORD: 'it''s, mine'", "DB_PASSWORD: '***********'"),
        ('"DB_PASSWORD": "a\\"b", "EPOCHS": "5"', '"DB_PASSWORD": "****", "EPOCHS": "5"'),
        ('{"Key": "db-password", "Value": "tiger"}', '{"Key": "db-password", "Value": "*****"}'),
        ('{"Value": "tiger", "Key": "db-password"}', '{"Value": "*****", "Key": "db-password"}'),
        ('{"Name": "api_key", "Values": ["a-b", "c"]}', '{"Name": "api_key", "Values": ["***", "*"]}'),
        ('"x": "{\\"password\\": \\"tiger\\"}"', '"x": "{\\"password\\": \\"*****\\"}"'),
        ("training_job.environment.DB_PASSWORD=tiger", "training_job.environment.DB_PASSWORD=*****"),
        ("args: --password=tiger --lr=0.1", "args: --password=***** --lr=0.1"),
        ("secret: {values: [a-b, 'c, d', 5]}", "secret: {values: [***, '****', 5]}"),
        ("url: redis://:tiger@cache:6379/0", "url: redis://:*****@cache:6379/0"),
        ("PRIVATE_KEY: |", "PRIVATE_KEY: |"),
        (f"x: {AWS_KEY}", f"x: {AWS_KEY}"),
        (f"x: {AWS_ID}:{AWS_KEY}", f"x: {'*' * 20}:{'*' * 40}"),
        (f"access_key: {AWS_KEY}", f"access_key: {'*' * 40}"),
        ("  " + "aB3/" * 16, "  " + "*" * 64),
    ],
)
def test_a_line_is_shown_with_asterisks_for_its_secrets(line, shown):
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


@given(texts, texts)
def test_a_masked_text_has_the_same_length(text, beside):
    assert len(masked(text)) == len(masked(text, beside)) == len(text)


@given(texts)
def test_masking_only_ever_writes_asterisks(text):
    assert all(new in (old, "*") for old, new in zip(text, masked(text), strict=True))


def finding(line, message="wrong", **changes):
    return Finding(Severity.ERROR, "some-rule", message, position=Position("spec.yaml", 7, 3, line), **changes)


def test_a_finding_does_not_print_a_secret_that_stands_on_its_line():
    text = str(finding(f"  learning_rate: x, id: {AWS_ID}"))
    assert AWS_ID not in text
    assert "  learning_rate: x, id: ********************\n      |   ^" in text


def test_a_finding_does_not_print_a_secret_in_its_message_or_help():
    text = str(finding("  DB_PASSWORD: p@ss!", "'p@ss!' is not allowed", help="Did you mean 'p@ss!'?"))
    assert "p@ss!" not in text
    assert "'*****' is not allowed" in text
    assert "Did you mean '*****'?" in text


def test_a_secret_far_off_in_a_long_line_is_masked_before_the_line_is_cut():
    line = "  " + "x" * 100 + f' "DB_PASSWORD": "{"tiger" * 30}"'
    assert "tiger" not in str(finding(line)._replace(position=Position("spec.json", 1, 200, line)))


def test_a_secret_as_a_key_is_masked_in_the_path():
    assert AWS_ID not in str(finding("", path=("tags", AWS_ID)))


def test_a_finding_without_secrets_keeps_everything_else():
    plain = finding("  epochs: many", "must be a number", path=("a", 0), help="Write one.")
    assert plain.without_secrets() == plain
    assert Finding(Severity.INFO, "some-rule", "x").without_secrets().position is None
