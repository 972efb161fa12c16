"""The sender before receivers that are slow, huge, lying, or not whom they say; faults 8 to 15. Real sockets."""

import gzip
import resource
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.adapters.http_webhooks import HttpWebhooks
from shared.domain.errors import InvalidRequest
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.destination import Destinations
from shared.domain.webhooks.limits import MAX_ANSWER_BYTES
from shared.domain.webhooks.request import WebhookRequest
from tests.unit.webhooks.hostile import Handle, answering, listener

pytestmark = pytest.mark.loopback

LOCAL = Destinations(loopback=True)
PUBLIC = "93.184.215.14"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
SECONDS = 0.6
PATIENCE = 5.0  # with a machine that has other work; what drips would do so for longer


def request(url: str, body: bytes = b'{"a":1}', **headers: str) -> WebhookRequest:
    return WebhookRequest(url=url, headers={"Content-Type": "application/json", **headers}, body=body)


def sent(handle: Handle, seconds: float = 5.0) -> Answer:
    with listener(handle) as found:
        return HttpWebhooks(LOCAL, seconds=seconds).send(request(found.url))


def test_what_arrives_is_what_was_signed() -> None:
    with listener(answering(NO_CONTENT)) as found:
        body = '{"a":"Grüße 🙂"}'.encode()
        answer = HttpWebhooks(LOCAL).send(request(found.url + "?a=b%20c", body, **{"X-Team": "a"}))
    assert (answer.status, answer.trouble, answer.is_success) == (204, None, True)
    [heard] = found.heard
    head, _, received = heard.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert received == body
    assert lines[0] == "POST /hook?a=b%20c HTTP/1.1"
    assert f"Host: 127.0.0.1:{found.port}" in lines
    assert {"Connection: close", "X-Team: a", f"Content-Length: {len(body)}"} <= set(lines)


def test_an_answer_is_kept_with_what_it_asks_for() -> None:
    answer = sent(answering(b"HTTP/1.1 429 Slow\r\nRetry-After: 90\r\nContent-Length: 5\r\n\r\nGr\xc3\xbc\xff"))
    assert (answer.status, answer.retry_after, answer.body) == (429, "90", "Grü\ufffd")
    assert answer.seconds > 0


def test_fault_8_it_closes_before_the_status_line() -> None:
    assert sent(answering()).trouble is SendTrouble.BAD_ANSWER
    assert sent(answering(b"HTTP/1.1 2")).trouble is SendTrouble.BAD_ANSWER


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"\x00" * 64, b"HTTP/9 200 ok\r\n\r\n"])
def test_it_speaks_something_else(answer: bytes) -> None:
    assert sent(answering(answer)).trouble is SendTrouble.BAD_ANSWER


def drip(connection: socket.socket, over: Event, start: bytes) -> None:
    connection.sendall(start)
    while not over.wait(0.02):
        connection.sendall(b"a")


@pytest.mark.parametrize(
    "start",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["status line", "headers", "body"],
)
def test_fault_9_a_byte_at_a_time_is_cut_at_the_deadline(start: bytes) -> None:
    began = time.monotonic()
    answer = sent(lambda connection, over: drip(connection, over, start), seconds=SECONDS)
    assert answer.trouble in (SendTrouble.TIMEOUT, SendTrouble.BAD_ANSWER)
    assert time.monotonic() - began < SECONDS + PATIENCE


def test_fault_9_it_never_answers() -> None:
    def silent(_: socket.socket, over: Event) -> None:
        over.wait(30)

    answer = sent(silent, seconds=SECONDS)
    assert answer.trouble is SendTrouble.TIMEOUT
    assert SECONDS <= answer.seconds < SECONDS + PATIENCE


def test_fault_9_it_never_reads() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = HttpWebhooks(LOCAL, seconds=SECONDS).send(request(url, b"x" * 20_000_000))
    assert answer.trouble is SendTrouble.TIMEOUT


def flood(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"a" * 1_000_000)


def test_fault_9_ten_gigabytes_are_read_up_to_sixteen_kilobytes() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = sent(flood)
    assert (answer.status, len(answer.body)) == (200, MAX_ANSWER_BYTES)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # kilobytes


