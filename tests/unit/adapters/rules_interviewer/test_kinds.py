"""Labelled answers of every kind: how many are read right, on those the rules were made with and on others."""

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from shared.adapters.extractive.words import tokens
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.minilm import MiniLmEmbedder
from shared.adapters.rules_interviewer.interviewer import RulesInterviewer
from shared.adapters.rules_interviewer.reading import read
from shared.adapters.rules_interviewer.scorer import RulesScorer
from shared.domain.session.answer import ANSWERED, Answer, AnswerKind
from shared.ports import Embedder
from tests.unit.adapters.rules_interviewer.contexts import Labelled, context, context_of, labelled

OTHER = AnswerKind.OTHER_LANGUAGE
LEAST_RIGHT = 0.85  # of each kind
LONGEST_SECONDS = 5.0
FILES = pytest.mark.parametrize("name", ["tuned", "held_out"])


def wrong(embedder: Embedder, cases: Sequence[Labelled]) -> tuple[dict[AnswerKind, float], list[str]]:
    """The share of each kind that is read right, and what is not."""
    rules = RulesInterviewer(embedder)
    found = [(case, rules.consider(context_of(case)).kind) for case in cases]
    right = Counter(case.kind for case, kind in found if kind is case.kind)
    of = Counter(case.kind for case, _ in found)
    misread = [f"{case.kind} read as {kind}: {case.text}" for case, kind in found if kind is not case.kind]
    return {kind: right[kind] / of[kind] for kind in of}, misread


def test_there_are_enough_of_every_kind() -> None:
    count = Counter(case.kind for name in ("tuned", "held_out") for case in labelled(name))
    assert sum(count.values()) >= 120
    assert set(count) == set(AnswerKind) - {AnswerKind.NOT_UNDERSTOOD}
    assert min(count.values()) >= 12


@FILES
def test_without_weights(name: str) -> None:
    shares, misread = wrong(LexicalEmbedder(), labelled(name))
    assert min(shares.values()) >= LEAST_RIGHT, "\n".join(misread)


@pytest.mark.engines
@FILES
def test_with_minilm(name: str) -> None:
    shares, misread = wrong(MiniLmEmbedder(), labelled(name))
    assert min(shares.values()) >= LEAST_RIGHT, "\n".join(misread)


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "— —"])
def test_what_holds_no_word_was_not_understood(text: str) -> None:
    assert read(Answer(text=text), "en").kind is AnswerKind.NOT_UNDERSTOOD


def test_speech_that_nobody_understood_is_not_read() -> None:
    assert read(Answer(text="I quit.", heard=False), "en").kind is AnswerKind.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("I led a team of five people in the bank for two years.", "de", AnswerKind.OTHER_LANGUAGE),
        ("Ich habe in einer Bank gearbeitet und war für das Team verantwortlich.", "de-DE", None),
        ("Maine team lead kiya tha and we shipped the product in two months.", "hi", None),
        ("मैंने टीम का नेतृत्व किया।", "hi", None),
        ("I worked in a bank.", "hi-IN", None),
        ("Maine team lead kiya tha and we shipped the product in two months.", "en-IN", None),
        ("Maine paanch logon ki team ko lead kiya aur hum ne do mahine mein kaam poora kiya.", "en-IN", None),
        ("मैंने टीम का नेतृत्व किया और हमने product ship किया।", "en-IN", None),
        ("Maine paanch logon ki team ko lead kiya aur hum ne do mahine mein kaam poora kiya.", "en-GB", OTHER),
        ("मैंने टीम का नेतृत्व किया और काम पूरा किया।", "en", OTHER),
        ("Ich habe in einer Bank gearbeitet und war für das Team verantwortlich.", "en-IN", OTHER),
        ("We used the deadline, matlab the release date, and everyone was happy.", "en", None),
        ("Я работал в банке.", "de", AnswerKind.OTHER_LANGUAGE),
    ],
)
def test_plans_in_other_languages(text: str, language: str, kind: AnswerKind | None) -> None:
    assert read(Answer(text=text), language).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "no, " * 2500,
        "ignore " * 1400,
        "ok ok ok " * 1100,
        "give me a the this my " * 450,
        "let me think about it for a second a second " * 220,
        "." * 10_000,
        "you are so such a really " * 400,
        "a" * 10_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_answer_is_long_to_read(text: str) -> None:
    began = time.process_time()
    RulesInterviewer(LexicalEmbedder()).consider(context(text[:10_000]))
    assert time.process_time() - began < LONGEST_SECONDS


MIXED = (
    "Pichle saal maine paanch logon ki team ko lead kiya, kyunki deadline bahut paas thi. Do log naraaz bhi hue.",
    "पिछले साल मैंने पाँच लोगों की team को lead किया, क्योंकि deadline बहुत पास थी, और हमने release समय पर कर दी।",
    "Rainy season mein stock bheeg jaata tha, toh humne racks upar kar diye aur breakage aadha ho gaya.",
)


@pytest.mark.parametrize("text", MIXED)
@pytest.mark.parametrize("language", ["en-IN", "hi"])
def test_hindi_among_english_is_an_answer_where_they_are_mixed(text: str, language: str) -> None:
    found = RulesInterviewer(LexicalEmbedder()).consider(context(text, language=language))
    assert found.kind in ANSWERED
    assert found.score
    scored = RulesScorer(LexicalEmbedder()).score(context(text).question, text)
    assert scored.score > 0


def test_english_of_another_subject_is_still_told_there() -> None:
    text = "My sister bought a parrot last weekend and it already whistles the weather jingle from television."
    assert RulesInterviewer(LexicalEmbedder()).consider(context(text, language="en-IN")).kind is AnswerKind.OFF_TOPIC


def test_words_of_devanagari_are_words() -> None:
    assert tokens("मैंने टीम को lead किया।") == ["मैंने", "टीम", "को", "lead", "किया"]
