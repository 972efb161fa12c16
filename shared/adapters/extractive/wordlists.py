"""The English that the rules know: plain data, none of it taken from any one interview."""

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


# Words that carry no topic: never part of a key phrase, never counted as shared content.
STOP: Final = word_set(
    """a about above after again against ago all almost alone along already also although always am among an and
    another any anybody anyone anything anyway are aren't around as at away back be became because become been before
    behind being below besides between both but by came can can't cannot come coming could couldn't day days did
    didn't do does doesn't doing don't done down during each either else enough especially even ever every everybody
    everyone everything exactly few first for from further gave get gets getting give given gives go goes going gone
    got gotta had hadn't has hasn't have haven't having he he'd he'll he's hence her here here's hers herself him
    himself his honestly how how's however i i'd i'll i'm i've if in indeed instead into is isn't it it'd it'll it's
    its itself just keep keeps kept kind kinda know knew known last later least less let let's like literally little
    lot lots made mainly make makes making many may maybe me mean means might mine more most mostly much must my
    myself near nearly need never next no nobody none nor not nothing now obviously of off often oh ok okay on once
    one ones only onto or other others otherwise our ours ourselves out over own part particularly people per perhaps
    person please point pretty probably put quite rather really right said same saw say saying says second see seem
    seemed seems seen several shall she she'd she'll she's should shouldn't since so some somebody somehow someone
    something sometimes somewhere soon sort still such sure take takes taken taking tell than thank thanks that that'd
    that's the their theirs them themselves then there there's these they they'd they'll they're they've thing things
    think third this those though thought through till time times to today together told too took toward towards try
    tried trying two under unless until up upon us use used usually very wanna want wanted wants was wasn't way ways
    we we'd we'll we're we've well went were weren't what what's whatever when whenever where where's whether which
    while who who's whole whom whose why will with within without won't would wouldn't yeah yes yet you you'd you'll
    you're you've your yours yourself yourselves um uh er erm hmm hm mhm ah"""
)

# What a phrase that names something can follow, and what it cannot.
DETERMINERS: Final = word_set(
    "a an the my our your his her its their this that these those some any no every each more less most many few"
)
SUBJECTS: Final = word_set("i we you he she it they who nobody everybody everyone somebody someone people")
AUXILIARIES: Final = word_set(
    """am is are was were be been being do does did have has had will would can could should may might must to not
    don't doesn't didn't can't couldn't won't wouldn't i'd i'll i've i'm we'd we'll we've they'd they'll they've it'd"""
)

# Words that stand for a verb or a state more often than for a thing, and so do not name a theme.
NOT_NAMES: Final = word_set(
    """able afraid alone asked ask asks bad begin best better big bring brought buy call called check different
    easy end ended explain feel feels felt fine find found full glad good great happen happened happens happy hard
    hear heard help helped helps hold hope hour hours keep learn learned leave left long look looked looking looks
    lose lost love loved mind minute minutes month monthly months move moved new nice old pay paid ready real run
    running sad sat send sent show showed sit small sorry start started stay stayed stop stopped stuff talk talked
    true turn turned understand wait walk week weekly weeks wonderful worked works write wrong wrote year years daily
    yearly hundred thousand dozen half bit couple ten three four five six seven eight nine twenty thirty forty fifty
    sixty seventy eighty ninety tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december mondays tuesdays wednesdays
    thursdays fridays saturdays sundays rid sense truth matter reason name names"""
)

# Verbs in their plain form; with an ending of a verb they do not belong into a name either.
VERBS: Final = word_set(
    """accept add agree allow appear arrive arrange avoid beat belong borrow bother bring carry catch check choose clean
    clear close collect come compare complain connect consider contain continue cost count cover create cut decide
    depend describe deserve disappear draw drink drive drop earn eat enjoy enter exist expect explain export fail fall
    fill fit fix follow forget grow guess handle happen hang hate hurt ignore improve include join jump kick lead learn
    lend lift listen manage match measure miss move notice offer open pass pick prefer print produce promise pull push
    raise reach realise realize receive recognise recommend remember remove repeat reply respond ring rise save search
    sell serve share shout shut sign sing sit sleep smell sound spend stand stay steal stick suffer suggest supply
    suppose swap swim switch teach tend throw tick touch travel trust use visit wake walk wash watch wear win wish worry
    write yell"""
)
_IRREGULAR: Final = word_set(
    """ate beat broke brought built bought caught chose cost cut did drew drove fell felt forgot found gave grew heard
    held hung kept knew laid led lent lost meant met ran rang read rose sang sat saw sent shook slept sold spent stood
    stole stuck taught threw told took torn understood woke won wore wrote begun broken chosen drawn driven eaten fallen
    forgotten given gone grown known ridden seen shaken sung taken thrown worn written"""
)
VERB_FORMS: Final = _IRREGULAR | {
    form for verb in VERBS for form in (verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}d")
}

