"""Running a batch transform job: a model's answers to the lines of its input."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import time as now
from typing import Any

from hpo_spec.local.logs import TRANSFORM_GROUP, Logs, LogWriter
from hpo_spec.local.objects import Objects, StoredObject, split_uri
from hpo_spec.local.programs import Predictor, RequestFailed, built_in_program
from hpo_spec.local.refusal import Refusal, invalid
from hpo_spec.local.root import Root
from hpo_spec.local.running.artifacts import unpack_archive
from hpo_spec.local.running.joining import Joining
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import Model, TransformJob
from hpo_spec.local.state.status import JobStatus

_DEFAULT_PAYLOAD_MB = 6
_MB = 1024 * 1024
_FAILURE_LENGTH = 1024
_HOST = "local"


def run_transform_job(root: Root, database: Database, job: TransformJob) -> None:
    """Run it to its end; what an earlier process wrote of it is written again."""
    stream = f"{job.name}/{_HOST}"
    with database.transaction() as session:
        job = session.update(job, started=job.started or now(), modified=now(), stream=stream)
        model = session.find(Model, job.request["ModelName"])
    log = Logs(root.logs).writer(TRANSFORM_GROUP, stream)
    failure, is_stopped = "", False
    try:
        if model is None:
            raise invalid(f"Could not find model {job.request['ModelName']}.")
        is_stopped = not _Transform(root, database, job, model, log).run()
    except RequestFailed as error:
        failure = f"ClientError: {error.status}: {error.message}"
        log.write(now(), f"ClientError: {error.status}")
        for line in ("Message:", *error.message.splitlines()):
            log.write(now(), line)
    except Refusal as error:
        failure = f"ClientError: {error.message}"
        log.write(now(), failure)
    finally:
        log.close()
    status = JobStatus.at_end(failure=failure, is_stopped=is_stopped)
    with database.transaction() as session:
        session.update(job, status=status, failure=failure[:_FAILURE_LENGTH], ended=now(), modified=now())


class _Transform:
    def __init__(self, root: Root, database: Database, job: TransformJob, model: Model, log: LogWriter) -> None:
        self._root = root
        self._database = database
        self._job = job
        self._log = log
        self._container = model.request.get("PrimaryContainer") or model.request["Containers"][0]
        self._objects = Objects(root.objects)
        self._input: Mapping[str, Any] = job.request["TransformInput"]
        self._output: Mapping[str, Any] = job.request["TransformOutput"]
        self._joining = Joining.of(job.request.get("DataProcessing", {}), self._input, self._output)

    def run(self) -> bool:
        """Answer every object of the input; whether it came to the end, and was not asked to stop."""
        predictor = self._load()
        prefix = self._input["DataSource"]["S3DataSource"]["S3Uri"]
        bucket, key = split_uri(prefix)
        found = self._objects.listed(bucket, key)
        if not found:
            raise invalid(f'No S3 objects found under S3 URL "{prefix}" given in the transform input.')
        for item in found:
            name = item.key[len(key.rpartition("/")[0]) :].lstrip("/")
            answer = self._answer(predictor, item)
            if answer is None:
                return False
            bucket_out, prefix_out = split_uri(self._output["S3OutputPath"])
            target = "/".join(filter(None, [prefix_out.rstrip("/"), f"{name}.out"]))
            self._objects.put(bucket_out, target, io.BytesIO(answer))
            self._log.write(now(), f"[hpo-spec] {item.key}: {len(answer.splitlines())} lines")
        return True

    def _load(self) -> Predictor:
        image = self._container.get("Image", "")
        program = built_in_program(image)
        if program is None:
            raise invalid(f"The local engine has no program that serves the image {image}.")
        url = self._container.get("ModelDataUrl", "")
        archive = self._objects.find(*split_uri(url))
        if archive is None:
            raise invalid(f"Could not find model data at {url}.")
        folder = self._root.transform_job(self._job.name) / "model"
        shutil.rmtree(folder, ignore_errors=True)
        unpack_archive(archive.path, folder)
        self._log.write(now(), f"[hpo-spec] this machine serves {image} with {url}")
        return program.load_model(folder)

    def _answer(self, predictor: Predictor, item: StoredObject) -> bytes | None:
        """What the model says to an object; `None` if the job was asked to stop meanwhile."""
        content_type = self._input.get("ContentType", "")
        answers = []
        for payload in self._payloads(item.path):
            if self._is_stopping():
                return None
            lines = payload.splitlines()
            shown = b"\n".join(map(self._joining.shown, lines)) if self._joining.selects else payload
            answer = predictor.predict(shown, content_type)
            answers.append(self._joining.joined(lines, answer.splitlines()) if self._joining.changes else answer)
        return b"".join(answers)

    def _payloads(self, path: Path) -> Iterator[bytes]:
        """What is sent in one request each: the whole object, a line, or as many lines as fit."""
        most = self._job.request.get("MaxPayloadInMB", _DEFAULT_PAYLOAD_MB) * _MB or float("inf")
        if self._input.get("SplitType", "None") == "None":
            yield self._checked(path.read_bytes(), most)
            return
        is_single = self._job.request.get("BatchStrategy", "MultiRecord") == "SingleRecord"
        batch: list[bytes] = []
        size = 0
        with path.open("rb") as lines:
            for line in filter(bytes.strip, lines):
                if batch and (is_single or size + len(line) > most):
                    yield b"".join(batch)
                    batch, size = [], 0
                batch.append(self._checked(line, most))
                size += len(line)
        if batch:
            yield b"".join(batch)

    def _checked(self, payload: bytes, most: float) -> bytes:
        if len(payload) > most:
            raise invalid(
                f"Too much data for max payload size: {len(payload)} bytes are more than MaxPayloadInMB allows. "
                "Raise it, or give SplitType: Line."
            )
        return payload

    def _is_stopping(self) -> bool:
        with self._database.reading() as session:
            current = session.find(TransformJob, self._job.name)
        return current is None or current.status is JobStatus.STOPPING
