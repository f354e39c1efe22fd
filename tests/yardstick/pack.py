"""The meeting pack of two cycles a year as an analyst would make it in Python: pandas, matplotlib and reportlab.

It is what the time and memory of `ecmopt pack --definition biannual` are measured against, and it makes the same pages:
findings, contents, matrix, completeness, a page an indicator with table, centres and run chart, the values of the months,
with the CSV of every table and an HTML of it all.

It has the easier task. It reads the frames that `ecmopt indicators SNAPSHOT --frames DIR` writes, where exposure, opportunity
days, transfers and follow-ups have been worked out; the program reads the snapshot's own tables and works them out itself.
It checks no digests, and of small numbers it holds back only those below ten, not those that would give them away.

    python pack.py FRAMES OUT FROM TO        makes the pack and prints one line of JSON
    python pack.py --check FRAMES EXPECTED   compares the numbers of 2026H1 with an indicators.json
"""

import time

STARTED = time.perf_counter()

import html
import io
import json
import logging
import resource
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  pandas would import it on first use, inside the time that is measured
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure  # without pyplot, which keeps every figure and looks for a screen
from pdfrw import PdfReader
from pdfrw.buildxobj import pagexobj
from pdfrw.toreportlab import makerl
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, TableStyle
from reportlab.platypus import Table as PdfTable
from reportlab.platypus.tableofcontents import TableOfContents
from scipy.special import chdtri, ndtri  # the quantiles behind scipy.stats.chi2 and norm, for a tenth of its import

IMPORTED = time.perf_counter()

REPORTS = Path(__file__).resolve().parents[2] / "reports"
Z = ndtri(0.975)
LEAST = 10  # with fewer a centre is held back and not rated
THIN = 12  # a month with fewer puts quarters in the place of months
TEAL, GREY = "#0b4f5c", "#516169"
RATINGS = {"G": "#1b6e3c", "A": "#f4be49", "R": "#b0241c"}
MARKERS = {"G": ("o", "#1b6e3c"), "A": ("^", "#f4be49"), "R": ("s", "#b0241c"), "": ("o", "white")}
MONTHS = "January February March April May June July August September October November December".split()
SYMBOLS = {"percent": "%", "hours": "h", "minutes_per_day": "min a day", "per_1000": "per 1,000", "ratio": "", "score": "", "WTE_per_4_beds": ""}

# ---------------------------------------------------------------- what is counted


def load_frames(folder):
    read = lambda path: pd.read_parquet(path, to_pandas_kwargs={"date_as_object": False})
    return SimpleNamespace(**{path.stem: read(path) for path in Path(folder).glob("*.parquet")})


def load_indicators():
    """Names, texts and targets are those of the program; its queries are not run but written again below."""
    pack = tomllib.loads((REPORTS / "packs/biannual.toml").read_text())
    default = {"target": None, "aspiration": None}
    files = (REPORTS / "indicators" / f"{name}.toml" for name in pack["indicators"])
    return pack, [SimpleNamespace(**(default | tomllib.loads(file.read_text()))) for file in files]


def rows(frame, date, among=True, met=False, **more):
    """One row a record: where and when it counts (n), and whether what was asked for was done (k)."""
    table = pd.DataFrame({"centre": frame["centre"], "date": frame[date]})
    table["n"] = np.asarray(among, dtype=int)
    table["k"] = np.where(among, met, 0)
    # The second run of a transfer within the network counts at its centre, not again at the network.
    table["network"] = frame["network"] if "network" in frame else True
    return table.assign(**more)


def ascertainment(f):
    declared = rows(f.returns, "month_start", until=f.returns.month_end).assign(n=f.returns.runs_started_resp)
    runs = f.runs[f.runs.in_scope].drop(columns="network")
    found = rows(runs, "month_start", True, runs.month_returned, until=runs.month_end).assign(n=0)
    return pd.concat([declared, found])


def completeness(f):
    return rows(f.fields, "arrived", once=f.fields.once, field=f.fields.field).assign(n=f.fields.needed, k=f.fields.filled)


def goals(f):
    stays = f.episodes[f.episodes.goals_due]
    short = stays.stay_minutes < 5760
    left_out = short & (stays.icu_outcome.isna() | (stays.icu_outcome == "DIED"))
    return rows(stays, "admitted", stays.at_risk.eq(True) & ~left_out, stays.goals_in_time)


def assessed(f):
    e = f.episodes
    return rows(e, "arrived", ~e.date_precision & ~e.died_within_24h & (e.exposure_minutes >= 1440), e.assessed_within_24h)


def ever_mobilised(f):
    runs = f.runs[f.runs.in_scope & f.runs.closed & (f.runs.opportunity_days > 0)]
    return rows(runs, "ended", True, runs.max_ims >= 3)


def by_day_7(f):
    runs = f.runs[f.runs.in_scope & (f.runs.opportunity_days > 0)]
    return rows(runs, "arrived", ~runs.date_precision & (runs.minutes_observed >= 10080), runs.minutes_to_ims3 < 10080)


def hours_to_ims3(f):
    runs = f.runs[f.runs.in_scope & (f.runs.opportunity_days > 0) & ~f.runs.date_precision]
    return rows(runs, "arrived", runs.minutes_to_ims3.notna(), value=runs.minutes_to_ims3 / 60)


