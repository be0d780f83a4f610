"""Runs the walkthrough's Python blocks as they stand, with the placeholders filled in. The text is test/fixtures/walkthrough.md."""
import os
import pathlib
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
import wandb  # noqa: E402
from common import WORK, described, put, say, tell  # noqa: E402

MODEL = "MNIST Grayscale 28x28" if os.environ.get("CAIRN_SPACES", "1") == "1" else "MNIST-Grayscale"
SOURCE = "mnist-nn-first"

# What stands in the text -> what a reader puts there.
FILLED = [
    ('wandb.Api().artifact(...)', f'wandb.Api().artifact("{SOURCE}:latest")'),
    ('wandb.use_artifact(...)', f'wandb.use_artifact("{SOURCE}:latest")'),
    ('wandb.Artifact(...)', 'new_version()'),
    ('"[[entity/]project/]collectionName:latest"', f'"{MODEL}:latest"'),
    ('"[[entity/]project/]collectionName"', f'"{MODEL}"'),
    ('"[[entity/]project/]registeredModelName:production"', f'"{MODEL}:production"'),
    ('"[[entity/]project/]name:alias"', '"mnist:latest"'),
    ('"s3://path/to/data"', '"s3://path/to/data"'),
]


class Model:
    """The reader's own model: all it has to do is save itself."""

    def __init__(self):
        self.saved = 0

    def save(self, path):
        self.saved += 1
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_bytes(b"weights of the epoch %d" % self.saved + bytes(1000))


versions = 0


def new_version():
    global versions
    versions += 1
    art = wandb.Artifact(f"mnist-nn-linked-{versions}", type="model")
    art.add_file(put(f"linked/{versions}.pt", f"linked {versions}"), "model.pt")
    return art


def make_model_from_data(path):
    return sorted(p.name for p in pathlib.Path(path).rglob("*") if p.is_file())


def evaluate_model(model, dataset):
    table = wandb.Table(columns=["id", "image", "truth", "guess"])
    for number in range(8):
        import numpy as np

        table.add_data(number, wandb.Image(np.full((8, 8), number * 30, dtype=np.uint8)), number % 10, (number * 3) % 10)
    return 0.12, 0.97, table


def blocks():
    text = (pathlib.Path(__file__).parents[2] / "fixtures" / "walkthrough.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        for blank, filled in FILLED:
            block = block.replace(blank, filled)
        yield block


def before():
    """What the walkthrough takes for granted: two data sets and a version logged earlier."""
    with wandb.init(job_type="prepare") as run:
        for name in ("mnist", "mnist-evaluation"):
            art = wandb.Artifact(name, type="dataset")
            art.add_file(put(f"{name}.csv", f"{name},1,2,3"), "data.csv")
            run.log_artifact(art).wait()
        run.log({"val_loss": 0.9})
        art = wandb.Artifact(SOURCE, type="model")
        art.add_file(put("first.pt", "the first"), "model.pt")
        run.log_artifact(art).wait()


def promote():
    """Step 6 is done in the app, or by an alias on the link."""
    art = wandb.Api().artifact(f"{SOURCE}:latest")
    art.link(MODEL, aliases=["production"])


def main():
    os.chdir(WORK)
    put("path/to/data/0.csv", "0,0,0")
    put("path/to/data.csv", "1,1,1")
    before()
    model = Model()
    space = {}
    ran = 0
    for block in blocks():
        if "continuation from 4" not in block:
            if wandb.run:
                wandb.finish()
            space = {"model": model, "model_is_best": True, "new_version": new_version, "make_model_from_data": make_model_from_data, "evaluate_model": evaluate_model}
        if "wandb.init" not in block and "continuation" not in block and "Api()" not in block:
            wandb.init()
        if "registeredModelName" in block or ":production" in block:
            promote()
        print(f"--- block {ran + 1}\n{block}", flush=True)
        exec(compile("import wandb\n" + block, f"<block {ran + 1} of the walkthrough>", "exec"), space)
        ran += 1
    if wandb.run:
        wandb.finish()

    api = wandb.Api()
    say("blocks", ran)
    production = api.artifact(f"{MODEL}:production")
    say("production", {"version": production.version, "source": production.source_name, "digest": production.digest, "aliases": sorted(production.aliases)})
    say("model", MODEL)
    say("versions", [described(art) for art in api.artifacts("model", f"model-registry/{MODEL}")])
    say("files", space.get("model") and sorted(e for e in production.manifest.entries))
    tell()


main()
