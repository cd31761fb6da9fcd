"""Running a tuning job: which training job comes next, which are stopped early, and when it is done."""

from __future__ import annotations

import secrets
from time import time as now

from hpo_spec.local import autotune
from hpo_spec.local.commands import Command
from hpo_spec.local.definitions import Definition, definitions_of, training_request
from hpo_spec.local.root import Root
from hpo_spec.local.running.completion import Criteria, Outcome, failure_of, not_improving
from hpo_spec.local.running.early_stopping import early_stopping_rule, running_averages
from hpo_spec.local.running.leftovers import end_leftovers
from hpo_spec.local.running.locks import Places, unlock
from hpo_spec.local.running.stopped import as_stopped
from hpo_spec.local.running.trials import Stop, Trials
from hpo_spec.local.sampling.samplers import Observation, Sampler, make_sampler
from hpo_spec.local.sampling.space import Space
from hpo_spec.local.sampling.warm_start import observations_of_parents
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import OF_TUNING_JOB, TrainingJob, TuningJob
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

_POLL_S = 0.2
"""How often it is looked whether somebody asked to stop."""
_CURVES = """SELECT training_job, metric, value FROM metrics WHERE training_job IN
    (SELECT name FROM training_jobs WHERE tuning_job = ?) ORDER BY training_job, step"""
_STOPPING = "SELECT name FROM training_jobs WHERE tuning_job = ? AND status = ?"