def minutes_a_day(f):
    minutes = f.rehab_days.minutes
    return rows(f.rehab_days, "date", minutes.notna(), minutes.clip(upper=240))


def equity(f):
    d = f.days
    split = {"weekend_n": d.weekend, "weekend_k": d.weekend & d.treated, "weekday_k": d.treated & ~d.weekend}
    return rows(d, "date", **{name: column.astype(int) for name, column in split.items()})


def avoidable(f):
    c = f.contacts[(f.contacts.outcome == "NOT_TREATED") & f.contacts.opportunity_day]
    return rows(c, "date", c.reason.notna(), c.reason_class == "SVC")


def safety_screen(f):
    c = f.contacts[f.contacts.rehab & (f.contacts.ims >= 2)]
    return rows(c, "date", True, c.safety_screen.isin(["DONE_PASS", "DONE_RISK_ACCEPTED"]))


def safe_team(f):
    c = f.contacts[f.contacts.rehab & (f.contacts.ims >= 3)]
    return rows(c, "date", True, (c.staff >= 3) & c.ecmo_competent)


def events(f, severities):
    e = f.events[f.events.relation.isin(["DEFINITE", "PROBABLE", "POSSIBLE"]) & f.events.severity.isin(severities)]
    return pd.concat([rows(f.contacts, "date", f.contacts.treated), rows(e, "date").assign(n=0, k=1)])


def cannula_events(f):
    """Events of contacts that moved nobody are outside of the exposure; one without a contact is not."""
    e = f.events[f.events.relation.isin(["DEFINITE", "PROBABLE", "POSSIBLE"]) & f.events.severity.isin(["S1", "S2", "S3", "S4"])]
    e = e[e.category.isin(["CANN_DISLODGE", "CIRCUIT_ISSUE", "FLOW_LOSS"])]
    exposed = e.in_moving_contact.astype("boolean").fillna(True).astype(bool)
    return pd.concat([rows(f.contacts, "date", f.contacts.moving), rows(e[exposed], "date").assign(n=0, k=1)])


def highest_ims(f):
    runs = f.runs[f.runs.in_scope & f.runs.closed & (f.runs.opportunity_days > 0)]
    return rows(runs, "ended", runs.max_ims.notna(), value=runs.max_ims)


def score_at_discharge(f, score, among=True):
    e = f.episodes[f.episodes.survivor & ~f.episodes.left_on_ecmo].drop(columns="network", errors="ignore")
    counted = e[score].notna() & (e[among] if among is not True else True)
    return rows(e, "left_icu", counted, value=e[score].where(counted))


def followed_up(f):
    e = f.episodes[f.episodes.survivor & f.episodes.review_past & ~f.episodes.left_on_ecmo]
    alive_and_here = ~e.died_by_review & ~e.died_undated & ~(e.care_transferred & ~e.reviewed)
    return rows(e.drop(columns="network"), "review_due", e.at_risk.eq(True) & alive_and_here, e.reviewed)


def handed_over(f):
    e = f.episodes[f.episodes.survivor & f.episodes.handed_over & ~f.episodes.left_on_ecmo]
    return rows(e.drop(columns="network"), "left_icu", True, e.handover_with_programme)


def staffing(f):
    s = f.services
    known = s.wte_hundredths.notna() & s.l3_beds.notna()
    return rows(s, "cycle_start", known, wte=s.wte_hundredths.where(known, 0) / 100, beds=s.l3_beds.where(known, 0))


def seven_days(f):
    s = f.services
    met = (s.rehab_weekday == "FULL") & s.rehab_weekend.isin(["FULL", "REDUCED"])
    return rows(s, "cycle_start", s.rehab_weekday.notna() & s.rehab_weekend.notna(), met)


ROWS = {
    "D01": ascertainment,
    "D02": completeness,
    "P01": assessed,
    "P02": goals,
    "P04": lambda f: rows(f.days, "date", True, f.days.treated),
    "P05": lambda f: rows(f.days, "date", True, f.days.rehab),
    "P05adj": lambda f: rows(f.days, "date", ~f.days.excusable, f.days.rehab),
    "P06": lambda f: rows(f.days, "date", True, f.days.ims >= 3),
    "P07": ever_mobilised,
    "P08": by_day_7,
    "P09": hours_to_ims3,
    "P10": minutes_a_day,
    "P12": equity,
    "P14": lambda f: rows(f.days, "date", True, ~f.days.documented),
    "P15": avoidable,
    "P16": safety_screen,
    "P17": safe_team,
    "S01": lambda f: events(f, ["S1", "S2", "S3", "S4"]),
    "S02": lambda f: events(f, ["S3", "S4"]),
    "S03": cannula_events,
    "O01": highest_ims,
    "O02": lambda f: score_at_discharge(f, "ims_at_icu_discharge"),
    "O03": lambda f: score_at_discharge(f, "cpax_at_icu_discharge", "long_stay"),
    "O07": followed_up,
    "O08": handed_over,
    "T01": staffing,
    "T02": seven_days,
}

# ---------------------------------------------------------------- estimates


def wilson(k, n):
    middle, reach = k + Z**2 / 2, Z * np.sqrt(k * (n - k) / n + Z**2 / 4)
    return (middle - reach) / (n + Z**2), (middle + reach) / (n + Z**2)


def poisson(k, n):
    return chdtri(2 * k, 0.975) / 2 / n, chdtri(2 * k + 2, 0.025) / 2 / n


