"""Live interviews side by side while workers die: `python -m bench sessions`."""

import argparse

from bench.figures import Figure, Findings, table

SESSIONS, TURNS = 100, 20
QUICK = (4, 5)


def measure(options: argparse.Namespace) -> Findings:
    """A hundred sessions, or four in a quick run."""
    from bench.sessions.storm import Storm, weather

    sessions, turns = QUICK if options.quick else (options.size or SESSIONS, TURNS)
    after = weather(Storm(sessions=sessions, turns=turns, seed=options.seed, leave=not options.quick))
    figures = [
        _some("workers killed meanwhile", after.killed),
        _all(f"answers given in {sessions} sessions side by side that are kept", after.kept, after.given),
        _none(
            "turns answered in two ways", after.differing, "a repeat with the same id, and what is kept, say the same"
        ),
        _none("turns that nobody gave, or that are there twice", after.strange, "by number, id and words"),
        _all("sessions that have ended", after.ended, sessions),
        _all("of them with their transcript put for the evaluation", after.told, sessions),
    ]
    rows = [
        ("seed", options.seed),
        ("requests sent again because nothing, or an error, came back", after.retries),
        ("requests sent twice on purpose", after.repeats),
        ("sessions left midway, closed by the clock", after.abandoned),
        ("seconds until the last answer", f"{after.seconds:.0f}"),
        ("answers a second", f"{after.given / after.seconds:.1f}"),
    ]
    return Findings(figures, table(("sessions", ""), rows))


def _all(what: str, value: int, bar: int) -> Figure:
    return Figure(what=what, value=f"{value:,}", bar=f"{bar:,}", met=0 < value == bar, means="whatever died, and when")


def _some(what: str, value: int) -> Figure:
    return Figure(what=what, value=f"{value:,}", bar="1 or more", met=value > 0, means="or the rest would say nothing")


def _none(what: str, value: int, means: str) -> Figure:
    return Figure(what=what, value=str(value), bar="0", met=value == 0, means=means)
