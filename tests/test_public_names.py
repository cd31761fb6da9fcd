"""What `from hpo_spec import ...` offers."""

import ast
import pkgutil
from pathlib import Path

import hpo_spec
from hpo_spec import errors, spec

PROMISED = {
    *("load_spec", "dump_spec", "TuningJobSpec", "lint_spec", "compile_request", "import_request", "submit"),
    *("TuningJob", "wait_for", "make_clients", "Finding", "HpoSpecError"),
}


def test_every_public_name_can_be_imported() -> None:
    for name in hpo_spec.__all__:
        assert getattr(hpo_spec, name).__name__ == name


def test_the_promised_names_are_there() -> None:
    assert set(hpo_spec.__all__) >= PROMISED


def test_every_model_and_every_error_is_public() -> None:
    raised = {name for name in vars(errors) if isinstance(getattr(errors, name), type) and name != "Finding"}

    assert set(hpo_spec.__all__) >= set(spec.__all__)
    assert set(hpo_spec.__all__) >= {name for name in raised if issubclass(getattr(errors, name), Exception)}


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(hpo_spec.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}

    assert imported == set(hpo_spec.__all__)


def test_all_is_sorted_and_names_nothing_twice() -> None:
    assert sorted(set(hpo_spec.__all__)) == sorted(hpo_spec.__all__)


def test_dir_lists_the_public_names() -> None:
    assert set(dir(hpo_spec)) >= set(hpo_spec.__all__)


def test_no_exported_function_has_a_submodules_name() -> None:
    submodules = {info.name for info in pkgutil.iter_modules(hpo_spec.__path__)}

    assert submodules.isdisjoint(hpo_spec.__all__)