def estimate(indicator, sums):
    """Value, interval and rating beside the sums of each group."""
    n, k, kind = sums["n"].replace(0, np.nan), sums["k"], indicator.kind
    sums["lower"] = sums["upper"] = np.nan
    if kind == "proportion":
        sums["value"] = 100 * k / n
        lower, upper = wilson(k.where(k <= n), n)  # more found than declared is a question to the data
        sums["lower"], sums["upper"] = 100 * lower, 100 * upper
    elif kind == "rate":
        sums["value"] = 1000 * k / n
        lower, upper = poisson(k, n)
        sums["lower"], sums["upper"] = 1000 * lower.fillna(0).where(n > 0), 1000 * upper
    elif kind == "yes_no":
        sums["value"] = 100 * k / n
    elif kind == "mean":
        sums["value"] = k / n
    elif kind == "ratio":
        ratio = sums.weekend_k / sums.weekend_n / (sums.weekday_k / (n - sums.weekend_n))
        sums["value"] = ratio.where((sums.weekend_n >= 8) & (sums.weekday_k > 0))
    elif kind == "staffing":
        sums["value"] = 4 * sums.wte / sums.beds
    sums["rating"] = rating(indicator, sums)
    return sums


def rating(indicator, sums):
    if indicator.target is None:
        return ""
    sign, worst = (1, "upper") if indicator.better == "high" else (-1, "lower")
    met = sign * sums.value >= sign * indicator.target
    missed = sign * sums[worst] < sign * indicator.target
    letters = np.select([met, missed], ["G", "R"], "A")
    return np.where((sums.n >= LEAST) & sums.lower.notna(), letters, "")


def tally(table, by):
    """Sums of the groups of `by`; what bears the same name in `once` counts once in a group."""
    if "once" in table:
        table = table[~table.duplicated([by, "centre", "once", "field"]) | table.once.isna()]
    numbers = [name for name in table.select_dtypes("number").columns if name not in ("value", by)]
    groups = table.groupby(by)
    sums = groups[numbers].sum()
    return sums.assign(value=groups["value"].median()) if "value" in table else sums


def measure(indicator, table, centres, start, end):
    """Each centre and the network in a period."""
    if indicator.counts == "services":  # the latest audit of each centre holds
        table = table[table.date <= end].sort_values("date").drop_duplicates("centre", keep="last")
    else:
        table = table[(table.date >= start) & (table.get("until", table.date) <= end)]
    both = [table.assign(where=table.centre), table[table.network].assign(where="NETWORK")]
    sums = tally(pd.concat(both), "where").reindex([*centres.index, "NETWORK"])
    return estimate(indicator, sums.fillna(dict.fromkeys(sums.columns.drop("value", errors="ignore"), 0)))


