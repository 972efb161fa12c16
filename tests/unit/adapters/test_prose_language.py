"""In which language a model wrote, against the one that was spoken: claimed only where both show it."""

import pytest

from shared.adapters.prose_language import sure_language, written_otherwise

TEXTS = {
    "en": "The nurse plans her week on Monday and has to start again when somebody is ill, as there is no cover.",
    "de": "Die Pflegerin plant die Woche am Montag und muss von vorn beginnen, wenn jemand krank ist.",
    "fr": "Elle prépare la semaine le lundi et elle recommence quand une personne est malade, car on ne sait pas.",
    "es": "La enfermera planifica la semana el lunes y tiene que empezar de nuevo cuando falta una persona.",
    "it": "La sera prepara il piano della settimana e lo cambia quando una persona è malata, perché non viene.",
    "pt": "A enfermeira planeja a semana na segunda e muda o plano quando uma pessoa não vem, porque não há outra.",
    "nl": "De verpleegster maakt het plan van de week op maandag en begint opnieuw als er een van hen ziek is.",
    "hi": "Nurse somvar ko hafte ka plan karti hai aur jab koi beemar hota hai to phir se shuru karti hai.",
    "other": "看護師は月曜日に一週間の予定を立てて、誰かが病気になると最初からやり直します。",
}
DEVANAGARI = "नर्स सोमवार को सप्ताह की योजना बनाती है और जब कोई बीमार होता है तो फिर से शुरू करती है।"
POLISH = "Pielęgniarka planuje tydzień w poniedziałek i zaczyna od nowa, kiedy ktoś zachoruje, bo brakuje ludzi."


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_enough(language: str) -> None:
    assert sure_language(TEXTS[language]) == language


@pytest.mark.parametrize("written", TEXTS)
@pytest.mark.parametrize("spoken", TEXTS)
def test_prose_in_another_language_is_told_from_prose_in_the_same(written: str, spoken: str) -> None:
    found = written_otherwise(TEXTS[written], TEXTS[spoken])
    mixed = {written, spoken} == {"en", "hi"}  # see below: who says Hindi in our letters may mix
    assert found == (None if written == spoken else written) or (mixed and found is None)


@pytest.mark.parametrize("written", TEXTS)
def test_of_a_language_that_is_not_known_no_more_is_said_than_that_it_is_not_this_one(written: str) -> None:
    assert written_otherwise(TEXTS[written], POLISH) == written
    assert written_otherwise(POLISH, TEXTS[written]) is None
    assert written_otherwise(POLISH, POLISH) is None


@pytest.mark.parametrize("written", ["en", "de", "es"])
def test_letters_tell_too(written: str) -> None:
    assert written_otherwise(TEXTS[written], DEVANAGARI) == written
    assert written_otherwise(DEVANAGARI, TEXTS[written]) == "hi"


def test_who_mixes_hindi_and_english_is_written_of_in_either() -> None:
    mixed = "Main the plan of the week banati hoon and it is in my diary, lekin jab koi ill hai to we do it again."
    assert written_otherwise(TEXTS["en"], mixed) is None
    assert written_otherwise(TEXTS["hi"], mixed) is None
    assert written_otherwise(TEXTS["de"], mixed) == "de"


@pytest.mark.parametrize("short", ["", "   ", "La Paz", "Planning", "42", "die war in was", "plans the week"])
def test_a_few_words_claim_nothing(short: str) -> None:
    assert written_otherwise(short, TEXTS["fr"]) is None
    assert written_otherwise(TEXTS["fr"], short) is None
