"""Themes over all evidence: found in as many parts as it takes, then merged until one list is left."""

from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.model_analyst.answers import MergedThemeAnswer, MergedThemesAnswer, ThemeAnswer, ThemesAnswer
from shared.adapters.model_analyst.asking import Asker
from shared.adapters.model_analyst.numbered import ids, named, numbered, shown
from shared.domain.drafts import ThemeDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS, MAX_THEMES

FIND: Final = "find_themes"
MERGE: Final = "merge_themes"
Drafts = Sequence[ThemeDraft]


def find_themes(asker: Asker, evidence: Sequence[EvidenceUnit], instructions: str | None) -> tuple[ThemeDraft, ...]:
    """At most `MAX_THEMES`, each on evidence that exists."""

    def data(part: Sequence[EvidenceUnit]) -> dict[str, Any]:
        rows = [{"n": number} | shown(unit) for number, unit in numbered(part).items()]
        return _asked(instructions) | {"evidence": rows}

    found = asker.ask_in_parts(FIND, evidence, data, ThemesAnswer) if evidence else []
    lists = [_drafts(answer, part) for part, answer in found]
    while len(lists) > 1:
        lists = _merged(asker, lists, instructions)
    return tuple(lists[0][:MAX_THEMES]) if lists else ()


def _asked(instructions: str | None) -> dict[str, Any]:
    return {"request": instructions, "most_themes": MAX_THEMES}


def _drafts(answer: ThemesAnswer, part: Sequence[EvidenceUnit]) -> Drafts:
    drafts = [_draft(theme, ids(theme.evidence, part)) for theme in answer.themes]
    return [draft for draft in drafts if draft.name and draft.evidence_ids]


def _draft(theme: ThemeAnswer | MergedThemeAnswer, evidence_ids: tuple[str, ...]) -> ThemeDraft:
    return ThemeDraft(
        name=theme.name.strip()[:MAX_NAME_CHARACTERS],
        statement=theme.statement.strip()[:MAX_TEXT_CHARACTERS],
        inclusion_criteria=theme.inclusion_criteria.strip()[:MAX_TEXT_CHARACTERS],
        evidence_ids=evidence_ids,
    )


def _merged(asker: Asker, lists: Sequence[Drafts], instructions: str | None) -> list[Drafts]:
    """Fewer lists: as many as fit are merged into one, and at least two."""

    def data(part: Sequence[ThemeDraft]) -> dict[str, Any]:
        return _asked(instructions) | {"themes": [_row(number, draft) for number, draft in numbered(part).items()]}

    drafts = [draft for each in lists for draft in each]
    answers = asker.ask_in_parts(MERGE, drafts, data, MergedThemesAnswer) if drafts else []
    merged = [_combined(answer, part) for part, answer in answers]
    return merged if len(merged) < len(lists) else [_strongest(merged)]


def _row(number: int, draft: ThemeDraft) -> dict[str, Any]:
    return {
        "n": number,
        "name": draft.name,
        "statement": draft.statement,
        "inclusion_criteria": draft.inclusion_criteria,
        "quotes": len(draft.evidence_ids),
    }


def _combined(answer: MergedThemesAnswer, part: Drafts) -> Drafts:
    drafts = [_draft(theme, _evidence_of(named(theme.themes, part))) for theme in answer.themes]
    return [draft for draft in drafts if draft.name and draft.evidence_ids]


def _evidence_of(drafts: Drafts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(evidence_id for draft in drafts for evidence_id in draft.evidence_ids))


def _strongest(lists: Sequence[Drafts]) -> Drafts:
    """Where a model's context is too small to merge any further: the themes that most evidence stands on."""
    drafts = [draft for each in lists for draft in each]
    return sorted(drafts, key=lambda draft: -len(draft.evidence_ids))