def series(indicator, table, end, months):
    """The network by month, or by quarter where a month is thin, with the limits and signals of its control chart."""
    if indicator.counts == "services":
        return None
    last = end.year * 12 + end.month - 1
    month = table.date.dt.year * 12 + table.date.dt.month - 1
    table = table.assign(month=month)[table.network & month.between(last - months + 1, last)]
    points = tally(table, "month").reindex(range(last - months + 1, last + 1))
    quarterly = (points.n.fillna(0) < THIN).any()
    if quarterly:
        points = tally(table.assign(month=table.month // 3 * 3), "month")
    points = estimate(indicator, points).dropna(subset="value")
    name = (lambda m: f"{m // 12} Q{m % 12 // 3 + 1}") if quarterly else (lambda m: f"{MONTHS[m % 12]} {m // 12}")
    points.insert(0, "label", [name(int(m)) for m in points.index])
    return control(points, indicator.unit == "percent") if len(points) > 1 else None


def control(points, is_percent):
    """The XmR chart: limits 2.66 mean moving ranges from the mean, exceptional ranges screened out, and its signals."""
    value, ranges = points.value, points.value.diff().abs().dropna()
    kept = ranges[ranges < 3.267 * ranges.mean()] if ranges.any() else ranges
    mean, reach = value.mean(), 2.66 * kept.mean()
    points.attrs = {"upper": min(mean + reach, 100) if is_percent else mean + reach, "mean": mean, "lower": max(mean - reach, 0)}
    off, rise = value - mean, np.sign(value.diff())

    def hits(flags, width, least):  # all points of each window of `width` with `least` flags in it
        starts = flags.rolling(width).sum().shift(1 - width) >= least
        return starts.rolling(width, min_periods=1).max().astype(bool)

    outside, near = off.abs() > reach, (off.abs() > reach * 2 / 3) & (off.abs() <= reach)
    shift, pair, trend = (pd.Series(False, points.index) for _ in range(3))
    for side in (1, -1):
        here = np.sign(off) == side
        shift |= hits(here, 7, 7)
        three = hits(here, 3, 3)
        pair |= near & here & three & hits(near & here, 3, 2)
        rising = rise == side
        steps = hits(rising, 6, 6)
        trend |= steps | steps.shift(-1, fill_value=False)
    points["signal"] = np.select([outside, trend, pair, shift], ["Outside", "Trend", "Two of three", "Shift"], "")
    return points


# ---------------------------------------------------------------- check


def check(folder, expected_file):
    """Compares n, k, value and interval of 2026H1 with those of the reference; 1 where one differs."""
    f, (_, indicators) = load_frames(folder), load_indicators()
    first, last = "2026-04-01", "2026-09-30"
    records = json.loads(Path(expected_file).read_text())["records"]
    expected = {(r["indicator"], r["centre"]): r for r in records if (r["from"], r["to"]) == (first, last)}
    compared, differences = 0, []
    for indicator in indicators:
        table = ROWS[indicator.id](f)
        for centre, seen in measure(indicator, table, f.centres.set_index("centre"), pd.Timestamp(first), pd.Timestamp(last)).iterrows():
            for name in ("n", "k", "value", "lower", "upper"):
                wanted = expected[indicator.id, centre][name]
                if wanted is None and name == "k":
                    continue  # a kind without a numerator
                compared += 1
                if not np.isclose(seen[name], np.nan if wanted is None else wanted, rtol=1e-9, atol=1e-9, equal_nan=True):
                    differences.append(f"{indicator.id} {centre} {name}: {seen[name]}, expected {wanted}")
    print("\n".join([f"{compared} numbers of {len(indicators)} indicators compared, {len(differences)} differ", *differences[:20]]))
    return int(bool(differences) or not compared)


# ---------------------------------------------------------------- charts


class Charts:
    """Two figures whose artists are kept and given new data, which is far cheaper than clearing the axes.

    Each chart becomes SVG for the HTML, and a page of one PDF that is placed in the pack as it is.
    """

    def __init__(self):
        # Fonts that every viewer has: nothing to embed, nothing to trace.
        fonts = {"font.family": "sans-serif", "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"], "font.size": 7}
        plain = {"axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": False}
        matplotlib.rcParams.update(fonts | plain | {"pdf.use14corefonts": True, "svg.fonttype": "none"})
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # Helvetica by another name
        self.pdf = io.BytesIO()
        self.pages, self.count = PdfPages(self.pdf), 0
        self.run, self.run_axes = self.figure(1.9, 0.08, 0.85)
        axes = self.run_axes
        (self.line,) = axes.plot([], [], "-o", color=TEAL, linewidth=1, markersize=2.5)
        (self.odd,) = axes.plot([], [], "D", color=RATINGS["A"], markeredgecolor="black", markersize=4)
        styles = {"upper": (GREY, "--"), "mean": (GREY, "-"), "lower": (GREY, "--"), "target": (RATINGS["R"], ":")}
        self.limits = {name: axes.axhline(0, color=colour, linestyle=style, linewidth=0.8) for name, (colour, style) in styles.items()}
        self.names = {name: self.beside(axes, color=colour) for name, (colour, _) in styles.items()}
        self.centres, self.centres_axes = self.figure(2.1, 0.16, 0.8)
        axes = self.centres_axes
        self.bars = axes.hlines([], [], [], color=GREY, linewidth=1)
        self.symbols = {letter: axes.plot([], [], marker, color=colour, markeredgecolor="black", markersize=5)[0] for letter, (marker, colour) in MARKERS.items()}
        self.levels = [axes.axvline(0, color=TEAL, linewidth=0.8), axes.axvline(0, color=RATINGS["R"], linestyle=":", linewidth=0.8)]
        self.values = []

    @staticmethod
    def figure(height, left, right):
        figure = Figure(figsize=(6.9, height))
        figure.subplots_adjust(left, 0.14, right, 0.97)
        return figure, figure.add_subplot()

    @staticmethod
    def beside(axes, **style):
        return axes.text(1.01, 0, "", transform=axes.get_yaxis_transform(), va="center", **style)

    def finish(self, figure, title):
        svg = io.StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
        self.pages.savefig(figure)
        self.count += 1
        text = svg.getvalue()
        return Chart(title, text[text.index("<svg") :], self.count - 1, *(figure.get_size_inches() * 72))

    def control(self, indicator, points):
        at, value, odd = np.arange(len(points)), points.value.to_numpy(), (points.signal != "").to_numpy()
        self.line.set_data(at, value)
        self.odd.set_data(at[odd], value[odd])
        levels = points.attrs | {"target": indicator.target}
        for name, line in self.limits.items():
            y, label = levels[name], self.names[name]
            line.set_visible(y is not None)
            label.set_visible(y is not None)
            if y is not None:
                line.set_ydata([y, y])
                label.set_y(y)
                label.set_text(f"{name.capitalize()}{' limit' if name in ('upper', 'lower') else ''} {number(indicator, y)}")
        shown = [y for y in (*value, *levels.values()) if y is not None]
        low, high = min(shown), max(shown)
        margin = (high - low) * 0.06 or 1
        step = max(len(at) // 5, 1)
        self.run_axes.set(xlim=(-0.5, len(at) - 0.5), ylim=(low - margin, high + margin))
        self.run_axes.set_xticks(at[::step], points.label.iloc[::step])
        return self.finish(self.run, f"{indicator.short_name}: the network by {'quarter' if 'Q' in points.label.iloc[0] else 'month'}")

    def caterpillar(self, indicator, shown, network, names):
        """Centres by value with their intervals; the symbol says the rating."""
        axes, shown = self.centres_axes, shown.sort_values("value")
        at = np.arange(len(shown))
        self.bars.set_segments([[(low, y), (high, y)] for y, low, high in zip(at, shown.lower, shown.upper)])
        for letter, symbol in self.symbols.items():
            own = (shown.rating == letter).to_numpy()
            symbol.set_data(shown.value[own], at[own])
        levels = [network.value, indicator.target]
        for line, x in zip(self.levels, levels):
            line.set_visible(x is not None)
            line.set_xdata([x, x])
        self.values += [self.beside(axes) for _ in range(len(shown) - len(self.values))]
        for label in self.values[len(shown) :]:
            label.set_text("")
        for y, label, row in zip(at, self.values, shown.itertuples()):
            label.set_y(y)
            label.set_text(f"{number(indicator, row.value)} ({number(indicator, row.lower)} to {number(indicator, row.upper)})")
        ends = [x for x in (*shown.lower, *shown.upper, *levels) if x is not None]
        margin = (max(ends) - min(ends)) * 0.04 or 1
        axes.set(xlim=(min(ends) - margin, max(ends) + margin), ylim=(-0.7, len(at) - 0.3))
        axes.set_yticks(at, names[shown.index])
        return self.finish(self.centres, f"{indicator.short_name}: centres with 95% intervals ({indicator.better}er is better)")


# ---------------------------------------------------------------- what stands on the pages


@dataclass
class Chart:
    title: str
    svg: str
    page: int
    width: float
    height: float


@dataclass
class Table:
    """Shown on both kinds of pages as it stands in its CSV; `G `, `A ` and `R ` before a value are ratings."""

    file: str
    title: str
    frame: pd.DataFrame
    wide: tuple = ()  # columns of sentences


@dataclass
class Section:
    id: str
    title: str
    blocks: list = field(default_factory=list)


def number(indicator, value):
    places = 2 if indicator.unit in ("per_1000", "ratio", "WTE_per_4_beds") else 1
    return "–" if pd.isna(value) else f"{value:.{places}f}"


def numbers(indicator, column):
    return [number(indicator, value) for value in column]


def with_unit(indicator, value):
    symbol = SYMBOLS[indicator.unit]
    return number(indicator, value) + ("%" if symbol == "%" else f" {symbol}" if symbol else "")


def held_back(indicator, measured):
    """Centres with few records behind a value; structure is no secret."""
    return (measured.n > 0) & (measured.n < LEAST) & (indicator.counts != "services") & (measured.index != "NETWORK")


def rated(indicator, measured):
    """Values with their ratings in front, as in the matrix."""
    values = pd.Series(numbers(indicator, measured.value), measured.index)
    return (measured.rating + " ").str.lstrip().add(values).mask(held_back(indicator, measured), "*")


def centre_table(indicator, measured, names):
    columns = {"Centre": names, indicator.counts.replace("_", " ").capitalize(): measured.n.astype(int).astype(str)}
    if indicator.kind in ("proportion", "rate", "yes_no"):
        columns["Of these, met"] = measured.k.astype(int).astype(str)
    symbol = SYMBOLS[indicator.unit]
    columns["Value, " + symbol if symbol else "Value"] = rated(indicator, measured)
    if measured.lower.notna().any():
        columns |= {"95% from": numbers(indicator, measured.lower), "to": numbers(indicator, measured.upper)}
    frame = pd.DataFrame(columns, index=measured.index)
    frame.loc[held_back(indicator, measured), frame.columns[1:]] = "*"
    return Table(f"{indicator.id.lower()}_centres", f"{indicator.short_name} by centre", frame)


def series_table(indicator, points):
    frame = pd.DataFrame({"Time": points.label, "n": points.n.astype(int), "k": points.k.astype(int), "Value": numbers(indicator, points.value), "Signal": points.signal})
    limits = [[name.capitalize(), "", "", number(indicator, y), ""] for name, y in points.attrs.items()]
    frame = pd.concat([frame, pd.DataFrame(limits, columns=frame.columns)])
    return Table(f"{indicator.id.lower()}_months", f"{indicator.short_name} over time", frame)


def sentences(indicator, measured, before):
    here, unit = measured.loc["NETWORK"], indicator.counts.replace("_", " ")
    among = f"{here.k:.0f} of {here.n:.0f} {unit}" if indicator.kind in ("proportion", "rate") else f"{here.n:.0f} {unit}"
    interval = "" if pd.isna(here.lower) else f", 95% interval {number(indicator, here.lower)} to {number(indicator, here.upper)}"
    text = f"Network: {with_unit(indicator, here.value)} ({among}{interval})."
    says = {"G": "is met", "A": "is missed, and chance may explain it", "R": "is missed by more than chance explains"}
    if here.rating:
        ratings = measured.drop("NETWORK").rating.value_counts()
        count = ", ".join(f"{ratings.get(letter, 0)} {name}" for letter, name in [("G", "green"), ("A", "amber"), ("R", "red")])
        text += f" The target of {indicator.target}{SYMBOLS[indicator.unit]} {says[here.rating]}. Of the rated centres: {count}."
    else:
        text += " It is not rated; the value is watched over time."
    return f"{text} In the period before: {with_unit(indicator, before.loc['NETWORK', 'value'])}."


def signals(indicator, points):
    odd = points[points.signal == "Outside"]
    side = np.where(odd.value > points.attrs["mean"], "upper", "lower")
    return [f"{label}, at {with_unit(indicator, value)}, lies beyond the {s} limit of {with_unit(indicator, points.attrs[s])}." for label, value, s in zip(odd.label, odd.value, side)]


def indicator_section(result, names, charts):
    indicator, measured, points = result.indicator, result.measured, result.points
    section = Section(indicator.id, f"{indicator.name} ({indicator.id})")
    what = f"What counts: {indicator.numerator} Among: {indicator.denominator} Left out: {indicator.exclusions}"
    section.blocks += [sentences(indicator, measured, result.before)]
    section.blocks += ["More than ordinary variation: " + text for text in result.signals]
    section.blocks += [f"{what} Missing values: {indicator.missing}", centre_table(indicator, measured, names)]
    shown = measured[~held_back(indicator, measured) & measured.lower.notna()].drop("NETWORK", errors="ignore")
    if len(shown) >= 3:
        section.blocks.append(charts.caterpillar(indicator, shown, measured.loc["NETWORK"], names))
    else:
        section.blocks.append("No chart of centres: a comparison needs three of them or more, with intervals.")
    if points is not None:
        section.blocks.append(charts.control(indicator, points))
    return section


def differs(now, before, kind):
    """Whether two proportions differ by more than chance explains."""
    p, n = (now.k + before.k) / (now.n + before.n), 1 / now.n + 1 / before.n
    return kind == "proportion" and abs(now.value - before.value) / 100 > Z * np.sqrt(p * (1 - p) * n)


def findings(results):
    red, odd, changed = [], [], []
    for r in results:
        now, before = r.measured.loc["NETWORK"], r.before.loc["NETWORK"]
        name = f'<a href="#{r.indicator.id}">{r.indicator.name}</a>'
        if now.rating in ("R", "A"):
            red.append(f"{now.rating} {name}: {with_unit(r.indicator, now.value)}, target {r.indicator.target}{SYMBOLS[r.indicator.unit]}.")
        odd += [f"{name}: {text}" for text in r.signals]
        if now.rating != before.rating or differs(now, before, r.indicator.kind):
            values = " to ".join(with_unit(r.indicator, value) for value in (before.value, now.value))
            changed.append(f"{name}: from {values}; rating {before.rating or '–'} before, {now.rating or '–'} now.")
    heads = ["Asks for a decision: targets missed", "Signals: more than ordinary variation in the network", "Changed since the period before"]
    return [block for head, texts in zip(heads, [red, odd, changed]) for block in [Head(head), *map(Markup, texts)]]


class Head(str):
    pass


class Markup(str):
    """Text with links in it; the one markup that reportlab and HTML share."""


def matrix(results, names):
    values = [rated(r.indicator, r.measured) for r in results]
    columns = {centre: [value[centre] for value in values] for centre in names.index}
    label = [f"{r.indicator.short_name} ({r.indicator.id})" for r in results]
    target = ["–" if r.indicator.target is None else str(r.indicator.target) for r in results]
    return Table("matrix", "Values with their ratings", pd.DataFrame({"Indicator": label, **columns, "Target": target}).rename(columns={"NETWORK": "All"}))


def completeness_table(f, names, start, end):
    fields = f.fields[f.fields.arrived.between(start, end)]
    fields = fields[~fields.duplicated(["centre", "once", "field"]) | fields.once.isna()]
    both = pd.concat([fields, fields.assign(centre="NETWORK")])
    sums = both.groupby(["field", "centre"])[["needed", "filled"]].sum().unstack(fill_value=0).reindex(columns=names.index, level=1)
    share = 100 * sums.filled / sums.needed.where(sums.needed > 0)
    few = (sums.needed < LEAST) & (sums.needed.columns != "NETWORK")
    shown = share.map("{:.1f}".format).mask(few, "*").mask(sums.needed == 0, "–").reset_index()
    shown["field"] = shown["field"].str.replace("_", " ")
    return Table("completeness", "Key fields filled, % of the records they apply to", shown.rename(columns={"field": "Field", "NETWORK": "All"}))


def records_table(f, start, end):
    runs, scope = f.runs, f.runs[f.runs.in_scope]
    here = scope[(scope.arrived <= end) & (scope.ended.isna() | (scope.ended >= start))]
    steps = {
        "ECMO runs held": len(runs),
        "less: not respiratory runs of adults": len(runs) - len(scope),
        "less: ended before the period or began after it": len(scope) - len(here),
        "on ECMO in the period": len(here),
        "less: began, or arrived on ECMO, before the period": (here.arrived < start).sum(),
        "began, or arrived on ECMO, in the period": (here.arrived >= start).sum(),
        "contacts on ECMO in the period": f.contacts.date.between(start, end).sum(),
    }
    return Table("records", "From records held to records counted", pd.DataFrame({"Step": steps.keys(), "Records": map(str, steps.values())}))


def months_tables(results):
    """Values of the run charts side by side: those by month, and those by quarter."""
    for step, wanted in [("months", False), ("quarters", True)]:
        own = [r for r in results if r.points is not None and ("Q" in r.points.label.iloc[0]) == wanted]
        for at in range(0, len(own), 10):
            part = own[at : at + 10]
            columns = {r.indicator.id: pd.Series(numbers(r.indicator, r.points.value), r.points.index) for r in part}
            labels = pd.concat([r.points.label for r in part])
            frame = pd.DataFrame(columns).sort_index().fillna("–")
            frame.insert(0, "Time", labels[~labels.index.duplicated()].reindex(frame.index))
            yield Table(f"run_charts_{step}_{at // 10 + 1}", f"The network by {step[:-1]}", frame)


READING = [
    "Each finding says how many were counted, on how many of them the thing asked for was done, and the 95% interval: the true "
    "level lies in it unless a chance of one in twenty came about.",
    "G: the value meets the target. A: it misses the target, and chance may explain it. R: it misses the target by more than "
    "chance explains. No letter: there is no target, or fewer than 10 were counted.",
    "Centres stand side by side with their intervals; the order is no league table. In run charts ordinary variation stays "
    "between the dashed limits; marked points are more than that. With fewer than 13 points the limits are on trial.",
    "A star stands for a number that is held back: fewer than 10 were counted. A dash means that there was nothing to count.",
]
GLOSSARY = {
    "Opportunity day": "A date after the start of ECMO here up to its end, which counts from noon on.",
    "Run": "One stretch on ECMO; a linked transfer between centres counts once at the network.",
    "Rehabilitation": "A contact treated by physiotherapy with rehabilitation among its domains.",
    "IMS": "ICU Mobility Scale, 0 to 10; 3 is sitting on the edge of the bed.",
    "Excusable day": "Every contact was a decision not to treat on clinical grounds.",
    "Interval": "95%: Wilson's for proportions, exact Poisson limits for rates.",
    "Control limits": "2.66 mean moving ranges from the mean (XmR).",
    "WTE": "Whole-time equivalent.",
}


def content(f, pack, indicators, folder, start, end, charts):
    names = pd.concat([f.centres.set_index("centre").short_name, pd.Series({"NETWORK": "Network"})])
    length = (end.to_period("M") - start.to_period("M")).n + 1
    before = (start - pd.DateOffset(months=length), start - pd.Timedelta(days=1))
    results = []
    for indicator in indicators:
        table, centres = ROWS[indicator.id](f), f.centres.set_index("centre")
        points = series(indicator, table, end, pack["months"])
        now, then = measure(indicator, table, centres, start, end), measure(indicator, table, centres, *before)
        odd = [] if points is None else signals(indicator, points)
        results.append(SimpleNamespace(indicator=indicator, measured=now, before=then, points=points, signals=odd))
    methods = [[f"{i.short_name} ({i.id})", i.rationale, i.source, i.version] for i in indicators]
    methods = pd.DataFrame(methods, columns=["Indicator", "Why", "Source", "Version"])
    glossary = pd.DataFrame(GLOSSARY.items(), columns=["Word", "Meaning"])
    made = {"Period": f"{start:%Y-%m-%d} to {end:%Y-%m-%d}", "Definition": f"{pack['name']} {pack['version']}", "pandas": pd.__version__,
            "matplotlib": matplotlib.__version__, **{path.stem: f"{path.stat().st_size} bytes" for path in sorted(Path(folder).glob("*.parquet"))}}
    period = f"{pack['kind']}. {start:%-d %B %Y} to {end:%-d %B %Y}. {pack['audience']}."
    return [
        Section("cover", pack["title"], [period, *findings(results)]),
        Section("contents", "Contents", [Contents()]),
        Section("reading", "How to read this", READING),
        Section("matrix", "All indicators at all centres", [matrix(results, names)]),
        Section("completeness", "Completeness", [completeness_table(f, names, start, end)]),
        Section("records", "From records held to records counted", [records_table(f, start, end)]),
        *(indicator_section(result, names, charts) for result in results),
        Section("methods", "Method notes", [Table("indicators", "Why, and by which source", methods, (1, 2))]),
        Section("months", "The values behind the run charts", [*months_tables(results)]),
        Section("glossary", "Glossary", [Table("glossary", "Words", glossary, (1,))]),
        Section("made", "How this pack was made", [Table("made", "Inputs", pd.DataFrame(made.items(), columns=["What", "Which"]))]),
    ], [series_table(r.indicator, r.points) for r in results if r.points is not None]


class Contents:
    """Where the list of sections stands."""


# ---------------------------------------------------------------- PDF

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=12, spaceAfter=5)
SMALL = ParagraphStyle("small", TEXT, fontSize=7.5, leading=9)
TITLE = ParagraphStyle("title", TEXT, fontName="Helvetica-Bold", fontSize=15, leading=19, textColor=TEAL, spaceAfter=8)
CAPTION = ParagraphStyle("caption", TEXT, fontName="Helvetica-Bold", spaceBefore=4)
LINES = [
    ("FONT", (0, 0), (-1, -1), "Helvetica", 7.5), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 7.5), ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c5d0d4")), ("LINEBELOW", (0, 0), (-1, 0), 1, colors.HexColor(TEAL)),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5), ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
TINTS = {letter: (colors.HexColor(colour), colors.black if letter == "A" else colors.white) for letter, colour in RATINGS.items()}


class Drawn(Flowable):
    """A chart as a form: the page that matplotlib wrote, placed as it is."""

    def __init__(self, chart, page):
        super().__init__()
        self.form, self.width, self.height = page, chart.width, chart.height

    def draw(self):
        self.canv.doForm(makerl(self.canv, self.form))


class Document(BaseDocTemplate):
    """Tells the contents where each section begins; the number of pages is known from the pass before."""

    total = 0

    def __init__(self, file, title):
        super().__init__(file, pagesize=A4, title=title)
        frame = Frame(17 * mm, 17 * mm, A4[0] - 34 * mm, A4[1] - 34 * mm, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self.margins))

    def margins(self, canvas, _):
        canvas.setFont("Helvetica", 7)
        canvas.drawString(17 * mm, A4[1] - 11 * mm, self.title)
        canvas.drawRightString(A4[0] - 17 * mm, 10 * mm, f"Page {canvas.getPageNumber()} of {self.total}")

    def afterFlowable(self, flowable):
        if id := getattr(flowable, "section", None):
            self.canv.bookmarkPage(id)
            self.canv.addOutlineEntry(flowable.text, id)
            self.notify("TOCEntry", (0, flowable.text, self.page, id))

    def afterPage(self):
        self.total = max(self.total, self.page)


