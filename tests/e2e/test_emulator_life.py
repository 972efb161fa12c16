"""The local AWS as a process: started once, reachable from this machine only, and ended without losing anything."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from local import emulator
from local.emulator import Emulator, EmulatorFailed
from local.processes import exists, group_members
from tests.polling import poll

pytestmark = pytest.mark.emulator

TABLE: Final = "life-records"
BUCKET: Final = "life-objects"
LISTENING: Final = "0A"
LOOPBACK: Final = ("0100007F", "00000000000000000000000001000000")
BOOTSTRAP: Final = Path(__file__).resolve().parents[2] / "local" / "bootstrap"
# Writes down which item it saw; told to hang, it does so until it is killed.
READER: Final = """
import os, pathlib, threading
def handler(event, context):
    seen = pathlib.Path(os.environ["SEEN"])
    for record in event.get("Records", []):
        seen.joinpath(record["dynamodb"]["Keys"]["id"]["S"]).touch()
    if event.get("hang"):
        seen.joinpath("hanging").touch()
        threading.Event().wait(120)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "aws"
    yield folder
    emulator.stop(folder)


def _client(service: str, running: Emulator) -> Any:
    return boto3.client(service, endpoint_url=running.endpoint_url)


def _create_table(running: Emulator) -> str:
    table = _client("dynamodb", running).create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    return str(table["TableDescription"]["LatestStreamArn"])


def _put(running: Emulator, *names: str) -> None:
    for name in names:
        _client("dynamodb", running).put_item(TableName=TABLE, Item={"id": {"S": name}})


def _create_reader(running: Emulator, seen: Path) -> Any:
    """A function that writes into `seen`; the client of its service."""
    seen.mkdir()
    functions = _client("lambda", running)
    functions.create_function(
        FunctionName="reader",
        Runtime="provided.al2023",
        Role="arn:aws:iam::000000000000:role/reader",
        Handler="reader.handler",
        Code={"ZipFile": _package()},
        Timeout=150,
        Environment={"Variables": {"SEEN": str(seen), "PARLEY_PYTHON": sys.executable}},
    )
    return functions


def _package() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("reader.py", READER)
        archive.write(BOOTSTRAP, "bootstrap")
    return packed.getvalue()


def _await_files(folder: Path, *names: str) -> None:
    poll(lambda: all((folder / name).exists() for name in names) or None, seconds=30)


def _write_state(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "emulator.json").write_text(text)


def test_it_answers_when_start_returns(folder: Path) -> None:
    started = emulator.start(folder)
    assert started.folder == folder
    assert _client("s3", started).list_buckets()["Buckets"] == []


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets are looked up in /proc")
def test_it_listens_on_the_loopback_interface_only(folder: Path) -> None:
    started = emulator.start(folder)
    links = [str(link.readlink()) for link in Path(f"/proc/{started.pid}/fd").iterdir() if link.is_symlink()]
    tables = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    rows = [row.split() for row in tables.splitlines()]
    listening = [row[1] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in links]
    assert listening == [f"{LOOPBACK[0]}:{started.port:04X}"]


def test_a_second_start_finds_the_first(folder: Path) -> None:
    started = emulator.start(folder)
    assert emulator.start(folder) == started
    assert emulator.running(folder) == started


def test_two_starts_at_once_start_one(folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(emulator.start, [folder, folder])
    assert first == second


def test_a_second_start_with_other_settings_is_refused(folder: Path) -> None:
    started = emulator.start(folder)
    with pytest.raises(EmulatorFailed, match="runs already"):
        emulator.start(folder, auth=True)
    with pytest.raises(EmulatorFailed, match="runs already"):
        emulator.start(folder, port=started.port + 1)


def test_a_port_that_is_taken_is_refused(folder: Path, tmp_path: Path) -> None:
    started = emulator.start(folder)
    with pytest.raises(EmulatorFailed, match=f"port {started.port} .* is taken"):
        emulator.start(tmp_path / "other", port=started.port)


def test_stop_ends_the_process(folder: Path) -> None:
    started = emulator.start(folder)
    emulator.stop(folder)
    assert not exists(started.pid)
    assert emulator.running(folder) is None
    emulator.stop(folder)


def test_stop_where_nothing_ever_ran_does_nothing(tmp_path: Path) -> None:
    emulator.stop(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_what_was_stored_is_there_after_stop_and_start_on_the_same_port(folder: Path) -> None:
    before = emulator.start(folder)
    _create_table(before)
    _put(before, "kept")
    _client("s3", before).create_bucket(Bucket=BUCKET)
    _client("s3", before).put_object(Bucket=BUCKET, Key="a/b", Body=b"kept")
    emulator.stop(folder)

    after = emulator.start(folder)

    assert after.port == before.port
    assert after.pid != before.pid
    assert _client("dynamodb", after).scan(TableName=TABLE)["Items"] == [{"id": {"S": "kept"}}]
    assert _client("s3", after).get_object(Bucket=BUCKET, Key="a/b")["Body"].read() == b"kept"


def test_a_reader_of_a_stream_sees_what_is_written_after_a_restart(folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    before = emulator.start(folder)
    stream = _create_table(before)
    functions = _create_reader(before, seen)
    functions.create_event_source_mapping(FunctionName="reader", EventSourceArn=stream, StartingPosition="TRIM_HORIZON")
    _put(before, "first", "second", "third")
    _await_files(seen, "first", "second", "third")
    emulator.stop(folder)

    _put(emulator.start(folder), "fourth")

    _await_files(seen, "fourth")


def test_stop_ends_functions_in_the_middle_of_their_work(folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    started = emulator.start(folder)
    functions = _create_reader(started, seen)
    functions.invoke(FunctionName="reader", InvocationType="Event", Payload=json.dumps({"hang": True}))
    _await_files(seen, "hanging")
    mark = f"PARLEY_EMULATOR={folder}"
    assert len(group_members(started.pid, mark)) > 1

    emulator.stop(folder)

    assert group_members(started.pid, mark) == []


def test_after_a_hard_end_it_starts_again_on_its_port(folder: Path) -> None:
    before = emulator.start(folder)
    _client("s3", before).create_bucket(Bucket=BUCKET)
    os.kill(before.pid, signal.SIGKILL)
    poll(lambda: emulator.running(folder) is None or None, seconds=5)

    after = emulator.start(folder)

    assert after.port == before.port
    _client("s3", after).create_bucket(Bucket=BUCKET)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"pid": "x", "port": null}', '{"pid": -1, "port": 70000}'])
def test_a_corrupt_state_file_means_that_nothing_runs(folder: Path, text: str) -> None:
    _write_state(folder, text)
    assert emulator.running(folder) is None
    emulator.stop(folder)


def test_it_starts_over_a_corrupt_state_file(folder: Path) -> None:
    _write_state(folder, '{"pid": ')
    assert emulator.start(folder) == emulator.running(folder)


def test_a_pid_that_now_belongs_to_another_program_is_left_alone(folder: Path) -> None:
    echo = [sys.executable, "-c", "print(input())"]
    with subprocess.Popen(echo, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as innocent:
        _write_state(folder, json.dumps({"pid": innocent.pid, "port": 4566}))
        assert emulator.running(folder) is None
        emulator.stop(folder)
        assert innocent.communicate("alive", timeout=30)[0] == "alive\n"


def test_the_emulator_of_another_folder_is_left_alone(folder: Path, tmp_path: Path) -> None:
    started = emulator.start(folder)
    _write_state(tmp_path / "other", (folder / "emulator.json").read_text())
    emulator.stop(tmp_path / "other")
    assert emulator.running(folder) == started
