"""Small things that the scripts of this folder share. They run against the unmodified `wandb` package."""
import json
import os
import pathlib
import sys

WORK = pathlib.Path(os.environ["CAIRN_WORK"])
facts = {}


def say(name, value):
    """Notes a fact for the test that started us."""
    facts[name] = value


def tell():
    """Writes the facts where the test looks for them."""
    pathlib.Path(os.environ["CAIRN_FACTS"]).write_text(json.dumps(facts, default=str))


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