def pdf_table(table):
    frame, style = table.frame, list(LINES)
    cells = [list(frame.columns), *frame.astype(str).values.tolist()]
    for y, line in enumerate(cells):
        for x, text in enumerate(line):
            if x in table.wide and y:
                line[x] = Paragraph(html.escape(text), SMALL)
            elif text[:2] in ("G ", "A ", "R ") and x:
                back, front = TINTS[text[0]]
                style += [("BACKGROUND", (x, y), (x, y), back), ("TEXTCOLOR", (x, y), (x, y), front)]
    room, count = A4[0] - 34 * mm, len(frame.columns)
    first = room * (0.25 if count > 5 else 0.3)
    share = 0.42 if len(table.wide) > 1 else (room - first) / room
    widths = [first] + [room * share if x in table.wide else None for x in range(1, count)]
    if not table.wide:
        widths = [first] + [(room - first) / (count - 1)] * (count - 1)
    elif len(table.wide) > 1:
        widths = [room * part for part in (0.2, 0.36, 0.36, 0.08)]
    return PdfTable(cells, colWidths=widths, repeatRows=1, style=TableStyle(style))


def pdf_blocks(section, pages):
    title = Paragraph(html.escape(section.title), TITLE)
    title.section, title.text = section.id, section.title
    yield title
    for block in section.blocks:
        if isinstance(block, Contents):
            yield TableOfContents(levelStyles=[TEXT])
        elif isinstance(block, Table):
            yield from (Paragraph(html.escape(block.title), CAPTION), pdf_table(block), Spacer(1, 6))
        elif isinstance(block, Chart):
            yield from (Paragraph(html.escape(block.title), CAPTION), Drawn(block, pages[block.page]))
        else:
            yield Paragraph(block if isinstance(block, Markup) else html.escape(block), CAPTION if isinstance(block, Head) else TEXT)
    yield PageBreak()


