"""Where a webhook may not go: 0 of the vectors fail open, whatever way an address is spelled."""

from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidRequest
from shared.domain.webhooks.address import is_loopback, is_public
from shared.domain.webhooks.destination import Destinations

LINES = Path(__file__).with_name("addresses.txt").read_text().splitlines()
VECTORS = [(line.split()[1], line.startswith("public")) for line in LINES if not line.startswith("#")]
RULE = Destinations(refused=("api.parley.example", "127.0.0.1:4566"))
LOCAL = Destinations(loopback=True, refused=("127.0.0.1:4566",))
SPELLINGS = {
    "2130706433": "127.0.0.1",
    "0x7f.1": "127.0.0.1",
    "0177.0.0.1": "127.0.0.1",
    "127.1": "127.0.0.1",
    "0x7f000001": "127.0.0.1",
    "017700000001": "127.0.0.1",
    "localhost": "127.0.0.1",
    "localtest.me": "127.0.0.1",
    "2852039166": "169.254.169.254",
    "metadata.google.internal": "169.254.169.254",
    "[::ffff:7f00:1]": "::ffff:127.0.0.1",
}
REFUSED = [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/_",
    "//example.com/",
    "https:///path",
    "https://",
    "",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com\\@169.254.169.254/",
    "https://example.com/#fragment",
    "https://exa mple.com/",
    "https://example.com/\r\nHost: other",
    "https://example.com:22/",
    "https://example.com:25/",
    "https://example.com:80/",
    "https://example.com:6379/",
    "https://example.com:0/",
    "https://example.com:99999/",
    "https://example.com:https/",
    "https://①②⑦.0.0.1/",
    "https://exämple.com/",
    "https://[::1%25eth0]/",
    "https://[::1/",
    "https://example.com./",
    "https://.example.com/",
    "https://api.parley.example/webhooks",
    "https://API.Parley.Example:443/",
    "https://example.com/" + "a" * 2_029,
]


def test_there_are_at_least_71_vectors() -> None:
    assert len(VECTORS) == len(dict(VECTORS)) >= 71


@pytest.mark.parametrize(("address", "public"), VECTORS)
def test_an_address(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("network", ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", "0.0.0.0/8"])  # fmt: skip
@given(offset=st.integers(0, 2**29 - 1))
def test_all_of_a_special_network_in_each_of_its_forms(network: str, offset: int) -> None:
    inside = ip_network(network)
    address = int(inside.network_address) + offset % inside.num_addresses
    forms = [IPv4Address(address)] + [
        IPv6Address(prefix + (address << shift))
        for prefix, shift in ((0xFFFF << 32, 0), (0x64FF9B << 96, 0), (0x2002 << 112, 80), (0, 0))
    ]
    assert [str(form) for form in forms if is_public(str(form))] == []


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_outside_of_the_global_addresses_nothing_is_public(address: IPv6Address) -> None:
    if int(address) >> 125 != 1 and not address.ipv4_mapped:
        assert not is_public(str(address))


@pytest.mark.parametrize("text", ["", "example.com", "1.2.3", "01.2.3.4", "1.2.3.4/32", "2130706433", "::g"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert (is_public(text), is_loopback(text)) == (False, False)


@pytest.mark.parametrize(("host", "address"), SPELLINGS.items())
def test_a_spelling_is_judged_by_where_it_leads(host: str, address: str) -> None:
    destination = RULE.parse(f"https://{host}/")
    assert RULE.choose(destination, [address]) is None


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("rule", [RULE, Destinations(loopback=True, refused=RULE.refused)])
def test_refused_by_its_text(rule: Destinations, url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        rule.parse(url)
    assert refused.value.field == "url"
    assert "secret" not in str(refused.value)


def test_one_private_address_condemns_the_public_one() -> None:
    destination = RULE.parse("https://example.com/hook?a=b")
    assert RULE.choose(destination, ["93.184.215.14", "10.0.0.1"]) is None
    assert RULE.choose(destination, ["93.184.215.14", "2606:4700:4700::1111"]) == "93.184.215.14"
    assert RULE.choose(destination, []) is None
    assert (destination.target, destination.authority) == ("/hook?a=b", "example.com")


def test_ports_at_their_edges() -> None:
    assert [RULE.parse(f"https://example.com{port}/").port for port in ("", ":443", ":8443")] == [443, 443, 8443]
    assert RULE.parse("https://[2606:4700:4700::1111]:8443/").authority == "[2606:4700:4700::1111]:8443"
    assert LOCAL.parse("http://127.0.0.1:1024/").port == 1024
    with pytest.raises(InvalidRequest):
        LOCAL.parse("http://127.0.0.1:1023/")


def test_a_receiver_on_this_machine_is_for_the_local_stage() -> None:
    for url in ("http://localhost:8000/", "http://127.0.0.1:8000/", "http://[::1]:8000/"):
        assert LOCAL.choose(LOCAL.parse(url), ["127.0.0.1", "::1"]) == "127.0.0.1"
        assert LOCAL.choose(LOCAL.parse(url), ["127.0.0.1", "10.0.0.1"]) is None
        with pytest.raises(InvalidRequest):
            RULE.parse(url)
    assert RULE.choose(RULE.parse("https://127.0.0.1/"), ["127.0.0.1"]) is None


def test_in_the_local_stage_a_name_that_leads_here_is_refused_all_the_same() -> None:
    assert LOCAL.choose(LOCAL.parse("https://localtest.me/"), ["127.0.0.1"]) is None
    with pytest.raises(InvalidRequest):
        LOCAL.parse("http://localtest.me:8000/")


def test_our_own_address_is_refused_on_this_machine_too() -> None:
    with pytest.raises(InvalidRequest, match="our own"):
        LOCAL.parse("http://127.0.0.1:4566/restapis")
