"""A kept figure says whether the bench that measured it is the one that stands now."""

from pathlib import Path

import pytest

from bench import sources
from bench.figures import Figure, Measurement
from bench.record import document
from bench.sources import source_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bench `storm` that is a package, uses a module, and knows of another one."""
    monkeypatch.setattr(sources, "BENCHES", tmp_path)
    package = tmp_path / "storm"
    package.mkdir()
    (package / "__init__.py").write_text("from bench.storm.wind import blow\nfrom bench.record import keep\n")
    (package / "wind.py").write_text("def blow():\n    from bench.air import AIR\n")
    (package / "job.toml").write_text("speed = 1\n")
    for name in ("air", "record", "other"):
        (package.parent / f"{name}.py").write_text("from bench.storm import gale\n")
    return package


@pytest.mark.parametrize(
    ("file", "matters"),
    [
        ("__init__.py", True),
        ("wind.py", True),
        ("job.toml", True),
        ("../air.py", True),
        ("../record.py", False),
        ("../other.py", False),
    ],
)
def test_what_a_bench_is_made_of(folder: Path, file: str, matters: bool) -> None:
    before = source_of.__wrapped__("storm")
    (folder / file).write_text("# another one\n")
    assert (source_of.__wrapped__("storm") != before) is matters


def page(**fields: str) -> str:
    taken = {"bench": "audio", "command": "c", "measured_at": "today", "machine": "2 x processor", "load": "0.1, 9.0"}
    figure = Figure(what="how long", value="2 s")
    return document([Measurement.model_validate({**taken, "seconds": 3, "figures": (figure,), **fields})])


@pytest.mark.parametrize(("source", "said"), [("", True), ("another", True), (source_of("audio"), False)])
def test_a_figure_of_a_former_bench_says_so(source: str, said: bool) -> None:
    assert ("today, of a former version of the bench" in page(source=source)) is said


@pytest.mark.parametrize(("load", "said"), [("2.0, 9.0", False), ("18.6, 1.0", True)])
def test_a_crowded_machine_says_so(load: str, said: bool) -> None:
    assert (f"| {load}: more than its processors, so its times are too long |" in page(load=load)) is said