def write_pdf(file, title, sections, charts):
    charts.pages.close()
    pages = [pagexobj(page) for page in PdfReader(fdata=charts.pdf.getvalue()).pages]
    document = Document(str(file), title)
    document.multiBuild([flowable for section in sections for flowable in pdf_blocks(section, pages)][:-1])
    return document.page


# ---------------------------------------------------------------- HTML and CSV

STYLE = """body{font-family:Arial,sans-serif;max-width:60rem;margin:auto;color:#1d2a30}table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700}td,th{border-bottom:1px solid #c5d0d4;padding:.3rem;text-align:right}
td:first-child,th:first-child{text-align:left}.G{background:#1b6e3c;color:#fff}.A{background:#f4be49}.R{background:#b0241c;color:#fff}"""


def html_table(table):
    def cell(text):
        rating = f' class="{text[0]}"' if text[:2] in ("G ", "A ", "R ") else ""
        return f"<td{rating}>{html.escape(text)}</td>"

    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in table.frame.columns)
    body = "\n".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in table.frame.astype(str).values.tolist())
    return f"<table><caption>{html.escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_block(block, sections):
    if isinstance(block, Contents):
        return "<ol>" + "".join(f'<li><a href="#{s.id}">{html.escape(s.title)}</a></li>' for s in sections) + "</ol>"
    if isinstance(block, Table):
        return html_table(block)
    if isinstance(block, Chart):
        return f"<figure><figcaption>{html.escape(block.title)}</figcaption>{block.svg}</figure>"
    if isinstance(block, Head):
        return f"<h3>{html.escape(block)}</h3>"
    return f"<p>{block if isinstance(block, Markup) else html.escape(block)}</p>"