NUMBERS: Final = word_set(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half third quarter dozen
    twice double percent couple"""
)

BACKCHANNEL: Final = word_set(
    """ah aha alright absolutely anyway bye certainly cool correct definitely er erm exactly fine good goodbye great
    hello hey hi hm hmm i indeed interesting know lovely mhm mm mmhm nice no nope of course oh ok okay perfect please
    really right see so sounds sure that's totally true uh uhh um very well welcome wow yeah yep yes you you're so
    honestly"""
)

# Of a farewell, an excuse or thanks.
COURTESIES: Final = BACKCHANNEL | word_set(
    """again all and anybody anyone best everybody everyone for goodbye have nice day here i'm i am afraid it luck me my
    now of sorry thank thanks the time today wish you your"""
)

FEELING: Final = word_set(
    """admire afraid amazing angry annoy annoyed annoying anxious appreciate ashamed awful awkward bad beautiful best
    better boring brilliant burden calm careful comfortable confident confused confusing crazy dangerous delighted
    depressing desperate difficult disappoint disappointed disappointing dislike easier easy embarrassed
    embarrassing enjoy enjoyed excellent excited exhausted exhausting expensive fair fantastic favourite favorite fear
    felt feel fine frightened frustrated frustrating fun glad good grateful great guilty happier happiest happy hard
    harder hardest hate hated helpful horrible hurt impressed incredible kind lonely love loved loves lovely lucky
    mad meaningful messy miserable miss motivated nervous nice overwhelmed overwhelming pain painful panic perfect
    pleasant pleased powerful proud rewarding rough ridiculous sad safe scared scary shocked simple slow smooth sorry
    stress stressed stressful strong struggle struggled stupid superb surprised surprising terrible terrified tired
    tiring tough trust ugly uncomfortable unfair unhappy unsafe upset useful useless valuable weird wonderful worried
    worry worse worst worth wrong"""
)

PAIN: Final = word_set(
    """abandon abandoned block blocked broke broken break breaking breaks burn burnt cancel cancelled chaos complain
    complained complaint confused confusing crash crashed crisis cut delay delayed difference difficult emergency
    error errors fail failed failing failure fault fell fight forget forgot frustrated frustrating gap gave hard harder
    hardest impossible issue issues lack late leave left lose losing lost mess missed missing mistake mistakes nightmare
    nobody nothing pain painful problem problems quit refuse refused rough short shortage sick slow struggle struggled
    struggling stuck tough trouble waste wasted wasting without worse worst wrong"""
)

# Occupations whose form does not show that they are one; others are known by their ending.
ROLE_NOUNS: Final = word_set(
    """accountant apprentice architect assistant associate attendant attorney boss captain chair chef chief clerk
    client coach consultant cook customer dad dean dentist deputy director doctor engineer executive expert farmer
    freelancer guard guide head intern janitor journalist judge landlord lawyer lead librarian mechanic mentor
    midwife mum mom nurse officer operator owner paramedic parent partner pastor pharmacist physician pilot plumber
    president principal producer professor psychologist receptionist rep representative resident salesperson scientist
    secretary self-employed student superintendent supervisor surgeon teacher tenant therapist trainee vet vicar
    volunteer waitress warden welder"""
)
ROLE_ENDINGS: Final = ("er", "or", "ist", "ian", "eer", "ant", "man", "woman", "person", "nurse", "maker")
NOT_ROLES: Final = word_set(
    """fan believer bit lot little number member person man woman human loner winner loser beginner stranger sucker
    morning year after other over never ever better under longer bigger either rather matter former foreigner
    huge great good bad firm newer older younger major minor supporter lover people stickler outlier
    later earlier together hesitant important significant"""
)

# Capitalised at the start of a sentence, and no name all the same.
NOT_NAMES_OF_PEOPLE: Final = word_set(
    """actually afternoon again all alright and anyway besides but course everyone everybody evening finally first
    folks good great guys hello here hey hi however i i'm indeed interesting lastly later luckily maybe me meanwhile
    morning next nice no now oh ok okay perfect please right second so sometimes sorry still sure thank thanks
    that that's then there though today tomorrow too tonight usually welcome well what wow yeah yes yesterday you
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december english god sir madam mr mrs ms dr prof doctor team ladies gentlemen"""
)
