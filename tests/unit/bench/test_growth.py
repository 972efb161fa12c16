"""The bench of growth stores interviews as the app does, only many at a time."""

from bench.growth.operations import TOGETHER, store_interviews
from bench.sandbox import ORGANISATION
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.domain.interview_filter import InterviewFilter
from tests.builders import at
from tests.contract.aws import client, new_table


def test_what_it_stores_are_interviews() -> None:
    with client("dynamodb", None) as dynamodb:
        table = new_table(dynamodb)
        store_interviews(table, TOGETHER + 1, lambda: at(0))
        found = DynamoInterviewLists(table).find_interviews(ORGANISATION, InterviewFilter(), limit=200, cursor=None)
        assert len(found.items) == TOGETHER + 1
