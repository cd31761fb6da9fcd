"""The program that a spec gives for its image runs on this machine, where the spec says."""

from __future__ import annotations

import io
import json
import random
import tarfile
from pathlib import Path

from hpo_spec import compile_request, load_spec, submit
from hpo_spec.local_mode import prepare_local

SPECS = Path(__file__).parents[2] / "specs"


def test_the_example_of_an_own_image_is_tuned_by_its_own_program(tmp_path, root, clients):
    draw = random.Random(0)
    table = [[draw.random() for _ in range(3)] for _ in range(40)]
    text = "".join(f"{sum(cells)},{','.join(map(str, cells))}\n" for cells in table)
    (tmp_path / "data").mkdir()
    for name in ("train", "validation"):
        (tmp_path / "data" / f"{name}.csv").write_text(text)
    data = {"s3://my-bucket/boston": str(tmp_path / "data")}
    overrides = ["tuning.limits.max_jobs=2", f"local.data={json.dumps(data)}"]
    spec = load_spec(SPECS / "custom-image.yaml", overrides=overrides)
    prepare_local(spec, SPECS, root)

    job = submit(compile_request(spec), clients)
    best = job.wait(timeout_s=60).best

    assert best is not None
    key = f"least-squares/output/{best.name}/output/model.tar.gz"
    archive = clients.s3.get_object(Bucket="my-bucket", Key=key)["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(archive)) as content:
        assert content.getnames() == ["model.json"]
