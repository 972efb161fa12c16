"""Organisations, their keys and what they have used."""

from datetime import timedelta

import pytest

from shared.domain.api_key import KeyStatus, digest_of_key, mode_of_key
from shared.domain.limits import MAX_ABANDONED_MINUTES
from shared.domain.organisation import Plan, Quotas
from shared.domain.quota import audio_taking, interview_taking
from shared.domain.tenant import Mode
from tests.fakes import RecordedLimits
from tests.fakes.world import EPOCH
from tests.unit.cli.conftest import Parley

MONTH = "2026-03"


@pytest.fixture
def acme(parley: Parley) -> Parley:
    """With an organisation."""
    parley("orgs", "create", "acme", "--name", "Acme Hiring", "--plan", "professional")
    return parley


def made(acme: Parley, *arguments: str) -> tuple[str, str]:
    """A new key and its id."""
    answer = acme.json("keys", "create", "acme", "--name", "CI", *arguments)
    return answer["secret"], answer["key"]["id"]


class TestOrganisations:
    def test_one_is_made_with_how_fast_both_its_tenants_may_call(self, acme: Parley) -> None:
        shown = acme.json("orgs", "show", "acme")
        assert (shown["name"], shown["plan"], shown["quotas"]) == ("Acme Hiring", "professional", None)
        limits = acme.root.caller_limits
        assert isinstance(limits, RecordedLimits)
        assert limits.plans == {"acme": Plan.PROFESSIONAL, "acme__sandbox": Plan.PROFESSIONAL}

    def test_for_the_eye(self, acme: Parley) -> None:
        assert "Acme Hiring" in acme("orgs", "list").stdout
        shown = acme("orgs", "show", "acme").stdout
        assert "1,000 interviews, 30,000 minutes of audio (the plan's)" in shown
        assert "recordings until erased" in shown

    def test_none(self, parley: Parley) -> None:
        assert parley.json("orgs", "list") == []
        assert "parley orgs create" in parley("orgs", "list").stdout

    @pytest.mark.parametrize(
        ("arguments", "error", "code"),
        [
            (("create", "acme", "--name", "x"), "OrganisationExists", 4),
            (("create", "a__b", "--name", "x"), "InvalidRequest", 3),
            (("create", "beta", "--name", ""), "InvalidRequest", 3),
            (("create", "beta", "--name", "x", "--plan", "gold"), "InvalidRequest", 3),
            (("show", "beta"), "UnknownOrganisation", 3),
            (("set", "beta", "--name", "x"), "UnknownOrganisation", 3),
            (("set", "acme", "--status", "gone"), "InvalidRequest", 3),
            (("set", "acme", "--keep", "recordings=soon"), "InvalidRequest", 3),
            (("set", "acme", "--keep", "recordings=0"), "InvalidRequest", 3),
            (("set", "acme", "--keep", "state=14"), "InvalidRequest", 3),
            (("set", "acme", "--keep", "deliveries=2"), "InvalidRequest", 3),
            (("set", "acme", "--keep", "dreams=3"), "InvalidRequest", 3),
            (("set", "acme", "--plan-quotas", "--interviews", "3"), "InvalidRequest", 3),
        ],
    )
    def test_refusals(self, acme: Parley, arguments: tuple[str, ...], error: str, code: int) -> None:
        assert acme.json("orgs", *arguments, code=code)["error"]["type"] == error

    def test_what_is_not_named_stays(self, acme: Parley) -> None:
        acme("orgs", "set", "acme", "--interviews", "7")
        acme("orgs", "set", "acme", "--keep", "recordings=30", "--keep", "audit=")
        changed = acme.json("orgs", "set", "acme", "--plan", "enterprise", "--name", "New")
        assert (changed["name"], changed["plan"]) == ("New", "enterprise")
        assert changed["quotas"] == {"interviews": 7, "audioMinutes": 30_000}
        assert (changed["retention"]["recordings"], changed["retention"]["audit"]) == (30, None)
        assert changed["retention"]["deliveries"] == 30
        assert acme.json("orgs", "set", "acme", "--plan-quotas")["quotas"] is None
        assert acme.json("orgs", "set", "acme", "--keep", "recordings=")["retention"]["recordings"] is None

    def test_how_long_a_live_interview_waits_for_an_answer(self, acme: Parley) -> None:
        for minutes in (1, MAX_ABANDONED_MINUTES):
            assert acme.json("orgs", "set", "acme", "--abandoned-minutes", str(minutes))["abandonedMinutes"] == minutes
        assert acme.json("orgs", "set", "acme", "--name", "New")["abandonedMinutes"] == MAX_ABANDONED_MINUTES
        for minutes in (0, MAX_ABANDONED_MINUTES + 1):
            assert acme("orgs", "set", "acme", "--abandoned-minutes", str(minutes), code=2)
        assert "after 1440 minutes" in acme("orgs", "show", "acme").stdout

    def test_a_suspended_one(self, acme: Parley) -> None:
        assert acme.json("orgs", "set", "acme", "--status", "suspended")["status"] == "suspended"

    def test_who_made_and_changed_it_is_on_record(self, acme: Parley) -> None:
        acme("orgs", "set", "acme", "--name", "Ann's secret project")
        entries = list(acme.root.audit.entries("acme"))
        assert [(entry.actor, entry.action, entry.objects) for entry in entries] == [
            ("operator", "organisation.created", ("acme",)),
            ("operator", "organisation.changed", ("acme",)),
        ]


