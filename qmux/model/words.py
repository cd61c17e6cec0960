"""The words that tell what a message is about.

Owns the tables, in lower case. Leaves what is done with them to terms.py, and what says nothing to
stop_words.py.
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


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

# Words of requests and of talk about the work in other languages: they are no topic.
REQUESTS = _set(
    """
    anschauen ansehen erkläre erklär erstelle erstellen erzeuge prüfe prüfen schreib schreibe schreiben
    übersetze zeige zeig funktioniert funktionieren finde finden suche füge hinzu baue bauen ändern beispiel
    beispielen beispiele schritte schritten risiken problem probleme fehler einlesen einliest lädt lade
    laden korrigiere korrekturlesen ajoute ajouter écris écrire explique expliquer crée créer rédige montre
    trouve trouver corrige corriger vérifie relire propose proposes utilise exemple exemples idée problème
    lire escribe escribir crea crear explica explicar explicas explícame muestra encontrar encuentra revisa
    revisar diseñar agrega agregar añade configura problema error ejemplo ejemplos propones guardan escreva
    escrever criar crie explique mostre encontrar descobrir implementar adicione exemplo planejar leia gere
    faça melhorar cai scrivi scrivere spiega mostra trova trovare aggiungi controllare controlla crea
    esempio problema piano napisz napisać wyjaśnij pokaż sprawdź przegląd dodaj szukać błędu błąd wygeneruje
    skrypt napiš vytvoř vysvětli hledat příčinu chybou chyba skončí напиши написать объясни покажи проверь
    проверить найди найти исправь исправить добавь создай посмотри ошибка ошибкой ошибку пример пишет
    проблема работает работают запускается падает спроектировать собирает присылает напиши поясни покажи
    перевір знайди виправ додай створи помилка скрипт бачу працює скласти γράψε εξήγησε δείξε βρες λάθος
    πρόβλημα λειτουργεί φταίει συνδεθεί yaz yazmak göster açıkla bul ekle hata oluştur program programı
    çöküyor istiyorum inceler incele اكتب اشرح أضف إنشاء أنشئ خطأ مشكلة رسالة תכתוב תוסיף הסבר תבדוק למצוא
    שגיאה שגיאת סיבה הסיבה חוות דעת קורס लिखो बताओ समझाओ त्रुटि समस्या viết giải thích tạo sửa lỗi trang
    sering schrijven schrijf maak maken leg uitleg nakijken fout skriv skriva förklara visa fungera fungerar
    verkar 검토해 확인해 만들어줘 만들어 작성해 추가해 설명해 알려 고쳐 수정해 필요해 필요합니다 세워
    계획을 단계별 기능도 문제
    """
)

# Adjectives and adverbs that go with any topic, verbs of telling, and the furniture of logs.
PALE = _set(
    """
    accidentally allow allows already automatic automatically available backwards based bet better bigger
    boring bring broken call called calling calls carefully cheap clean cleaner clear common compare
    consider constraints contain contains context correct count daily decent decide detail details different
    difficult easy empty entire existing experience explain extra fancy fast faster final fresh full general
    genuinely green handle handles hate heavy hello here's hope important including incl inside interesting
    invalid keep latest leave legacy line list local locally long love manual manually match matches
    multiple native normal number object open optional outdated own person place play plenty possible prefer
    preferred present previous prod production quick raise random read reads ready recommend recommendation
    remote reply report reports require result results returns safe sanity seconds separate shared shows
    slow slower small specific starting starts stay stays stop stopped stops strange stupid suggest suspect
    talk tell tiny touch total totally tricky true type typed types ugly unclear unknown useful weekly weird
    whole worst worth write written broke breaks breaking wants says said comes gone goes happens appear
    appears honest honestly brutally learn learned annual approach background bug bugs error errors
    exception fails failure fault fix info warn warning debug fatal trace null none undefined true false
    unable found exit status exited pid recent call last most stack thread main at in caused
    """
)

# What the languages of programs are made of: no topic where code is pasted.
KEYWORDS = _set(
    """
    abstract alter and args array as assert async auto await begin bool boolean break byte case catch char
    class const constructor continue create def default del delete do double drop elif else elsif end enum
    except export extends extern false final finally float fn for foreach from func function goto group if
    impl implements import in include inner insert int integer interface into is item items join key lambda
    left let limit long loop main map match mod module mut name namespace new nil none not null number
    numeric object of on or order override package pass primary print println private protected pub public
    raise ref references return returns select self serial set short signed sizeof static std str string
    struct super switch table template text then this throw throws trait true try type typedef typeof uint
    union unsigned update use using val value values var varchar vec virtual void volatile when where while
    with yield usr lib bin src home srv app com org net www http https java python file line native internal
    base reflect web method head index
    """
)
