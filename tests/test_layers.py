"""Imports point one way: a module imports only from the layers above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "hpo_spec"
LAYERS = (
    *(
        "secret_patterns",
        "secret_text",
        "finding",
        "errors",
        "source",
        "spec",
        "facts",
        "rule_ids",
        "validation",
        "salvaging",
        "loading",
        "dumping",
        "starting",
        "request",
        "policies",
        "opening",
    ),
    *("lint", "scores", "aws", "local", "local_mode", "report", "cli"),
)
NOT_FOR = {
    "aws": {"spec", "loading", "dumping", "starting", "opening", "lint", "source", "facts", "validation", "policies"},
    "local": {"aws"},
}
ENTRANCES = {"__init__", "__main__"}


def layer_of(module: str) -> str:
    """`hpo_spec.request.naming` is in the layer `request`."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "hpo_spec":
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "hpo_spec")


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_layers_above(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own in ENTRANCES:
        return
    for imported in imports_of(path):
        layer = layer_of(imported)
        if layer == "__init__":
            continue  # the version
        assert LAYERS.index(layer) <= LAYERS.index(own), f"{own} imports {imported}"
        assert layer not in NOT_FOR.get(own, ()), f"{own} must not know {imported}"


def test_every_module_and_folder_is_in_a_layer() -> None:
    found = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}

    assert found - ENTRANCES == set(LAYERS)


def test_no_file_has_outgrown_its_purpose() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    data = {"image_registry.py", "open_enums.py", "starters.py"}

    assert {str(path): length for path, length in lengths.items() if length > 400 and path.name not in data} == {}
