"""Who answers cannot be told from what a scorer reads."""

import unicodedata
from typing import Literal

import pytest

from shared.domain.evaluation.blind import blind


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("I'm Ann Example, and Ann led it.", "I'm [name], and [name] led it."),
        ("My name is Priya Natarajan and I led five.", "My name is [name] and I led five."),
        ("Write to ann@example.org or +44 20 7946 0958.", "Write to [contact] or [contact]."),
        ("My husband said he would; she agreed.", "My partner said they would; they agreed."),
        ("The manager thanked her herself.", "The manager thanked their themself."),
        ("We shipped 12 releases in 2024, 30% faster.", "We shipped 12 releases in 2024, 30% faster."),
        ("My daughters and sons told their grandmothers.", "My children and children told their grandparents."),
        ("The businesswoman spoke to ladies and sirs.", "The businessperson spoke to people and Mx."),
        ("I am 54 years old, a 54-year-old muslim from Nigeria.", "I am [age], a [age] [faith] from Nigeria."),
        ("I'm from Nigeria and was aged 19 then.", "I'm from [place] and was [age] then."),
        ("I'm Priya. This is Jamal Washington speaking.", "I'm [name]. This is [name] speaking."),
        ("I'm AWS certified; this is Python, I think of.", "I'm AWS certified; this is Python, I think of."),
        ("This is Kubernetes doing its work.", "This is Kubernetes doing its work."),
        ("Exampel asked. Samples were an example.", "[name] asked. Samples were an [name]."),
        ("There was a shepherd and a hero in the theme.", "There was a shepherd and a hero in the theme."),
    ],
)
def test_what_tells_who_speaks_is_taken_out(said: str, read: str) -> None:
    assert blind(said, ["Ann Example"]) == read


def test_swapped_names_and_genders_read_the_same() -> None:
    one = blind("I am Jamal Washington; as a father of two, Jamal led his team.", ["Jamal Washington"])
    other = blind("I am Emily Baker; as a mother of two, Emily led her team.", ["Emily Baker"])
    assert one == other


def test_a_name_that_speech_to_text_wrote_differently() -> None:
    assert blind("Prea Nutrajan led. Natarayan did.", ["Priya Natarajan"]) == "Prea [name] led. [name] did."


def test_a_name_that_is_a_word_hides_only_itself() -> None:
    assert blind("I will lead. Will Young led a young team.", ["Will Young"]) == "I will lead. [name] led a young team."


def test_a_short_or_empty_name_hides_nothing_else() -> None:
    assert blind("A plan is a plan.", ["", "A"]) == "A plan is a plan."


@pytest.mark.parametrize(
    ("name", "said", "read"),
    [
        ("प्रिया शर्मा", "मेरा नाम प्रिया है और शर्मा जी ने कहा।", "मेरा नाम [name] है और [name] जी ने कहा।"),
        ("राहुल मेहरा", "मैं राहुल मेहरा हूँ।", "मैं [name] हूँ।"),
        ("রিয়া চক্রবর্তী", "আমার নাম রিয়া, চক্রবর্তী বাড়ি।", "আমার নাম [name], [name] বাড়ি।"),
        ("பிரியா குமாரி", "என் பெயர் பிரியா குமாரி.", "என் பெயர் [name]."),
        ("சரஸ்வதி", "சரஸ்வதியின் குழு", "[name] குழு"),
        ("محمّدٌ", "أنا محمّدٌ من الفريق", "أنا [name] من الفريق"),
        (
            "Иван Петров",
            "Меня зовут Иван, у Ивана и Петровой команда.",
            "Меня зовут [name], у [name] и [name] команда.",
        ),
        ("Zoë Čapek", "Zoë led it; Čapek's team did.", "[name] led it; [name]'s team did."),
        ("क‍मला", "कमला ने", "[name] ने"),
        ("कमला", "क‍मला ने", "[name] ने"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_of_any_script(form: Literal["NFC", "NFD"], name: str, said: str, read: str) -> None:
    assert blind(unicodedata.normalize(form, said), [name]) == unicodedata.normalize("NFC", read)
    assert blind(said, [unicodedata.normalize(form, name)]) == unicodedata.normalize("NFC", read)


def test_a_word_that_a_vowel_sign_makes_another_is_no_name() -> None:
    assert blind("राम की रामा दुकान।", ["राम"]) == "[name] की रामा दुकान।"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("मेरा नाम प्रिया शर्मा है और मैंने टीम बनाई।", "मेरा नाम [name] है और मैंने टीम बनाई।"),
        ("Mera naam Priya hai, maine team lead ki.", "Mera naam [name] hai, maine team lead ki."),
        ("My name is प्रिया शर्मा.", "My name is [name]."),
        ("My name is प्रिया और मैंने टीम बनाई।", "My name is [name] और मैंने टीम बनाई।"),
        ("My name is Élodie Čapek and I led.", "My name is [name] and I led."),
        ("He said “she did”; I’m Ann.", "they said “they did”; I’m [name]."),
    ],
)
def test_who_says_a_name_that_nobody_knows(said: str, read: str) -> None:
    assert blind(said) == unicodedata.normalize("NFC", read)


@pytest.mark.parametrize(
    ("name", "said", "read"),
    [
        (
            "山田太郎",
            "山田太郎としてプロジェクトを率い売上を倍にしました。",
            "[name]としてプロジェクトを率い売上を倍にしました。",
        ),
        ("สมชาย ใจดี", "ผมชื่อสมชายและนำทีมห้าคน", "ผมชื่อ[name]และนำทีมห้าคน"),
    ],
)
def test_where_words_have_no_spaces_the_name_goes_and_the_answer_stays(name: str, said: str, read: str) -> None:
    assert blind(said, [name]) == read