class TestKeys:
    def test_a_key_is_shown_once_and_kept_as_a_hash(self, acme: Parley) -> None:
        shown = acme("keys", "create", "acme", "--name", "ATS")
        secret = shown.stdout.strip()
        assert mode_of_key(secret) is Mode.LIVE
        assert "only time" in shown.stderr
        assert secret not in shown.stderr
        kept = acme.root.api_keys.find_key(digest_of_key(secret))
        assert kept
        assert {scope.value for scope in kept.scopes} == {"interviews:read", "interviews:write"}
        for listed in (acme("keys", "list", "acme").stdout, str(acme.json("keys", "list", "acme"))):
            assert kept.id in listed
            assert secret not in listed
            assert kept.digest not in listed

    def test_sandbox_scopes_and_an_end(self, acme: Parley) -> None:
        answer = acme.json(
            "keys", "create", "acme", "--name", "CI", "--mode", "sandbox", "--scope", "admin", "--expires-in", "90d"
        )
        assert answer["secret"].startswith("parley_sandbox_")
        assert answer["key"]["scopes"] == ["admin"]
        kept = acme.root.api_keys.list_keys("acme")[0]
        assert kept.expires_at == EPOCH + timedelta(days=90)
        assert kept.tenant_id == "acme__sandbox"

    def test_two_keys_are_never_alike(self, acme: Parley) -> None:
        assert len({made(acme)[0] for _ in range(5)}) == 5

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("create", "beta", "--name", "x"), "UnknownOrganisation"),
            (("create", "acme", "--name", ""), "InvalidRequest"),
            (("create", "acme", "--name", "x", "--scope", "root"), "InvalidRequest"),
            (("create", "acme", "--name", "x", "--mode", "test"), "InvalidRequest"),
            (("create", "acme", "--name", "x", "--expires-in", "soon"), "InvalidRequest"),
            (("create", "acme", "--name", "x", "--expires-in", "0d"), "InvalidRequest"),
            (("list", "beta"), "UnknownOrganisation"),
            (("revoke", "acme", "key_x"), "UnknownApiKey"),
            (("rotate", "acme", "key_x"), "UnknownApiKey"),
        ],
    )
    def test_refusals(self, acme: Parley, arguments: tuple[str, ...], error: str) -> None:
        assert acme.json("keys", *arguments, code=3)["error"]["type"] == error

    def test_a_rotated_key_works_on_for_the_overlap(self, acme: Parley) -> None:
        _, old = made(acme, "--scope", "admin", "--mode", "sandbox")
        answer = acme.json("keys", "rotate", "acme", old, "--overlap", "2d")
        assert answer["secret"].startswith("parley_sandbox_")
        assert (answer["key"]["name"], answer["key"]["scopes"]) == ("CI", ["admin"])
        before, after = (acme.root.api_keys.get_key("acme", name) for name in (old, answer["key"]["id"]))
        assert (before.successor, before.expires_at) == (after.id, EPOCH + timedelta(days=2))
        assert before.status_at(EPOCH) is after.status_at(EPOCH) is KeyStatus.ACTIVE
        assert acme.json("keys", "rotate", "acme", old, code=3)["error"]["field"] == "keyId"
        assert acme.json("keys", "rotate", "acme", after.id, "--overlap", "31d", code=3)["error"]["type"]

    def test_the_successor_of_a_key_with_an_end_lasts_as_long(self, acme: Parley) -> None:
        _, old = made(acme, "--expires-in", "90d")
        acme.root.clock.advance(days=80)  # type: ignore[attr-defined]
        answer = acme.json("keys", "rotate", "acme", old)
        after = acme.root.api_keys.get_key("acme", answer["key"]["id"])
        assert after.expires_at == EPOCH + timedelta(days=170)

    def test_a_revoked_key_stays_listed(self, acme: Parley) -> None:
        _, name = made(acme)
        assert acme.json("keys", "revoke", "acme", name)["status"] == "revoked"
        assert acme.json("keys", "revoke", "acme", name)["status"] == "revoked"
        assert "revoked" in acme("keys", "list", "acme").stdout

    def test_there_is_a_limit_of_keys_that_work(self, acme: Parley, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.usecases.manage_api_keys.MAX_API_KEYS", 2)
        names = [made(acme)[1] for _ in range(2)]
        arguments = ("keys", "create", "acme", "--name", "CI")
        assert acme.json(*arguments, code=3)["error"]["type"] == "InvalidRequest"
        acme("keys", "revoke", "acme", names[0])
        acme(*arguments)

    def test_what_was_done_to_keys_is_on_record_by_their_ids(self, acme: Parley) -> None:
        secret, name = made(acme, "--mode", "sandbox")
        new = acme.json("keys", "rotate", "acme", name)["key"]["id"]
        acme("keys", "revoke", "acme", new)
        entries = list(acme.root.audit.entries("acme__sandbox"))
        assert [(entry.action, entry.objects) for entry in entries] == [
            ("api_key.created", (name,)),
            ("api_key.rotated", (name, new)),
            ("api_key.revoked", (new,)),
        ]
        assert secret not in str(entries)


class TestUsage:
    def test_of_this_month(self, acme: Parley) -> None:
        root, quotas = acme.root, Quotas(interviews=9, audio_minutes=9)
        root.quotas.take(interview_taking("acme", quotas, EPOCH))
        root.quotas.take(audio_taking("acme__sandbox", 61, quotas, EPOCH))
        live, sandbox = acme.json("usage", "acme")["tenants"]
        assert (live["mode"], live["interviews"], live["quotas"]["interviews"]) == ("live", 1, 1_000)
        assert (sandbox["mode"], sandbox["audioMinutes"]) == ("sandbox", 2)
        assert "30,000" in acme("usage", "acme").stdout

    def test_of_another_month(self, acme: Parley) -> None:
        found = acme.json("usage", "acme", "--month", "2026-12")
        assert (found["month"], found["resetsAt"]) == ("2026-12", "2027-01-01T00:00:00Z")
        assert found["tenants"][0]["interviews"] == 0

    @pytest.mark.parametrize("month", ["2026-13", "2026", "soon", "2026-1", "2026-011"])
    def test_of_no_month(self, acme: Parley, month: str) -> None:
        assert acme.json("usage", "acme", "--month", month, code=3)["error"]["field"] == "month"

    def test_of_nobody(self, parley: Parley) -> None:
        assert parley.json("usage", "acme", code=3)["error"]["type"] == "UnknownOrganisation"
