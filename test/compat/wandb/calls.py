"""Each call that a training script makes of `wandb`, at least once, and what it reads back through `wandb.Api()`."""
import math
import os
import pathlib
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
import numpy as np  # noqa: E402
import wandb  # noqa: E402
from common import WORK, check, put, say, tell  # noqa: E402

EPOCHS = 5


def train():
    """init with config, metrics, media, the loop that marks the best version."""
    run = wandb.init(job_type="train", config={"lr": 3e-4, "layers": [128, 64], "optimizer": {"name": "adam"}}, tags=["nightly"], notes="a note", group="g1", name="steady-run")
    run.config.batch = 32
    dataset = wandb.Artifact("digits", type="dataset", metadata={"rows": 3})
    dataset.add_file(put("digits/train.csv", "1,2,3"), "train.csv")
    dataset.add_dir(str(pathlib.Path(put("digits/more/a.txt", "a")).parent), name="more")
    dataset.add_reference("file://" + put("outside/big.bin", b"0" * 500), name="outside.bin")
    run.use_artifact(run.log_artifact(dataset, aliases=["raw"]).wait())
    cloud = wandb.Artifact("cloud", type="dataset")
    cloud.add_reference("s3://bucket/key/x.bin", name="cloud.bin", checksum=False)
    run.log_artifact(cloud)
    best = math.inf
    losses = [0.9, 0.5, 0.7, 0.3, 0.4]
    for epoch, loss in enumerate(losses):
        run.log({"epoch": epoch, "val": {"loss": loss}, "acc": 1 - loss})
        run.log({"hist": wandb.Histogram(np.arange(10)), "lr_now": 0.1})
        art = wandb.Artifact("digits-net", type="model", description="a net", metadata={"epoch": epoch})
        art.add_file(put(f"net/{epoch}.pt", f"weights {epoch}"), "model.pt")
        aliases = ["latest"]
        if loss < best:
            best = loss
            aliases.append("best")
        run.log_artifact(art, aliases=aliases)
    run.log({"odd": float("nan"), "image": wandb.Image(np.zeros((4, 4), dtype=np.uint8)), "table": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, "y"]])})
    run.log_artifact(art).wait()
    run.summary["final"] = 42
    pathlib.Path(run.dir, "notes.txt").write_text("kept")
    run.save(os.path.join(run.dir, "notes.txt"), base_path=run.dir, policy="now")
    print("said on the console")
    path = run.path
    run.finish()
    return path, best


def read_back(path, best):
    api = wandb.Api()
    run = api.run("/".join(path) if isinstance(path, (list, tuple)) else path)
    check(run.state, "finished", "state")
    check(run.config, {"lr": 3e-4, "layers": [128, 64], "optimizer": {"name": "adam"}, "batch": 32}, "config")
    check(run.summary["final"], 42, "summary")
    check([run.job_type, run.group, list(run.tags), run.notes, run.display_name], ["train", "g1", ["nightly"], "a note", "steady-run"], "words of the run")
    rows = list(run.scan_history())
    check([row["val.loss"] if "val.loss" in row else row["val"]["loss"] for row in rows if row.get("epoch") is not None], [0.9, 0.5, 0.7, 0.3, 0.4], "history")
    check(len(run.history(keys=["epoch"], pandas=False)), EPOCHS, "sampled history")
    files = {f.name: f for f in run.files()}
    for name in ("config.yaml", "requirements.txt", "wandb-metadata.json", "wandb-summary.json", "output.log", "notes.txt"):
        check(name in files, True, f"file {name} of {sorted(files)}")
    media = [name for name in files if name.startswith("media/images")]
    check(len(media), 1, "media")
    files["notes.txt"].download(root=str(WORK / "back"), replace=True)
    check((WORK / "back/notes.txt").read_text(), "kept", "a file of the run")
    check("said on the console" in files["output.log"].download(root=str(WORK / "back"), replace=True).read(), True, "console")
    check(sorted(a.name for a in run.logged_artifacts() if a.type in ("model", "dataset")), sorted(["cloud:v0", "digits:v0"] + [f"digits-net:v{n}" for n in range(EPOCHS)]), "logged artifacts")
    check([a.name for a in run.used_artifacts()], ["digits:v0"], "used artifacts")
    check([r.id for r in api.runs(path=f"{run.entity}/{run.project}", filters={"config.lr": 3e-4, "state": "finished"})], [run.id], "runs by a filter")
    best_version = api.artifact("digits-net:best")
    check(best_version.version, "v3", "best")
    check(best_version.metadata, {"epoch": 3}, "metadata")
    check(best_version.logged_by().id, run.id, "logged by")
    check([r.id for r in api.artifact("digits:raw").used_by()], [run.id], "used by")
    say("run", run.id)
    say("best", best_version.version)
    return run.id


