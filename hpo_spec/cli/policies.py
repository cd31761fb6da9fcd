"""`hpo-spec iam-policy`: the least that IAM has to allow for some specs."""

from __future__ import annotations

import click

from hpo_spec.cli.options import Selection, spec_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.specs import compile_placed, load_all, request_json
from hpo_spec.loading import Loaded
from hpo_spec.policies import Job, Policy, Transform, role_policy, size, submitter_policy
from hpo_spec.request.needs import inputs_of, roles_of
from hpo_spec.spec.transform import Transform as Settings

_POLICIES = {"submitter": submitter_policy, "role": role_policy}
_LARGEST = 6144
"""Characters of a managed policy, without white space."""


@click.command("iam-policy", epilog="Example: hpo-spec iam-policy specs/*.yaml --for role > role.json")
@spec_options
@click.option("--for", "whom", type=click.Choice(list(_POLICIES)), help="Only the policy for one of the two.")
def command(selection: Selection, whom: str | None) -> int:
    """Print the least-privilege IAM policies that specs need, as JSON; AWS is not asked.

    One is for whoever submits and follows the jobs, the other for the execution role. They name these jobs, and no
    others: a spec that is changed, and so makes a job of another name, needs them anew. `preflight` asks for more, and
    names what it may not ask.
    """
    jobs = [_job(loaded) for loaded in load_all(selection)]
    chosen = [whom] if whom else list(_POLICIES)
    policies = {name: _POLICIES[name](jobs) for name in chosen}
    print_data(request_json(policies[whom] if whom else policies))
    for note in [*_notes(jobs), *(_too_large(name, item) for name, item in policies.items())]:
        if note:
            click.echo(f"note: {note}", err=True)
    return 0


def _job(loaded: Loaded) -> Job:
    spec = loaded.spec
    return Job(compile_placed(loaded), spec.region, _transform(spec.transform) if spec.transform else None)


def _transform(said: Settings) -> Transform:
    """What a `transform` section says of where `model test` reads and writes."""
    return Transform(said.input_s3_uri or "", said.output_s3_uri or "", said.kms_key or "", said.volume_kms_key or "")


def _notes(jobs: list[Job]) -> list[str]:
    """What the policies cannot say."""
    roles = sorted({role for job in jobs for role in roles_of(job.request)})
    manifests = sorted({item.uri for job in jobs for item in inputs_of(job.request) if item.is_manifest})
    notes = [f"{uri} names further objects: allow the role to read these too." for uri in manifests]
    if len(roles) > 1:
        notes.append(f"these specs have {len(roles)} roles, and the policy is what all of them need together.")
    return notes


def _too_large(name: str, policy: Policy) -> str:
    found = size(policy)
    if found <= _LARGEST:
        return ""
    return f"the policy for the {name} has {found} characters, and IAM takes {_LARGEST}: give fewer specs at a time."
