"""Recomputes k, l and t of an extract with pyCANON and holds them to what its report claims.

    check.py FOLDER...

Each FOLDER has extract.csv and report.json, as the program writes them. Ends with 1 when anything differs.
"""

import collections
import json
import math
import pathlib
import sys

import pandas
from pycanon import anonymity

HIDDEN = "*"


def values_of(rows, field):
    """Rows in which a sensitive field is told; of an ordered one with ranks for words, which pyCANON takes as numbers."""
    told = rows[rows[field["field"]] != HIDDEN].reset_index(drop=True)
    if field["scale"] == "ordered":
        ranks = {word: rank for rank, word in enumerate(field["words"])}
        told[field["field"]] = told[field["field"]].map(ranks).astype(int)
    return told


def t_of(told, quasi, name):
    return anonymity.t_closeness(told, quasi, [name]) if told[name].nunique() > 1 else 0.0


def strangers(rows, fields):
    """Words that are in no vocabulary of the report."""
    return sorted({word for field in fields for word in rows[field["field"]].unique()
                   if word != HIDDEN and word not in field["words"]})


def found(rows, report):
    """Name, what pyCANON finds, and what is claimed."""
    quasi = report["quasi_identifiers"]
    fields = {field["field"]: field for field in report["fields"]}
    sizes = collections.Counter(rows.groupby(quasi).size())
    yield "rows", len(rows), report["rows"]
    yield "k", anonymity.k_anonymity(rows, quasi), report["k"]
    yield "class sizes", sorted(sizes.items()), sorted((int(k), n) for k, n in report["class_sizes"].items())
    yield "words that are in no vocabulary", strangers(rows, report["fields"]), []
    for claimed in report["sensitive"]:
        name = claimed["field"]
        told = values_of(rows, fields[name])
        yield f"l of {name}", anonymity.l_diversity(told, quasi, [name]), claimed["l"]
        yield f"t of {name}", t_of(told, quasi, name), claimed["t"]


def is_same(found, claimed):
    if isinstance(claimed, float):
        return math.isclose(found, claimed, rel_tol=1e-9, abs_tol=1e-9)
    return found == claimed


def check(folder):
    """How many claims differ."""
    rows = pandas.read_csv(folder / "extract.csv", dtype=str, keep_default_na=False)
    report = json.loads((folder / "report.json").read_text())
    wrong = 0
    for name, seen, claimed in found(rows, report):
        same = is_same(seen, claimed)
        wrong += not same
        if name != "class sizes" or not same:
            print(f"{folder.name}: {name}: pyCANON {seen}, claimed {claimed}{'' if same else ' DIFFERS'}")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if sum(check(pathlib.Path(folder)) for folder in sys.argv[1:]) else 0)
