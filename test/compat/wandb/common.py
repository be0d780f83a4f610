"""Small things that the scripts of this folder share. They run against the unmodified `wandb` package."""
import json
import os
import pathlib
import sys
import time

WORK = pathlib.Path(os.environ["CAIRN_WORK"])
facts = {}


def say(name, value):
    """Notes a fact for the test that started us."""
    facts[name] = value


def tell():
    """Writes the facts where the test looks for them."""
    pathlib.Path(os.environ["CAIRN_FACTS"]).write_text(json.dumps(facts, default=str))


def wait(name, seconds=60):
    """Waits until the test that watches us has seen enough: it makes a file of this name."""
    end = time.time() + seconds
    while not (WORK / name).exists():
        if time.time() > end:
            sys.exit(f"nobody said {name}")
        time.sleep(0.05)


def described(art):
    """What `wandb.Api()` says of an artifact, in the words of `cairn show --json`."""
    run = art.logged_by()
    return {
        "name": art.name.split(":")[0],
        "version": art.version,
        "type": art.type,
        "aliases": sorted(art.aliases),
        "tags": sorted(art.tags),
        "description": art.description or "",
        "metadata": art.metadata,
        "bytes": art.size,
        "files": sorted([path, entry.size or 0] for path, entry in art.manifest.entries.items()),
        "run": run.id,
        "config": run.config,
        "source": art.source_name,
    }


def put(path, data):
    """A file below the work folder, with its folders."""
    full = WORK / path
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(full)


def check(found, wanted, what):
    """Ends the script, naming what is not as it has to be."""
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")