def use():
    """By name, alias, version and registered model; whole, verified, and from the client's cache."""
    with wandb.init(job_type="use") as run:
        got = {}
        for name in ("digits-net:latest", "digits-net:best", "digits-net:v0", "digits-net"):
            art = run.use_artifact(name)
            folder = pathlib.Path(art.download(root=str(WORK / "used" / name.replace(":", "-"))))
            art.verify(str(folder))
            got[name] = (folder / "model.pt").read_text()
        check(got, {"digits-net:latest": "weights 4", "digits-net:best": "weights 3", "digits-net:v0": "weights 0", "digits-net": "weights 4"}, "what was used")
        dataset = run.use_artifact("digits:raw")
        folder = pathlib.Path(dataset.download(root=str(WORK / "used/digits")))
        check(sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()), ["more/a.txt", "outside.bin", "train.csv"], "files of the data set")
        check(run.use_artifact("cloud:latest").manifest.entries["cloud.bin"].ref, "s3://bucket/key/x.bin", "the S3 reference")
        version = run.use_artifact("digits-net:v1")
        run.link_artifact(version, "Digit Reader", aliases=["staging"])
        shutil.rmtree(WORK / "used")
        again = run.use_artifact("digits-net:v0").download(root=str(WORK / "used/again"))
        check((pathlib.Path(again) / "model.pt").read_text(), "weights 0", "from the cache")


def link():
    api = wandb.Api()
    api.artifact("digits-net:v3").link("Digit Reader", aliases=["production"])
    model = api.artifact("Digit Reader:production")
    check((model.version, model.source_name, model.is_link), ("v1", "digits-net:v3", True), "production")
    with wandb.init(job_type="serve") as run:
        folder = run.use_artifact("Digit Reader:production").download(root=str(WORK / "served"))
        check((pathlib.Path(folder) / "model.pt").read_text(), "weights 3", "what is served")
        art = wandb.Artifact("late-net", type="model")
        art.add_file(put("late.pt", "late"), "model.pt")
        run.log_artifact(art)
        run.link_artifact(art, "model-registry/Late Model")
    check(api.artifact("model-registry/Late Model:latest").source_name, "late-net:v0", "a model made by a link")


def edit():
    api = wandb.Api()
    art = api.artifact("digits-net:v2")
    art.aliases.append("candidate")
    art.metadata["checked"] = True
    art.description = "looked at"
    art.tags = ["good"]
    art.save()
    fresh = wandb.Api().artifact("digits-net:candidate")
    check((fresh.version, fresh.metadata["checked"], fresh.description, list(fresh.tags)), ("v2", True, "looked at", ["good"]), "edited")
    fresh.aliases.remove("candidate")
    fresh.save()
    check(wandb.Api().artifact_exists("digits-net:candidate"), False, "alias taken off")
    collection = api.artifact_collection("model", "digits-net")
    collection.description = "nets"
    collection.save()
    check(wandb.Api().artifact_collection("model", "digits-net").description, "nets", "description of a collection")
    check([a.version for a in api.artifacts("model", "digits-net")], ["v4", "v3", "v2", "v1", "v0"], "versions")
    check("digits-net" in [c.name for c in api.artifact_collections(f"{api.default_entity}/calls", "model")], True, "collections")
    check(sorted(t.name for t in api.artifact_types(f"{api.default_entity}/calls"))[:2], ["dataset", "model"], "types")


def same_again():
    """Bytes that are there already make no version; the alias moves."""
    with wandb.init(job_type="again") as run:
        art = wandb.Artifact("digits-net", type="model")
        art.add_file(put("net/0.pt", "weights 0"), "model.pt")
        check(run.log_artifact(art, aliases=["once-more"]).wait().version, "v0", "logged again")


def main():
    os.chdir(WORK)
    started = time.time()
    path, best = train()
    say("train_seconds", time.time() - started)
    read_back(path, best)
    use()
    link()
    edit()
    same_again()
    say("seconds", time.time() - started)
    tell()


main()
