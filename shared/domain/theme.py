"""Themes: what several pieces of evidence say together."""

from shared.domain.value import Value


class Theme(Value):
    """A finding. Users read it as an insight; the store knows one word, theme, with exactly these three fields."""

    id: str
    name: str
    statement: str
    inclusion_criteria: str


class ThemeEvidence(Value):
    """Links a theme to a piece of evidence."""

    theme_id: str
    evidence_id: str
