"""Asks DuckDB the queries of the indicators and holds n and k to what the program printed.

    check.py FRAMES DEFINITIONS INDICATORS

FRAMES is the folder of Parquet files that `ecmopt indicators --frames` wrote, DEFINITIONS the folder of TOML files,
INDICATORS what `ecmopt indicators --format json` printed. Sums are made here, by the words of the data dictionary.
"""

import datetime
import json
import pathlib
import sys
import tomllib

import duckdb

frames, definitions, indicators = (pathlib.Path(argument) for argument in sys.argv[1:])
engine = duckdb.connect()
for path in sorted(frames.glob("*.parquet")):
    engine.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")


def rows_of(sql):
    answer = engine.execute(sql)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row)) for row in answer.fetchall()]


def taken(definition, rows, start, end):
    """The rows that count in a period: those that lie in it, or of each centre the latest audit of its service."""
    if definition["cohort"] != "T":
        return [row for row in rows if start <= row["date"] and (row.get("until") or row["date"]) <= end]
    latest = {}
    for row in rows:
        known = latest.get(row["centre"])
        if row["date"] <= end and (known is None or known["date"] < row["date"]):
            latest[row["centre"]] = row
    return list(latest.values())


def sums(definition, rows, centre, start, end):
    n = k = 0
    seen = set()
    for row in taken(definition, rows, start, end):
        mine = row.get("network", True) if centre == "NETWORK" else row["centre"] == centre
        once = row.get("once") and (row["centre"], row["once"], row["fields"])
        if mine and once not in seen:
            n += row["n"]
            k += row.get("k") or 0
            if once:
                seen.add(once)
    return n, k


def date(text):
    return datetime.date.fromisoformat(text)


records = json.loads(indicators.read_text())["records"]
queries = {}
for path in definitions.glob("*.toml"):
    definition = tomllib.loads(path.read_text())
    queries[definition["id"]] = (definition, rows_of(definition["sql"]))

wrong = []
for record in records:
    definition, rows = queries[record["indicator"]]
    n, k = sums(definition, rows, record["centre"], date(record["from"]), date(record["to"]))
    if (n, k) != (record["n"], k if record["k"] is None else record["k"]):
        wrong.append(f"{record['indicator']} {record['centre']} {record['from']}..{record['to']}: "
                     f"DuckDB {k} of {n}, ecmopt {record['k']} of {record['n']}")
print(f"{len(records)} values of {len(queries)} queries compared, {len(wrong)} differ")
print("\n".join(wrong[:20]))
sys.exit(bool(wrong))
