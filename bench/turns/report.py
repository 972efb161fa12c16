"""What the bench of turns has to say."""

from collections.abc import Sequence

from bench.figures import Figure, Findings, at_most, table
from bench.sandbox import SCRIPTED, sandbox
from bench.turns.asking import TURNS
from bench.turns.inside import TurnCost, hold
from bench.turns.prompts import prompt_lengths
from bench.turns.through import Pair, hold_through, median, p95
from shared.adapters.model_interviewer.question import MAX_PROMPT_CHARACTERS

FULL = 12  # by this turn all that is kept of the past has the size that it keeps
BAR = 1.02  # a turn's number itself is longer when it has two digits
THROUGH, QUICK = 45, 12  # a plan has 50 questions at most, and each is answered once here
SHOWN = (1, 2, FULL, 30, TURNS - 1, TURNS)


def report(*, sessions: int, quick: bool) -> Findings:
    """In process, through the local AWS, and the prompt."""
    with sandbox(SCRIPTED) as stage:
        costs = hold(stage, sessions)
        pair = hold_through(stage, QUICK if quick else THROUGH)
    prompts = prompt_lengths()
    figures = [*_costs(costs), _prompt(prompts), *_inside(costs), *_through(pair)]
    return Findings(figures, _details(costs[-1], prompts))


def _costs(costs: Sequence[Sequence[TurnCost]]) -> list[Figure]:
    first, full, last = (costs[-1][number - 1] for number in (1, FULL, TURNS))
    ratio = _bytes(last) / _bytes(full)
    return [
        Figure(
            what=f"requests, items read and items written in turn 1 and in turn {TURNS}",
            value=f"{_items(first)} and {_items(last)}",
            bar="equal",
            met=_items(first) == _items(last),
            means=f"turn {TURNS} ends the session; what follows is done by who hears of that, off its path",
        ),
        Figure(
            what=f"bytes read and written in turn {TURNS} over those in turn {FULL}",
            value=f"{_bytes(last):,} / {_bytes(full):,} = {ratio:.3f}",
            bar=f"{BAR:.2f}",
            met=at_most(ratio, BAR),
            means=f"turn 1 has {_bytes(first):,}: the last exchanges, the summary and the insights are empty then",
        ),
    ]


def _prompt(prompts: Sequence[int]) -> Figure:
    return Figure(
        what=f"the model interviewer's prompt in turn {TURNS} over that in turn {FULL}",
        value=f"{prompts[-1]:,} / {prompts[FULL - 1]:,} characters = {prompts[-1] / prompts[FULL - 1]:.3f}",
        bar=f"{BAR:.2f}",
        met=at_most(prompts[-1] / prompts[FULL - 1], BAR),
        means=f"turn 1 has {prompts[0]:,}; a turn's data never has more than {MAX_PROMPT_CHARACTERS:,}",
    )


def _inside(costs: Sequence[Sequence[TurnCost]]) -> list[Figure]:
    turns = [cost for session in costs for cost in session]
    own, whole = [cost.own_seconds for cost in turns], [cost.seconds for cost in turns]
    early, late = ([cost.own_seconds for session in costs for cost in session[part]] for part in _ENDS)
    return [
        Figure(
            what="a turn in process, engines that answer at once: our own code",
            value=_times(own),
            means=f"with requests to the local AWS's table {_times(whole)}; {len(turns)} turns",
        ),
        Figure(
            what="our own code in the last 20 turns over the first 20, median",
            value=f"{median(late) / median(early):.2f}",
            means="a turn takes no longer because there were many before",
        ),
    ]


_ENDS = (slice(0, 20), slice(TURNS - 20, TURNS))


def _through(pair: Pair) -> list[Figure]:
    return [
        Figure(
            what="a text turn through the local AWS, warm, over an empty function behind the same gateway: p50",
            value=f"{pair.ratio(median):.1f} ({median(pair.turns) * 1000:.0f} / {median(pair.empty) * 1000:.0f} ms)",
            means="API Gateway, function, table; the link is checked, the answer kept, the reply written",
        ),
        Figure(
            what="the same: p95",
            value=f"{pair.ratio(p95):.1f} ({p95(pair.turns) * 1000:.0f} / {p95(pair.empty) * 1000:.0f} ms)",
            means=f"{len(pair.turns)} turns, one after the other",
        ),
    ]


def _details(costs: Sequence[TurnCost], prompts: Sequence[int]) -> list[str]:
    rows = [
        (
            number,
            cost.requests,
            cost.items_read,
            cost.items_written,
            f"{cost.bytes_read:,}",
            f"{cost.bytes_written:,}",
            f"{prompts[number - 1]:,}",
        )
        for number, cost in ((number, costs[number - 1]) for number in SHOWN)
    ]
    head = ("turn", "requests", "items read", "items written", "bytes read", "bytes written", "prompt's characters")
    return table(head, rows)


def _items(cost: TurnCost) -> str:
    return f"{cost.requests}/{cost.items_read}/{cost.items_written}"


def _bytes(cost: TurnCost) -> int:
    return cost.bytes_read + cost.bytes_written


def _times(seconds: Sequence[float]) -> str:
    return f"p50 {median(seconds) * 1000:.1f} ms, p95 {p95(seconds) * 1000:.1f} ms"