def write_html(file, title, sections):
    body = [f'<section id="{s.id}"><h2>{html.escape(s.title)}</h2>' + "\n".join(html_block(b, sections) for b in s.blocks) + "</section>" for s in sections]
    head = f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{html.escape(title)}</title><style>{STYLE}</style></head>'
    file.write_text(f"{head}<body>{''.join(body)}</body></html>", encoding="utf-8")


def write_csv(folder, tables):
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        table.frame.to_csv(folder / f"{table.file}.csv", index=False)


def make(frames, out, start, end):
    out, charts = Path(out), Charts()
    pack, indicators = load_indicators()
    sections, unprinted = content(load_frames(frames), pack, indicators, frames, pd.Timestamp(start), pd.Timestamp(end), charts)
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)] + unprinted
    write_csv(out / "csv", tables)
    write_html(out / "pack.html", pack["title"], sections)
    pages = write_pdf(out / "pack.pdf", pack["title"], sections, charts)
    now = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = {"seconds": round(now - IMPORTED, 3), "seconds_with_imports": round(now - STARTED, 3)}
    print(json.dumps({"pages": pages, "charts": charts.count, "files": len(tables) + 2} | times | {"peak_mb": round(peak, 1)}))


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        sys.exit(check(*sys.argv[2:]))
    make(*sys.argv[1:])
