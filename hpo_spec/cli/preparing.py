"""Making the local engine ready for a spec that was loaded from files."""

from __future__ import annotations

from pathlib import Path

from hpo_spec.finding import Finding, Severity
from hpo_spec.loading import Loaded


def prepare_loaded(loaded: Loaded) -> None:
    """What `--local` does first: the `local` section's data and command, relative to the file that names them."""
    from hpo_spec.local_mode import prepare_local

    position = loaded.place(Finding(Severity.INFO, "local", "", ("local",))).position
    prepare_local(loaded.spec, Path(position.file).parent if position else Path())
