"""A run that goes on while a window looks: it stops where the test wants to see something, and says what `wandb.Api()` tells at the end."""
import os
import pathlib
import sys

sys.path.insert(0, os.path.dirname(__file__))
import numpy as np  # noqa: E402
import wandb  # noqa: E402
from common import WORK, described, put, say, tell, wait  # noqa: E402

CONFIG = {"lr": 3e-4, "layers": [128, 64], "optimizer": {"name": "adam", "nesterov": True}}


def main():
    os.chdir(WORK)
    run = wandb.init(id="live", name="steady-otter", job_type="train", config=CONFIG)
    run.log({"loss": 0.9, "acc": 0.5})
    wait("more")
    data = wandb.Artifact("digits", type="dataset")
    data.add_file(put("digits/train.csv", "1,2,3"), "train.csv")
    run.use_artifact(run.log_artifact(data).wait())
    for step in range(1, 6):
        run.log({"loss": 0.9 / (step + 1), "acc": 0.5 + step / 20})
    art = wandb.Artifact("digits-net", type="model", description="Reads digits.", metadata={"epoch": 5, "on": ["a", "b"], "nothing": None})
    art.add_file(os.environ["CAIRN_WEIGHTS"], "weights/model.safetensors")
    art.add_dir(str(pathlib.Path(put("conf/a/config.json", '{"hidden": 8}')).parents[1]), name="conf")
    run.log_artifact(art, aliases=["latest", "best"]).wait()
    run.link_artifact(art, "Digit Reader", aliases=["production"])
    wait("finish")
    run.log({"picture": wandb.Image(np.zeros((4, 4), dtype=np.uint8)), "guesses": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, "y"]])})
    run.finish()
    api = wandb.Api()
    say("best", described(api.artifact("digits-net:best")))
    say("production", described(api.artifact("Digit Reader:production")))
    ended = api.run("live/live")
    say("run", {"id": ended.id, "name": ended.name, "state": ended.state, "config": ended.config, "summary": {key: ended.summary[key] for key in ("loss", "acc")}})
    say("rows", [row["loss"] for row in ended.scan_history(keys=["loss"])])
    tell()


main()
