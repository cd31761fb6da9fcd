"""`python -m hpo_spec`: the same program as `hpo-spec`."""

from hpo_spec.cli.main import run

if __name__ == "__main__":
    run()
