"""The tuning jobs of an account and region."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.refusals import check_answer, refusals
from hpo_spec.aws.status import JobState

PAGE_SIZE = 100
"""The most that one call of List gives."""


def list_jobs(
    clients: Clients,
    *,
    name_contains: str | None = None,
    status: str | None = None,
    max_results: int | None = None,
) -> Iterator[JobState]:
    """Tuning jobs, the newest first, page by page as they are asked for."""
    filters: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Descending"}
    if name_contains:
        filters["NameContains"] = name_contains
    if status:
        filters["StatusEquals"] = status
    yield from pages_of(clients, filters, max_results)


def pages_of(clients: Clients, filters: dict[str, Any], max_results: int | None = None) -> Iterator[JobState]:
    """The jobs that List gives for some filters, one call for each 100."""
    operation = "ListHyperParameterTuningJobs"
    with refusals(operation):
        paginator = clients.sagemaker.get_paginator("list_hyper_parameter_tuning_jobs")
        size = min(PAGE_SIZE, max_results or PAGE_SIZE)
        most = sys.maxsize if max_results is None else max_results
        pages = iter(paginator.paginate(**filters, PaginationConfig={"PageSize": size, "MaxItems": most}))
    while True:
        with refusals(operation):
            page = next(pages, None)
        if page is None:
            return
        check_answer(operation, page, "HyperParameterTuningJobSummaries")
        yield from map(JobState.of, page["HyperParameterTuningJobSummaries"])
