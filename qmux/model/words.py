"""The words that naming.py judges a message by.

Owns the tables, all in lower case. Leaves what is done with them to naming.py.
"""

from qmux.model.session import SessionType


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that say nothing of a task: function words, politeness, and talk about the talk.
STOP_WORDS = _set(
    # English
    """
    a able about above after again against ago all almost along already also although always am among an and
    another any anybody anyone anything are aren around as ask at away back be because become been before
    being below best better between both but by came can cannot come could couldn did didn do does doesn
    doing don done down during each either else enough etc even ever every everybody everyone everything
    exactly few first following for found from further gave get gets getting give given gives go goes going
    gone got had hadn has hasn have haven having he hello help her here hers hey hi him his how however i if
    im in instead into is isn it its itself just keep kind know last later least less let like little ll
    look looking lot made make makes making many may maybe me mean might mine more most much must my myself
    need needed needs never next no nobody none nor not nothing now of off often ok okay on once one only
    onto or other others our ours out over own part per perhaps please possible pretty probably put quite
    rather re really right said same say see seem seems seen several shall she should shouldn show since so
    some somebody somehow someone something sometimes still such sure take tell than thank thanks that the
    their theirs them then there these they thing things think this those though through thus to today
    together told tomorrow too took toward tried try trying two under until up upon us use used useful using
    usually ve very via want wants wanted was wasn way ways we well went were weren what whatever when where
    whether which while who whole whom whose why will with within without won work working works would
    wouldn yes yet you your yours yourself currently really correctly properly anymore basically actually
    simply quickly
    """
    # German
    """
    aber als am an auch auf aus bei bin bitte bist da damit dann das dass dein dem den der des die dies
    diese dieser dir doch du durch ein eine einem einen einer eines er es etwas euch für haben habe hat hier
    ich ihr im in ist ja kann kannst kein keine können mein meine meinen mich mir mit muss nach nicht noch
    nun nur ob oder ohne schon sein sich sie sind so soll über um und uns unser vom von vor warum was weil
    wenn wer wie wir wird zu zum zur
    """
    # French
    """
    au aux avec ce ces cet cette dans de des du elle en est et être fait faire il ils je la le les leur lui
    ma mais me mes moi mon ne nos notre nous on ou où par pas peux peut plaît plus pour pourquoi qu que quel
    quelle qui sa sans se ses si son sont sur ta te tes toi ton tu un une vos votre vous
    """
    # Spanish, Portuguese, Italian
    """
    al algo ante cómo como con cual cuando das del desde donde dos ella ellos em entre era eres es esta está
    este esto favor fue ha hacer hay hola la las lo los me mi mis muy nas nem no nos o os para pero por
    porque puede puedes qué que quiero se sem ser si sin sobre su sus también te tengo tu una uno um uma
    unos y ya yo alla alle allo anche che chi ci così cui da dal dalla degli dei del della delle di dove e
    gli ho i il io lo mia mio nel nella non per perché più può questa questo quello sono sul sulla ti un una
    uno
    """
    # Russian
    """
    а без был была были было быть в вам вас во вот все вы где да для до его ее если есть еще же за здесь и
    из или им их к как когда кто ли мне мы на над надо нас не него нет ни но ну о об он она они оно от по
    пожалуйста под при с со так там то тоже только ты у уже что чтобы это этот эта эти я помоги нужно хочу
    можешь
    """
)

# What is done: a good first word of a name, and no more than one is wanted.
ACTIONS = _set(
    """
    add analyze audit automate benchmark build check clean cleanup compare compress configure convert
    convince create debug delete deploy describe design develop diagnose document draft enable estimate
    evaluate explain explore extend extract find fix format generate implement improve inspect install
    integrate investigate learn list merge migrate monitor move optimize organize outline parse patch plan
    port prepare profile publish read rebase recover reduce refactor release remove rename replace reproduce
    research resolve restore review rewrite run scale schedule secure setup simplify solve speed split
    summarize support sync test trace train translate troubleshoot tune understand update upgrade validate
    verify visualize write
    """
)

# Words that tell one task from another in this trade, short ones above all.
TERMS = _set(
    """
    api auth authentication authorization aws azure backend backup bash billing bug c cache caching cd ci
    cli client cloud cluster compiler config container cookie cors cpu crash cron css csv curl dashboard
    database deadlock dependency deployment dns docker editor email encryption endpoint error exception
    export firewall form frontend function gcp git go graphql grpc gui haskell html http https import index
    infrastructure installer interface java javascript json jwt kafka kernel kotlin kubernetes lambda
    latency layout leak library linux lint linter log logging login logout loop macos makefile markdown
    memory menu metrics microservice middleware migration mobile model module mongodb monitoring mysql
    network nginx node numpy oauth orm overflow package pagination pandas parser password payment pdf
    performance permission php pipeline plugin pod postgres postgresql promise protocol proxy pytest python
    query queue r race rails react redis regex rest router ruby rust s3 schema script sdk search security
    server session shell signup socket sql sqlite ssh ssl storage swift template terraform test tests thread
    timeout timezone tls token traceback transaction tui typescript ui unicode upload url validation vim
    virtualenv vpc vue webhook websocket windows workflow xml yaml
    """
)

# True of nearly every message of this trade: taken only where nothing better is left.
WEAK = _set(
    """
    app application approach bit case change changes code current different example fail failed failing
    fails feature file files good idea issue line lines main new old option options page problem process
    program project proper question simple start step steps stuff system task tasks text tool tools user
    users value values version wrong
    """
)

# The first of these words in a text says what type of session it is; those of WEAK_TYPES only if no other is there.
TYPE_WORDS: dict[SessionType, frozenset[str]] = {
    SessionType.DEBUG: _set(
        """
        bug bugs broken crash crashed crashes crashing debug debugger debugging deadlock error errors
        exception exceptions fails failing failure fix fixed fixes fixing hang hangs leak leaks regression
        segfault stacktrace traceback troubleshoot troubleshooting
        """
    ),
    SessionType.PLANNING: _set(
        """
        architect architecture brainstorm design designing estimate milestone milestones outline plan
        planning plans proposal propose rfc roadmap strategy
        """
    ),
    SessionType.CODE_REVIEW: _set("audit critique feedback review reviewed reviewing reviews"),
}

# "Please check why it crashes" is debugging; "check this patch" is a review.
WEAK_TYPES: dict[str, SessionType] = {
    "check": SessionType.CODE_REVIEW,
    "checking": SessionType.CODE_REVIEW,
}

# Chinese and Japanese have no spaces: these particles, pronouns and auxiliaries part the words, as far as it goes.
HAN_STOPS = _set(
    """
    的 了 在 是 我 你 您 他 她 它 们 這 这 那 和 与 跟 把 被 吗 呢 吧 啊 就 都 也 很 请 請 帮 幫 个 個
    一 不 要 想 给 給 中 里 上 下
    """
)