class TuningRun:
    """One process's work on a tuning job, from wherever it stands to its end."""

    def __init__(self, root: Root, database: Database, job: TuningJob, *, threads: int) -> None:
        self._database = database
        self._root = root
        self._job = job
        self._trials = Trials(root, database, threads=threads)
        config = job.request["HyperParameterTuningJobConfig"]
        limits = config["ResourceLimits"]
        default_jobs = autotune.DEFAULT_JOBS if autotune.is_on(job.request) else None
        self._most = limits.get("MaxNumberOfTrainingJobs", default_jobs)
        self._parallel = min(limits["MaxParallelTrainingJobs"], job.max_parallel)
        self._places = Places(root.locks, job.max_parallel)
        self._ends_at = job.created + limits["MaxRuntimeInSeconds"] if "MaxRuntimeInSeconds" in limits else None
        self._definitions = definitions_of(job.request)
        self._maximize = self._definitions[0].maximize
        ranges = sum(len(Space.of(item.ranges).dimensions) for item in self._definitions)
        self._criteria = Criteria.of(config, maximize=self._maximize, ranges=ranges)
        self._samplers = [self._sampler(config["Strategy"], item) for item in self._definitions]
        self._is_hyperband = config["Strategy"] == "Hyperband"
        self._ended: list[TrainingJob] = []
        self._seen: dict[str, int] = {}
        self._averages: dict[str, list[float]] = {}
        self._starts = job.starts
        self._again: list[TrainingJob] = []
        self._next = 1
        self._is_exhausted = False

    def run(self) -> None:
        """Go on until the tuning job has ended. Nothing that it started outlives it, whatever goes wrong."""
        try:
            self._pick_up()
            self._go_on()
            self._trials.settle()
        finally:
            self._trials.abandon()

    def _go_on(self) -> None:
        while True:
            is_stopping = self._is_asked_to_stop()
            is_done = is_stopping or self._is_done()
            if is_done:
                self._stop_all()
            else:
                self._launch()
            if not self._trials.running and (is_done or not self._may_launch()):
                self._finish(is_stopping=is_stopping)
                return
            self._listen()

    def _pick_up(self) -> None:
        """Take over what an earlier process left: what had ended counts, what ran is begun again."""
        with self._database.reading() as session:
            trials = session.select(TrainingJob, OF_TUNING_JOB, self._job.name)
            curves = session.rows(_CURVES, self._job.name)
        metrics = {item.name: item.metric for item in self._definitions}
        names = {trial.name: trial for trial in trials}
        for name, metric, value in curves:
            if metric == metrics[names[name].definition]:
                self._trials.curves.setdefault(name, []).append(value)
        self._next = max((trial.number for trial in trials), default=0) + 1
        self._ended = sorted((trial for trial in trials if trial.is_final), key=lambda trial: trial.ended or 0)
        left = [trial for trial in trials if not trial.is_final]
        end_leftovers([self._root.training_job(trial.name) for trial in left])
        for trial in left:
            self._take_over(trial)

    def _take_over(self, trial: TrainingJob) -> None:
        if trial.status is JobStatus.STOPPING:
            curve = self._trials.curves.get(trial.name, [])
            self._ended.append(as_stopped(self._root, self._database, trial, curve))
            return
        with self._database.transaction() as session:
            session.write("DELETE FROM metrics WHERE training_job = ?", [(trial.name,)])
            restarted = [*trial.transitions, ["Restarting", now(), "whatever ran it had died"]]
            self._again.append(session.update(trial, retries=trial.retries + 1, transitions=restarted))
        self._trials.curves.pop(trial.name, None)

    def _is_asked_to_stop(self) -> bool:
        """Whether the tuning job is being stopped; single training jobs that are, are passed on."""
        with self._database.reading() as session:
            job = session.find(TuningJob, self._job.name)
            stopping = session.rows(_STOPPING, self._job.name, JobStatus.STOPPING.value)
        for (name,) in stopping:
            self._trials.stop(name, Stop.STOPPED)
        return job is None or job.status is JobStatus.STOPPING

    def _is_done(self) -> bool:
        outcomes = self._outcomes()
        is_late = self._ends_at is not None and now() >= self._ends_at
        return is_late or self._criteria.are_met(outcomes)

    def _may_launch(self) -> bool:
        is_left = self._again or self._most is None or self._next <= self._most
        return bool(is_left) and not self._is_exhausted and not failure_of(self._outcomes(), is_last=False)

    def _launch(self) -> None:
        while len(self._trials.running) < self._parallel and self._may_launch():
            place = self._places.take()
            if place is None:
                return
            trial = self._again.pop() if self._again else self._new_trial()
            if trial is None:
                unlock(place)
                self._is_exhausted = True
                return
            definition = next(item for item in self._definitions if item.name == trial.definition)
            command = Command(*self._job.commands[trial.definition])
            self._trials.launch(trial, command, place, definition.metric)

    def _new_trial(self) -> TrainingJob | None:
        """The next training job, written down before anything of it is done; `None` when all has been tried."""
        proposal = self._propose()
        if proposal is None:
            return None
        definition, tuned = proposal
        name = f"{self._job.name}-{self._next:03d}-{secrets.token_hex(4)}"
        trial = TrainingJob(
            name=name,
            region=self._job.region,
            request=training_request(definition, tuned, name),
            created=now(),
            modified=now(),
            transitions=[["Starting", now(), ""]],
            tuning_job=self._job.name,
            number=self._next,
            definition=definition.name,
            tuned=tuned,
            objective_status=ObjectiveStatus.PENDING,
        )
        with self._database.transaction() as session:
            session.add(trial)
        self._next += 1
        return trial

    def _propose(self) -> tuple[Definition, dict[str, str]] | None:
        """What to try next: definitions take turns, until their spaces are exhausted."""
        for turn in range(self._next, self._next + len(self._definitions)):
            place = turn % len(self._definitions)
            definition = self._definitions[place]
            ended = [_observed(trial) for trial in self._ended if trial.definition == definition.name]
            running = [trial.tuned for trial in self._trials.running if trial.definition == definition.name]
            tuned = self._samplers[place].propose(self._next, ended, running)
            if tuned is not None:
                return definition, tuned
        return None

    def _sampler(self, strategy: str, definition: Definition) -> Sampler:
        parents = observations_of_parents(self._database, self._job.request, definition)
        space = Space.of(definition.ranges)
        return make_sampler(strategy, space, self._job.seed, maximize=definition.maximize, parents=parents)

    def _listen(self) -> None:
        ended, measured = self._trials.listen(_POLL_S)
        self._ended += ended
        if ended and self._starts:
            self._starts = 0
            with self._database.transaction() as session:
                session.update(self._job, starts=0)
        for name in measured:
            if self._is_hopeless(name):
                self._trials.stop(name, Stop.STOPPED)

    def _is_hopeless(self, name: str) -> bool:
        """Whether a rule says after one of the epochs since the last look that a trial is not worth going on with."""
        trial = next(item for item in self._trials.running if item.name == name)
        rule = early_stopping_rule(self._job.request, trial.request["HyperParameters"], maximize=self._maximize)
        if rule is None:
            return False
        curves, curve = self._trials.curves, self._trials.curves[name]
        if self._is_hyperband:
            others = [other for known, other in curves.items() if known != name]
        else:
            others = [self._averages_of(item.name) for item in self._ended if item.name in curves]
        seen, self._seen[name] = self._seen.get(name, 0), len(curve)
        return any(rule(curve[:epoch], others) for epoch in range(seen + 1, len(curve) + 1))

    def _averages_of(self, name: str) -> list[float]:
        """The running averages of a trial that has ended, which are worked out once."""
        if name not in self._averages:
            self._averages[name] = running_averages(self._trials.curves[name])
        return self._averages[name]

    def _stop_all(self) -> None:
        for trial in self._trials.running:
            self._trials.stop(trial.name, Stop.STOPPED)

    def _outcomes(self) -> list[Outcome]:
        """What the training jobs came to; those with another direction than the first definition's do not compare."""
        compared = {item.name for item in self._definitions if item.maximize == self._maximize}
        return [
            Outcome(trial.status, trial.objective if trial.definition in compared else None) for trial in self._ended
        ]

    def _finish(self, *, is_stopping: bool) -> None:
        outcomes = self._outcomes()
        failure = "" if is_stopping else failure_of(outcomes, is_last=True)
        unfinished = {"status": JobStatus.STOPPED, "secondary": "Stopped", "objective_status": ObjectiveStatus.FAILED}
        with self._database.transaction() as session:
            for trial in self._again:
                session.update(trial, **unfinished, ended=now())
            session.update(
                self._job,
                status=JobStatus.at_end(failure=failure, is_stopped=is_stopping),
                failure=failure,
                ended=now(),
                modified=now(),
                not_improving=not_improving(outcomes, self._maximize),
                converged=now() if self._criteria.has_converged(outcomes) else None,
            )


def _observed(trial: TrainingJob) -> Observation:
    value = trial.objective if trial.objective_status is ObjectiveStatus.SUCCEEDED else None
    return Observation(trial.tuned, value)
