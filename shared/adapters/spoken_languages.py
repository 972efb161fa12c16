"""The languages that Whisper knows. Servers that run it name what they heard by word or by code."""

from typing import Final

from shared.domain.errors import UnsupportedLanguage

UNKNOWN: Final = "und"
_NAMES: Final = (
    "af afrikaans|am amharic|ar arabic|as assamese|az azerbaijani|ba bashkir|be belarusian|bg bulgarian|bn bengali|"
    "bo tibetan|br breton|bs bosnian|ca catalan|cs czech|cy welsh|da danish|de german|el greek|en english|es spanish|"
    "et estonian|eu basque|fa persian|fi finnish|fo faroese|fr french|gl galician|gu gujarati|ha hausa|haw hawaiian|"
    "he hebrew|hi hindi|hr croatian|ht haitian creole|hu hungarian|hy armenian|id indonesian|is icelandic|it italian|"
    "ja japanese|jw javanese|ka georgian|kk kazakh|km khmer|kn kannada|ko korean|la latin|lb luxembourgish|ln lingala|"
    "lo lao|lt lithuanian|lv latvian|mg malagasy|mi maori|mk macedonian|ml malayalam|mn mongolian|mr marathi|ms malay|"
    "mt maltese|my myanmar|ne nepali|nl dutch|nn nynorsk|no norwegian|oc occitan|pa punjabi|pl polish|ps pashto|"
    "pt portuguese|ro romanian|ru russian|sa sanskrit|sd sindhi|si sinhala|sk slovak|sl slovenian|sn shona|so somali|"
    "sq albanian|sr serbian|su sundanese|sv swedish|sw swahili|ta tamil|te telugu|tg tajik|th thai|tk turkmen|"
    "tl tagalog|tr turkish|tt tatar|uk ukrainian|ur urdu|uz uzbek|vi vietnamese|yi yiddish|yo yoruba|yue cantonese|"
    "zh chinese"
)
CODE_OF: Final = {name: code for code, _, name in (entry.partition(" ") for entry in _NAMES.split("|"))}
CODES: Final = frozenset(CODE_OF.values())


def code_of_hint(hint: str) -> str:
    """The code for a language tag such as `en`, `EN` or `en-GB`. Raises UnsupportedLanguage."""
    code = hint.strip().lower().replace("_", "-").split("-")[0]
    if code not in CODES:
        raise UnsupportedLanguage("the engine does not know this language", field="languageHint")
    return code


def code_of_heard(language: str | None) -> str:
    """The code for what a server says it heard, by its name or its code; `und` when it is neither."""
    said = (language or "").strip().lower()
    return CODE_OF.get(said) or (said if said in CODES else UNKNOWN)
