"""What goes wrong in real life: a killed run that goes on, several programs at once, runs written offline, a dirty work tree."""
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
import wandb  # noqa: E402
from common import WORK, check, put, say, tell  # noqa: E402


def alone(**more):
    """The environment of a program of its own: it must not share our service, which would outlive it."""
    return {**{key: value for key, value in os.environ.items() if key not in ("WANDB_SERVICE", "_WANDB_SERVICE")}, **more}


def killed():
    """The first half: logs five rows, and dies without a word."""
    run = wandb.init(id="phoenix", settings=wandb.Settings(x_file_stream_transmit_interval=0.2))
    for step in range(5):
        run.log({"loss": 1 / (step + 1)})
        time.sleep(0.1)
    # The client sends every quarter minute; what it had not sent is lost with it.
    end = time.time() + 25
    while time.time() < end and (wandb.Api().run("hard/phoenix")._attrs.get("historyLineCount") or 0) < 5:
        time.sleep(0.3)
    os.kill(os.getpid(), 9)


def resumed():
    with wandb.init(id="phoenix", resume="must") as run:
        check(run.resumed, True, "resumed")
        check(run.starting_step, 5, "the step it goes on from")
        for step in range(5, 8):
            run.log({"loss": 1 / (step + 1)})
    run = wandb.Api().run("hard/phoenix")
    check([(row["_step"], round(row["loss"], 4)) for row in run.scan_history()], [(step, round(1 / (step + 1), 4)) for step in range(8)], "history over the crash")
    check(run.state, "finished", "state")


def fails():
    wandb.init(id="doomed")
    raise RuntimeError("out of memory")


def one_of_many(number):
    with wandb.init(id=f"many-{number}", job_type="many") as run:
        for step in range(50):
            run.log({"x": step * number})
        art = wandb.Artifact("shared", type="model")
        art.add_file(put(f"many/{number}.bin", os.urandom(100_000)), "model.bin")
        run.log_artifact(art, aliases=[f"by-{number}"]).wait()


def many():
    children = [subprocess.Popen([sys.executable, __file__, "one_of_many", str(number)], env=alone()) for number in range(4)]
    check([child.wait() for child in children], [0] * 4, "four programs")
    api = wandb.Api()
    for number in range(4):
        check([row["x"] for row in api.run(f"hard/many-{number}").scan_history()], [step * number for step in range(50)], f"rows of program {number}")
        check(api.artifact(f"hard/shared:by-{number}").logged_by().id, f"many-{number}", "who logged it")
    check(sorted(a.version for a in api.artifacts("model", "hard/shared")), ["v0", "v1", "v2", "v3"], "versions of four programs")


def offline():
    check(subprocess.call([sys.executable, __file__, "write_offline"], env=alone(WANDB_MODE="offline")), 0, "writing offline")
    [folder] = pathlib.Path(os.environ["WANDB_DIR"], "wandb").glob("offline-run-*")
    check(subprocess.call([sys.executable, "-m", "wandb", "sync", str(folder)], env=alone()), 0, "wandb sync")
    api = wandb.Api()
    run = api.run("hard/away")
    check([row["y"] for row in run.scan_history()], [0, 1, 4], "rows written offline")
    check(run.config["where"], "a train", "config written offline")
    check(api.artifact("hard/away-net:best").logged_by().id, "away", "the version written offline")


def write_offline():
    with wandb.init(id="away", project="hard", config={"where": "a train"}) as run:
        for step in range(3):
            run.log({"y": step**2})
        art = wandb.Artifact("away-net", type="model")
        art.add_file(put("away.bin", "far away"), "model.bin")
        run.log_artifact(art, aliases=["best"])


def code():
    """A work tree with changes: commit, remote and diff come along."""
    tree = WORK / "tree"
    git = lambda *args: subprocess.run(["git", "-C", str(tree), "-c", "user.name=T", "-c", "user.email=t@t", *args], check=True, capture_output=True, text=True).stdout.strip()  # noqa: E731
    put("tree/train.py", "lr = 1\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("remote", "add", "origin", "https://example.com/net.git")
    put("tree/train.py", "lr = 2\n")
    # A silent client does not ask the server whether to save code.
    check(subprocess.call([sys.executable, __file__, "write_traced"], cwd=tree, env=alone(WANDB_SILENT="false")), 0, "a run in a work tree")
    run = wandb.Api().run("hard/traced")
    check(run.commit, git("rev-parse", "HEAD"), "commit")
    check("+lr = 2" in run.file("diff.patch").download(root=str(WORK / "diff"), replace=True).read(), True, "diff")
    say("commit", run.commit)


def write_traced():
    with wandb.init(id="traced") as run:
        run.log({"a": 1})


def huge():
    """More bytes than the client sends in one part (its limit is 2 GiB) where there is time; else one over 16 MiB."""
    size = int(os.environ.get("CAIRN_HUGE", 40_000_000))
    path = WORK / "huge.bin"
    with path.open("wb") as file:
        block = os.urandom(1_000_000)
        for number in range(size // len(block)):
            file.write(number.to_bytes(8, "big") + block[8:])
    with wandb.init(id="heavy") as run:
        art = wandb.Artifact("huge", type="model")
        art.add_file(str(path), "huge.bin")
        run.log_artifact(art).wait()
        folder = run.use_artifact("huge:latest").download(root=str(WORK / "huge-back"))
        art = wandb.Api().artifact("hard/huge:latest")
        art.verify(folder)
        check(art.size, path.stat().st_size, "size")
    path.unlink()


def main():
    os.chdir(WORK)
    if os.environ.get("CAIRN_ONLY"):
        globals()[os.environ["CAIRN_ONLY"]]()
        return tell()
    child = subprocess.run([sys.executable, __file__, "killed"], env=alone())
    check(child.returncode, -9, "the killed run")
    resumed()
    check(subprocess.run([sys.executable, __file__, "fails"], capture_output=True, env=alone()).returncode, 1, "the run that fails")
    check(wandb.Api().run("hard/doomed").state, "failed", "state of the run that failed")
    many()
    offline()
    code()
    huge()
    tell()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        globals()[sys.argv[1]](*[int(a) for a in sys.argv[2:]])
    else:
        main()