def test_fault_9_nothing_is_decompressed() -> None:
    bomb = gzip.compress(b"a" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    answer = sent(answering(head + bomb))
    assert answer.status == 200
    assert "aaaa" not in answer.body
    assert len(answer.body) <= len(bomb)


def test_fault_9_headers_without_end() -> None:
    def endless(connection: socket.socket, over: Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not over.is_set():
            connection.sendall(b"X-More: " + b"a" * 10_000 + b"\r\n")

    assert sent(endless).trouble is SendTrouble.BAD_ANSWER


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fault_10_a_redirect_is_a_failure_and_its_target_is_never_seen(status: int) -> None:
    with listener(answering(NO_CONTENT)) as target:
        where = f"HTTP/1.1 {status} Moved\r\nLocation: {target.url}\r\nContent-Length: 0\r\n\r\n"
        answer = sent(answering(where.encode()))
    assert (answer.status, answer.is_success) == (status, False)
    assert target.heard == []


def test_fault_13_where_webhooks_may_not_go_is_refused_at_sending_too() -> None:
    with listener(answering(NO_CONTENT)) as canary:
        sender = HttpWebhooks(Destinations(refused=("api.example.com",)))
        for url in (canary.url, f"https://127.0.0.1:{canary.port}/", "https://api.example.com/", "file:///etc/passwd"):
            assert sender.send(request(url)).trouble is SendTrouble.BAD_URL
        assert sender.send(request("https://127.0.0.1/")).trouble is SendTrouble.BLOCKED_ADDRESS
        assert sender.send(request("https://localhost/")).trouble is SendTrouble.BLOCKED_ADDRESS
    assert canary.heard == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001"])
def test_fault_13_a_spelling_that_the_system_reads_as_this_machine(host: str) -> None:
    sender = HttpWebhooks(Destinations())
    assert sender.send(request(f"https://{host}/")).trouble is SendTrouble.BLOCKED_ADDRESS
    with pytest.raises(InvalidRequest, match="not public"):
        sender.check(f"https://{host}/")


def test_fault_14_a_name_that_turns_inward_is_judged_when_it_is_sent_to() -> None:
    answers = [[PUBLIC], ["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]]
    sender = HttpWebhooks(Destinations(), resolver=lambda *_: answers.pop(0))
    sender.check("https://rebinding.example/")
    for _ in range(4):
        assert sender.send(request("https://rebinding.example/")).trouble is SendTrouble.BLOCKED_ADDRESS
    assert answers == []


def test_fault_14_the_address_that_was_judged_is_the_one_that_is_dialled() -> None:
    """Whoever asked the name again at the connection would be told another address."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with listener(answering(NO_CONTENT)) as found:
        answer = HttpWebhooks(LOCAL, resolver=resolver).send(request(f"http://localhost:{found.port}/"))
    assert (answer.status, asked) == (204, ["localhost"])
    assert f"Host: localhost:{found.port}".encode() in found.heard[0]


def test_a_name_without_an_address() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "who?")

    sender = HttpWebhooks(Destinations(), resolver=nowhere)
    assert sender.send(request("https://nowhere.example/")).trouble is SendTrouble.UNRESOLVED
    with pytest.raises(InvalidRequest, match="no address"):
        sender.check("https://nowhere.example/")


def test_a_resolver_that_never_answers_is_left_behind() -> None:
    over = Event()

    def stuck(host: str, port: int) -> list[str]:
        over.wait(30)
        return []

    answer = HttpWebhooks(Destinations(), seconds=SECONDS, resolver=stuck).send(request("https://slow.example/"))
    over.set()
    assert answer.trouble is SendTrouble.TIMEOUT


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert HttpWebhooks(LOCAL).send(request(f"http://127.0.0.1:{port}/")).trouble is SendTrouble.CONNECTION


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> "Authority":
    return Authority(tmp_path_factory.mktemp("tls"))


class TestTls:
    """Fault 15. The authority is the test's own; nothing falls back to plain HTTP."""

    def send(self, authority: "Authority", server: ssl.SSLContext, *, trusted: bool = True) -> Answer:
        trust = authority.client() if trusted else None
        with listener(answering(NO_CONTENT), server) as found:
            sender = HttpWebhooks(LOCAL, tls=trust)
            answer = sender.send(request(f"https://localhost:{found.port}/"))
        self.heard = found.heard
        return answer

    def test_a_good_certificate_for_the_name(self, authority: "Authority") -> None:
        assert self.send(authority, authority.server("localhost")).status == 204

    def test_fault_15_one_for_another_name(self, authority: "Authority") -> None:
        assert self.send(authority, authority.server("other.example")).trouble is SendTrouble.TLS

    def test_fault_15_one_that_has_expired(self, authority: "Authority") -> None:
        assert self.send(authority, authority.server("localhost", days=-1)).trouble is SendTrouble.TLS

    def test_fault_15_one_by_an_authority_that_nobody_knows(self, authority: "Authority") -> None:
        assert self.send(authority, authority.server("localhost"), trusted=False).trouble is SendTrouble.TLS
        assert self.heard == []

    @pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
    def test_fault_15_a_server_that_knows_only_old_tls(self, authority: "Authority") -> None:
        old = authority.server("localhost")
        old.minimum_version, old.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        assert self.send(authority, old, trusted=False).trouble in (SendTrouble.TLS, SendTrouble.CONNECTION)

    @pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
    def test_fault_15_old_tls_is_refused_by_who_would_believe_the_certificate(self, authority: "Authority") -> None:
        """Ours is the context that is used, with one authority more: so it is not the certificate that is refused."""
        sender = HttpWebhooks(LOCAL)
        sender._tls.load_verify_locations(authority.file)
        old = authority.server("localhost")
        old.minimum_version, old.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        sender._tls.set_ciphers("ALL:@SECLEVEL=0")
        answers = []
        for server in (old, authority.server("localhost")):
            with listener(answering(NO_CONTENT), server) as found:
                answers.append(sender.send(request(f"https://localhost:{found.port}/")))
        assert answers[0].trouble in (SendTrouble.TLS, SendTrouble.CONNECTION)
        assert answers[1].status == 204

    def test_fault_15_a_server_that_speaks_plain_http(self) -> None:
        with listener(answering(NO_CONTENT)) as found:
            answer = HttpWebhooks(LOCAL).send(request(f"https://localhost:{found.port}/"))
        assert answer.trouble in (SendTrouble.TLS, SendTrouble.CONNECTION, SendTrouble.TIMEOUT)


class Authority:
    """Makes certificates."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._sign("authority", self._key, days=1, is_authority=True)
        (folder / "authority.pem").write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def file(self) -> str:
        """Who believes it."""
        return str(self._folder / "authority.pem")

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def server(self, name: str, days: int = 1) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        file = self._folder / f"{name}{days}.pem"
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(private + self._sign(name, key, days=days).public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(self, name: str, key: Any, *, days: int, is_authority: bool = False) -> x509.Certificate:
        now = datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=3)).not_valid_after(now + timedelta(days=days))
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        return builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(
            self._key, hashes.SHA256()
        )


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would be asked in place of the receiver: ours asks none."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
