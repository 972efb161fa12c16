from hypothesis import given
from hypothesis import strategies as st

from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Transcript
from tests.unit.adapters.interviews import analyst, evidence, transcript

LINE = st.tuples(st.sampled_from("IPX"), st.text(max_size=120)).map(": ".join)
HEARD = transcript(
    "I: Welcome. How do you get to work?",
    "P: I take the night bus, because there is no train before six. It costs me forty minutes.",
    "I: What do you think of the price of the ticket?",
    "P: I'd rather not talk about money.",
    "I: And how do you like your job?",
    "P: I love the garlic soup that we cook for two hundred guests. The kitchen was flooded twice last winter.",
)


def ask(*texts: str, heard: Transcript = HEARD) -> list[AnswerAttribution]:
    questions = [ProjectQuestion(id=f"q{number}", text=text) for number, text in enumerate(texts)]
    return list(analyst().attribute_answers(questions, heard, evidence(heard)))


def test_the_reply_to_a_question_answers_it() -> None:
    (answer,) = ask("How do people get to work?")
    quotes = {unit.id: unit.quote for unit in evidence(HEARD)}
    assert answer.status is AnswerStatus.ANSWERED
    assert any("night bus" in quotes[each] for each in answer.evidence_ids)
    assert "night bus" in answer.summary


def test_an_evaded_question_is_not_answered() -> None:
    (answer,) = ask("What do people think of the ticket price?")
    assert answer.status is AnswerStatus.NOT_ANSWERED
    assert answer.evidence_ids == ()


def test_what_leads_to_a_question_tells_its_subject() -> None:
    heard = transcript(
        "I: Who are you?", "P: A nurse.", "I: You ride the night bus. How is that?", "P: It is cold and always late."
    )
    (answer,) = ask("What is it like to ride the night bus?", heard=heard)
    assert answer.status is AnswerStatus.ANSWERED


def test_a_question_nobody_came_near_was_not_asked() -> None:
    (answer,) = ask("Which holidays do pensioners book?")
    assert answer.status is AnswerStatus.NOT_ASKED
    assert answer.evidence_ids == ()


def test_what_was_told_without_being_asked_is_an_answer() -> None:
    (answer,) = ask("Was the kitchen ever flooded in winter?")
    quotes = {unit.id: unit.quote for unit in evidence(HEARD)}
    assert answer.status is AnswerStatus.ANSWERED
    assert any("flooded" in quotes[each] for each in answer.evidence_ids)


def test_of_two_like_questions_the_closer_one_gets_the_exchange() -> None:
    asked, other = ask(
        "What do people think of the price of the ticket?", "What do people think of the ticket machine?"
    )
    assert asked.status is AnswerStatus.NOT_ANSWERED
    assert other.status is AnswerStatus.NOT_ASKED


@given(st.lists(LINE, max_size=6), st.lists(st.text(min_size=1, max_size=60), max_size=4))
def test_any_interview_gets_one_attribution_per_question(lines: list[str], texts: list[str]) -> None:
    heard = transcript(*lines)
    units = evidence(heard)
    answers = ask(*texts, heard=heard)
    assert [answer.question_id for answer in answers] == [f"q{number}" for number in range(len(texts))]
    for answer in answers:
        assert 0.0 <= answer.confidence <= 1.0
        assert set(answer.evidence_ids) <= {unit.id for unit in units}
        assert bool(answer.evidence_ids) == (answer.status is AnswerStatus.ANSWERED)
    assert ask(*texts, heard=heard) == answers


def test_a_summary_is_attributed_quotes() -> None:
    units = evidence(HEARD)
    summary = analyst().summarise(units)
    assert summary.startswith("The participant said: ")
    assert 2 <= sum(unit.quote in summary for unit in units) <= 4
    assert analyst().summarise([]) == "Nothing was said that could be taken as evidence."


def test_the_engine_names_its_vectors_and_says_draft() -> None:
    assert analyst().engine.name == "extractive"
    assert analyst().engine.version == "1+lexical"
    assert analyst().engine.draft
