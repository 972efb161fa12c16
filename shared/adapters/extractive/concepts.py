"""Word families for what interviews usually turn on, so that "value" meets "saves me time" without a model."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from shared.adapters.extractive.words import stem

# Each line is one family: everyday words for one idea. A word may belong to several.
FAMILIES: Final = (
    """price prices pricing cost costs pay paid money fee fees expensive cheap afford budget budgets dollar dollars
    euro euros pound pounds worth subscription invoice bill salary wage wages funding fund funds grant rent""",
    """value benefit benefits useful helpful save saves saved saving improve improved improvement gain advantage worth
    love faster easier better cut reduce reduced help helps helped reward rewarding result results difference""",
    """hard difficult difficulty tough challenge challenges challenging problem problems struggle struggled pain
    painful frustrating frustrated worst rough obstacle barrier trouble stress stressful chaos mess breaking broke
    hardest harder exhausting overwhelmed""",
    """trust believe rely reliable reliability confidence confident accurate accuracy wrong doubt honest honesty sure
    verify""",
    """change changes changed improve improvement wish different fix instead redesign replace request want add
    feature""",
    """move moving moved migrate migration switch switched switching adopt adoption rollout introduce introduced
    transition change onboarding launch""",
    """learn learned learning train training trained course courses teach taught teaching guide manual onboarding
    mentor mentoring practice skill skills""",
    """support help helped helpful assist assistance backup backing care""",
    """begin beginning start started starting early onboarding first weeks initially""",
    """leave leaving left quit quitting resign resigned departure stay staying stayed retention""",
    """motivate motivates motivated motivation motive inspire inspired purpose passion meaning meaningful love enjoy
    drive reason why proud""",
    """conflict argue argument disagree disagreement dispute fight quarrel tension complaint complained angry shouting
    shouted upset""",
    """team teams colleague colleagues coworker coworkers staff crew cooperation collaborate together everyone""",
    """boss manager managers management supervisor leader leaders leadership director""",
    """busy workload pressure stress overtime shift shifts hours understaffed tired burnout exhausted exhausting rush
    rushed""",
    """emergency urgent crisis critical pressure panic accident alarm""",
    """mistake mistakes error errors wrong fault failure fail failed incident""",
    """safe safety risk risks danger dangerous protect hygiene accident secure security""",
    """communicate communication tell told inform informed explain explained message messages call talk talked
    listen listened meeting meetings email""",
    """plan plans planning schedule schedules scheduling roster rota organise organize organised organising
    coordinate calendar arrange timetable""",
    """future goal goals plan ambition hope hopes years career dream aspire next""",
    """experience background career worked years history qualified qualification trained""",
    """decide decision decisions choose choice chose approve approval approved select""",
    """recruit recruiting recruitment hire hiring hired find attract join joined""",
    """product tool tools software system app application platform program service""",
    """report reports reporting dashboard numbers figures statistics data metrics chart charts""",
    """customer customers client clients user users guest guests visitor visitors""",
    """feel feeling feelings felt emotion mood happy sad satisfied satisfaction""",
    """time hours hour minutes weeks quick quickly slow fast faster wait waiting late delay deadline""",
    """often frequency frequently daily weekly every regularly always rarely""",
    """describe role job work position responsibilities responsible duties day""",
    """competitor competitors alternative alternatives instead other switch compare compared comparison""",
    """cope coping manage managed handle handled survive deal dealt through workaround""",
    """home family families parent parents kid kids child children husband wife partner private life balance""",
)


@cache
def families_of(stemmed: str) -> frozenset[int]:
    """The families, by number, that a stemmed word belongs to."""
    return frozenset(number for number, family in enumerate(_stemmed()) if stemmed in family)


def families(stems: Iterable[str]) -> frozenset[int]:
    """The families that any of the stemmed words belongs to."""
    return frozenset(number for one in stems for number in families_of(one))


@cache
def _stemmed() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, family.split())) for family in FAMILIES)
