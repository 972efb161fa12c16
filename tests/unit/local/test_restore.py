"""What the local AWS finds on disk fits together before it starts."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.restore import repair, rewind_streams


def _state(folder: Path, file: str, name: str, data: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    path.write_text(json.dumps({"__ministack_format__": 2, "payload": {name: {"data": data}, "other": {"kept": 1}}}))
    return path


@pytest.mark.parametrize(("file", "name"), [("lambda.json", "dynamodb_stream_positions"), ("pipes.json", "positions")])
def test_readers_of_a_stream_start_where_the_stream_does(tmp_path: Path, file: str, name: str) -> None:
    path = _state(tmp_path, file, name, {"000000000000\0us-east-1\0'mapping'": 17})
    rewind_streams(tmp_path)
    payload = json.loads(path.read_text())["payload"]
    assert payload[name]["data"] == {"000000000000\0us-east-1\0'mapping'": 0}
    assert payload["other"] == {"kept": 1}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"payload": {}}'])
def test_a_state_that_cannot_be_read_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "lambda.json").write_text(text)
    rewind_streams(tmp_path)
    assert (tmp_path / "lambda.json").read_text() == text


def test_objects_of_a_bucket_that_nobody_knows_are_set_aside_and_kept(tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    for bucket in ("000000000000/known", "000000000000/lost", ".versions/000000000000/lost"):
        (objects / bucket).mkdir(parents=True)
        (objects / bucket / "a").write_text("a")
    _state(tmp_path / "state", "s3.json", "buckets_meta", {"000000000000\0'known'": {}})

    repair(tmp_path / "state", objects)

    assert [path.name for path in (objects / "000000000000").iterdir()] == ["known"]
    aside = sorted(path.relative_to(tmp_path).parts[2:] for path in tmp_path.glob("objects-unknown/**/a"))
    assert aside == [(".versions", "000000000000", "lost", "a"), ("000000000000", "lost", "a")]


def test_an_empty_folder_needs_no_repair(tmp_path: Path) -> None:
    repair(tmp_path / "state", tmp_path / "objects")
    assert list(tmp_path.iterdir()) == []
