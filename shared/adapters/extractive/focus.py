"""What this engine can make of instructions: a focus that they name brings the themes close to it to the front.

Nothing else in instructions is followed: no tone, no length, no language, no leaving out.
"""

import re
from collections.abc import Sequence
from typing import Final

from shared.adapters.extractive.closeness import Closeness
from shared.domain.drafts import ThemeDraft, ThemesDraft

CLOSE_ENOUGH: Final = 0.3  # below it a theme has nothing to do with the focus
_FOCUS: Final = re.compile(
    r"\b(?:focus(?:ing|ed)?(?: only| mainly| especially)? on|(?:pay|paying) (?:special |close )?attention to"
    r"|look(?:ing)? (?:out )?for|concentrat(?:e|ing) on|emphasi[sz]e|prioriti[sz]e"
    r"|(?:only |especially )?interested in)\s+([^.;:!?\n]+)",
    re.IGNORECASE,
)


def focus_of(instructions: str | None) -> list[str]:
    """The subjects that the instructions want in front; none when they name none."""
    found = _FOCUS.findall(instructions or "")
    parts = [part.strip() for text in found for part in re.split(r",|\band\b|\bor\b", text)]
    return [part for part in parts if part]


def in_focus(themes: Sequence[ThemeDraft], instructions: str | None, closeness: Closeness) -> ThemesDraft:
    """The themes, those close to the focus first; `instructions_used` only when that changed their order."""
    wanted = focus_of(instructions)
    if not wanted or not themes:
        return ThemesDraft(themes=tuple(themes))
    nearness = closeness.between([f"{theme.name}. {theme.statement}" for theme in themes], wanted).max(axis=1)
    ranks = [float(near) if near >= CLOSE_ENOUGH else 0.0 for near in nearness]
    order = sorted(range(len(themes)), key=lambda place: (-ranks[place], place))
    moved = order != list(range(len(themes)))
    return ThemesDraft(themes=tuple(themes[place] for place in order), instructions_used=moved)
