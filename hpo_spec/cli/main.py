"""The program: which verbs there are, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

import click

from hpo_spec import __version__
from hpo_spec.errors import HpoSpecError

INTERRUPTED = 130
DEBUG_VARIABLE = "HPO_SPEC_DEBUG"


class Verb(NamedTuple):
    """A command, which is imported only when it runs."""

    module: str
    help: str


VERBS: dict[str, Verb] = {
    "init": Verb("init", "Write a commented spec to start from."),
    "validate": Verb("validate", "Check specs, or raw requests, offline."),
    "explain": Verb("explain", "Say what a lint rule means, or list all rules."),
    "render": Verb("render", "Print the request JSON of a spec."),
    "import": Verb("importing", "Turn request JSON, Describe JSON or a live job into a spec."),
    "diff": Verb("diff", "Compare a spec with another, a JSON file or a live job."),
    "schema": Verb("schema", "Print the JSON Schema of a spec, for editors."),
    "iam-policy": Verb("policies", "Print the least-privilege IAM policies of specs."),
    "preflight": Verb("preflight", "Look whether AWS has what specs need, without changing anything."),
    "submit": Verb("submit", "Create the tuning job of a spec, once."),
    "status": Verb("status", "Show how tuning jobs are doing."),
    "wait": Verb("wait", "Follow tuning jobs to their end."),
    "list": Verb("listing", "List tuning jobs, the newest first."),
    "stop": Verb("stop", "Stop tuning jobs."),
    "trials": Verb("trials", "Show every training job of a tuning job."),
    "best": Verb("best", "Show the best training job, with its model."),
    "logs": Verb("logs", "Print what training jobs print."),
    "model": Verb("model", "Make a model of the best training job, and test it."),
    "report": Verb("report", "Write a page about a tuning job, which opens offline."),
    "export": Verb("export", "Write a tuning job's trials as an Optuna study."),
    "local": Verb("local", "Look after the local engine: what it keeps, and a server for any AWS client."),
}
"""Every verb, in the order in which people meet them."""


class VerbGroup(click.Group):
    """A group that knows its commands' names and one-line helps without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        command: click.Command = import_module(f"hpo_spec.cli.{verb.module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.help) for name, verb in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in VERBS and not name.startswith("-"):
            from hpo_spec.validation import suggest

            raise click.UsageError(f"there is no command {name!r}. {suggest(name, list(VERBS))}".strip(), ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=VerbGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 success, 1 the spec has errors or the job failed, 2 usage, 3 unexpected, "
    "4 AWS refused, 5 the job was stopped, 6 timed out waiting, 130 interrupted. "
    'Shell completion: eval "$(_HPO_SPEC_COMPLETE=bash_source hpo-spec)", or zsh_source, fish_source.',
)
@click.version_option(__version__, prog_name="hpo-spec")
def program() -> None:
    """SageMaker tuning jobs from YAML: check offline, review the exact request, submit once, follow."""


def main(args: Sequence[str] | None = None, surroundings: object = None) -> int:
    """Run the program and give its exit code. No exception but `SystemExit` from click's completion leaves it."""
    try:
        result = program.main(args=args, prog_name="hpo-spec", standalone_mode=False, obj=surroundings)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as error:
        if (
            type(sys.stdout).__name__.lstrip("_") == "PacifyFlushWrapper"
        ):  # click's own end for a pipe that nobody reads
            return 0
        return error.code if isinstance(error.code, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except HpoSpecError as error:
        click.echo(_message(error), err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        click.echo(f"error: cannot go on: {error.strerror or error} ({error.filename or 'output'}).", err=True)
        return 3
    except Exception as error:
        return _unexpected(error)
    return result if isinstance(result, int) else 0


def run() -> None:
    """The console script. A short-lived process has no use for collecting garbage, nor for pydantic's plugins.

    Nor for taking itself apart: that would be a sixth of the time of `validate`, so it ends once all is written.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    MetadataWhenUsed.install()
    if sys.stdout is None:  # closed by whoever runs it: nobody wants the data
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (as long as the process)
    code = main()
    with suppress(OSError, AttributeError):  # a stream that is full or closed has been said, or cannot be
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


class MetadataWhenUsed(ModuleType):
    """`importlib.metadata`, loaded when something in it is used: a tenth of our start-up.

    Pydantic imports `entry_points` from it to look for plugins, even where it has been told to look for none.
    """

    @classmethod
    def install(cls) -> None:
        """Stand in for the module until then."""
        name = "importlib.metadata"
        if name not in sys.modules:
            sys.modules[name] = importlib.metadata = cls(name)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "entry_points":
            return lambda **options: self._load().entry_points(**options)
        return getattr(self._load(), name)

    def _load(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


def _message(error: HpoSpecError) -> str:
    from hpo_spec.errors import SpecError

    if isinstance(error, SpecError):
        from hpo_spec.cli.findings import text_of

        return "\n".join(map(text_of, error.findings))
    return f"error: {error}"


def _unexpected(error: Exception) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        import traceback

        traceback.print_exception(error)
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "unknown"
    click.echo(
        f"unexpected error: {type(error).__name__}: {error}\n"
        f"  at {where}, hpo-spec {__version__}, Python {sys.version.split()[0]}\n"
        f"  This is a bug of hpo-spec. Please report these lines, with what you ran; "
        f"{DEBUG_VARIABLE}=1 shows the whole traceback.",
        err=True,
    )
    return 3
