"""The least that IAM has to allow for tuning jobs: a policy for who submits them, and one for the role they run as.

Computed from requests alone: the same requests give the same policies, in whatever order they come.
"""

from hpo_spec.policies.job import Job, Transform
from hpo_spec.policies.role import role_policy
from hpo_spec.policies.statement import Policy, size
from hpo_spec.policies.submitter import submitter_policy

__all__ = ["Job", "Policy", "Transform", "role_policy", "size", "submitter_policy"]
