"""The names of values' fields outside."""

import pytest
from pydantic.alias_generators import to_camel

from shared.domain.value import camel


@pytest.mark.parametrize("name", ["id", "interview_id", "tokens_in", "price_nanodollars", "s3_key", "a_b_c"])
def test_fields_are_camel_case_outside_as_pydantic_spells_it(name: str) -> None:
    assert camel(name) == to_camel(name)
