"""`TuningJobSpec` <-> the request of `CreateHyperParameterTuningJob`: pure, both ways, nothing lost."""

from hpo_spec.request.compiling import compile_request
from hpo_spec.request.importing import import_request

__all__ = ["compile_request", "import_request"]
