"""Text -> plain data, and where each value stands.

Knows YAML and JSON, files and merging; knows nothing of what a spec means.
"""

from hpo_spec.source.document import Document
from hpo_spec.source.merged import Merged, Override
from hpo_spec.source.reading import MAX_BYTES, parse_text, read_document

__all__ = ["MAX_BYTES", "Document", "Merged", "Override", "parse_text", "read_document"]
