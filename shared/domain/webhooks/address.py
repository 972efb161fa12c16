"""Which addresses a webhook may go to: those of the public internet, and nothing that is special in any way.

Python's own answers are not enough by themselves: `is_private` and `is_global` have changed between releases, and
neither knows translated, relayed or tunnelled addresses. What is not surely public is refused.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

IpAddress = IPv4Address | IPv6Address

_REFUSED_V4: Final = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a provider's translation
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "169.254.0.0/16",  # this link; clouds tell credentials there
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_V6: Final = ip_network("2000::/3")
_REFUSED_V6: Final = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether an address, as text without brackets or zone, is surely one of the public internet."""
    known = _parse(address)
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    if known is None or not known.is_global or known.is_multicast or known.is_reserved:
        return False
    if isinstance(known, IPv4Address):
        return not any(known in network for network in _REFUSED_V4)
    return known in _GLOBAL_V6 and not any(known in network for network in _REFUSED_V6)


def is_loopback(address: str) -> bool:
    """Whether it is this machine, said plainly."""
    known = _parse(address)
    return known is not None and known.is_loopback


def _parse(address: str) -> IpAddress | None:
    try:
        return None if "%" in address else ip_address(address)
    except ValueError:
        return None
