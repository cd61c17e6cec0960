"""The words that say nothing of a task, by language: function words, politeness, and talk about the talk.

Owns the tables, in lower case. Leaves what is done with them to terms.py. All languages count at once, for messages
mix them; so a word that is a term of the trade in another language ("pod", "port") is in no list.
"""

ENGLISH_STOP_WORDS = frozenset(
    """
    a able about above across after again against ago ah ain all almost alone along already also although
    always am among an and another any anybody anymore anyone anything anyway anywhere apparently are aren
    around as ask asking asks at away aye back badly basically be because become been before being below
    beside besides best better between both but by came can cannot cant come comes completely correct
    correctly could couldn couldnt currently day days dear did didn didnt directly do does doesn doesnt
    doing don done dont down during each either else enough especially etc even ever every everybody
    everyone everything everywhere exactly feel feels few fine first following for forever found friend from
    fully further gave get gets getting give given gives go goes going gone gonna good got great guess guys
    had hadn half happen happened happening happens hardly has hasn hasnt have haven having he hello help
    helps hence her here hers hey hi him his honest honestly hour hours how however i if im in instead into
    is isn isnt it its itself ive just keep keeps kept kind know knows known last lately later latest least
    less let lets like little ll long look looking looks lot lots made mainly make makes making many may
    maybe me mean meant mere might mine minute minutes month months more morning most mostly mr much must my
    myself near nearly need needed needs neither never next nice no nobody none nope nor normally not
    nothing now obviously of off often oh ok okay old on once one ones only onto or other others otherwise
    ought our ours ourselves out over own part particular particularly past per perhaps please pls plz plain
    plus point pointed points possible possibly pretty previous previously probably proper properly purely
    put quick quickly quite rather re really recently regards right rough roughly said same say saying says
    second seconds see seem seems seen several shall she should shouldn shouldnt show shows side simple
    simply since so some somebody somehow someone something sometimes somewhat somewhere soon sorry still
    stuff such suddenly supposed sure take taken takes taking tell than thank thanks that thats the their
    theirs them then there theres these they theyre thing things think this those though through thru thus
    till time times tiny to today together told tomorrow too took toward towards trial tried try trying turn
    two under unless until up upon us use used useful uses using usually various ve very via wait wanna want
    wanted wants was wasn wasnt way ways we week weeks well went were weren what whatever whats when
    whenever where whether which while who whole whom whose why will with within without won wonder
    wondering wont work worked working works worried would wouldn wouldnt wow wrong ya yea yeah year years
    yep yes yesterday yet you your youre yours yourself bit big small large short real sort couple likely
    idea ideas opinion people everyday reason three four five six ten hundred thousand
    """.split()
)

STOP_WORDS = ENGLISH_STOP_WORDS.union(
    # German
    """
    ab aber alle allem allen aller alles als also am an andere anderen auch auf aus außerdem bald bei beim
    bereits besser bin bis bist bitte brauche brauchen braucht da dabei dadurch dafür damit danach danke
    dann daran darauf das dass dazu dein deine deiner dem den denn der des deshalb dich die dies diese
    diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einfach einige
    einmal er erst es etwa etwas euch euer fast für ganz geht gerade gerne gern gib gibt ging gut habe haben
    hallo hast hat hatte hier hilf hilfe ich ihm ihn ihr ihre im immer in ins ist ja jede jedem jeden jeder
    jedes jetzt kann kannst kein keine keinen können könnte könntest lange lass lasse lassen letzte letzten
    leider mach machen macht mal man manchmal mehr mein meine meinem meinen meiner mich mir mit moin möchte
    möglich morgen muss müssen nach nächste nächsten nächstes nein neu neue neuen nicht nichts noch nun nur
    nutze ob obwohl oder oft ohne pro schau schon sehr sein seine seit seitdem selbst sich sie sind so
    sobald sogar soll sollen sollte sondern sonst soweit über um und uns unser unsere unserem unseren vom
    von vor wann war waren warum was weg weil welche welcher wenn wer werde werden wie wieder wieso will wir
    wird wo wollen worden wurde würde wäre zu zum zur zwei zwischen vorhanden vielleicht wirklich irgendwie
    sagen
    """
    # French
    """
    aide aider ainsi alors après as au aucun aussi autre autres aux avant avec avoir avons bien bonjour
    bonsoir car ce cela celle celui ces cet cette chaque chez ci comme comment d'abord dans de déjà depuis
    dernier dernière des deux dire dis dois doit donc donne dont du elle elles en encore entre es est et
    étape était etc être eu eux fait faire faut fois hier ici il ils j'ai jamais je juste la là le les leur
    leurs lors lui ma mais me même merci mes moi moins mon ne ni non nos notre nous on ont ou où par parce
    pas passe pendant peu peut peux plaît plus plusieurs pour pourquoi pourrais pouvez puis quand que quel
    quelle quelles quels qui quoi rien sa salut sans se sera ses seulement si s'il soit son sont sous suis
    sur ta te tes toi ton toujours tous tout toute toutes très trop tu un une va vais vers veux voici voilà
    vos votre voudrais vous vraiment y été environ svp uniquement jour jours
    """
    # Spanish, Portuguese, Italian
    """
    acá acerca ahora ahí al algo alguien algún alguna algunas algunos alguno allí ante antes aquí así aún
    aunque ayer ayuda ayúdame bien buenas bueno buenos cada casi como cómo con cual cuál cuando cuándo
    cuánto da das de debe debería debo del desde después día días donde dónde dos durante e el él ella ellas
    ellos en entonces entre era eres es esa ese eso esos esta está están estas este esté esto estos estoy
    favor fue gracias gustaría ha había hace hacer hacia haga hago han has hasta hay haya hizo hola hoy
    incluso la las le les lo los luego más me mejor mi mí mientras mira mis misma mismo muchas mucho muy
    nada necesito necesitamos ni ningún no noche nos nosotros nuestra nuestro nunca o otra otras otro otros
    para pero poco por porque posible puede pueden puedes puedo pues qué que querer quiere quiero quién se
    sea según ser si sí sido siempre sin sino sobre solo sólo son soy su sus también tampoco tan tanto te
    tengo tenemos tiene tienen toda todas todavía todo todos tu tus último última un una unas uno unos usar
    usted va vamos varias varios veces ver vez voy y ya yo agora ainda alguém aos aquela aquele aqui até com
    como consegue conseguir dá das dele dela depois dessa desse desta deste deve diz do dos ela ele eles em
    essa esse estava este estou eu faz fazer foi gostaria há hoje isso isto já lá lhe mais mas me mesmo meu
    meus mim minha minhas muito na nas nem nessa nesse neste nesta no nos nossa nossas nosso nossos num numa
    não nós o obrigado olá onde ontem os ou outra outro pela pelo perante pode podem poderia posso pra
    preciso precisamos qual quando quanto quem quer quero se seja sem seu seus só sou sua suas também te tem
    temos ter teu toda todo tudo um uma umas uns você vocês vou à às é entra abbiamo adesso al alla alle
    allo altro anche ancora avere basta bene c'è che chi ci ciao ciò col come con così cosa cui dagli dai
    dal dalla dalle deve degli dei del della delle dello devo di dopo dove è ecco era essere fa fai fare
    fatto fra già gli grazie ha hai hanno ho i ieri il in io la le lei li lo loro lui ma mai me meglio mi
    mia mie mio molto ne nei nel nella nelle nessuno noi non nostra nostri nostro o ogni oggi ora per perché
    però più poco poi posso possiamo prego prima proprio può puoi può qua quale quali quando quanto quella
    quelle quelli quello questa queste questi questo qui quindi sarebbe se sei sempre senza si sia siamo
    solo sono sopra sotto sta sto su sua sui sul sulla sulle suo sta tra troppo tu tua tuo tutta tutti tutto
    un una uno vi voglio vorrei vorremmo esce escono serve semplice
    """
    # Dutch, Swedish, Danish, Norwegian
    """
    aan al alleen als altijd andere ben bij bijvoorbeeld dag dan dat de deze die dit doen door dus een eens
    elke er even ga gaan geen goed graag haar heb hebben heeft help hem het hier hoe hun iets ik in is ja je
    jij jouw jullie kan kun kunnen kunt maar maak maken me meer mij mijn misschien moet moeten na naar niet
    niets nog nu of om omdat ons onze ook op over sinds te tegen toch tot uit van veel voor waar waarom wat
    we weer wel welke wie wij wil willen worden wordt zal ze zich zijn zo zonder zou alla allt andra att av
    bara blev bli blir bra då de dem den denna det detta dig din dina ditt du där efter eller en ett från
    får för ganska genom göra gör ha hade han har hej henne hjälp hon hos hur i igen ingen inte ja jag kan
    kanske ju kunde man med mellan men mer mig min mina mitt mot mycket måste när nu någon något några och
    också om på sedan ser sig sin ska skulle slutade som till tack under upp ut utan vad var varför vara vem
    vi vid vilken vill är åt över af andet blive deres dette dig dog efter eller enn er et fik for fordi fra
    gøre hvad hvem hvis hvor hvordan hvorfor ikke jeg kunne lige meget mig mit mod noget når og også os på
    skal skulle som så tak til ud uden være
    """
    # Polish, Czech, Slovak
    """
    aby ale albo ani aż bardzo bez będzie być bo by był była było były chce chcę chciałbym ci co czy czyli
    dla dlaczego do dobra dobry dziś dzień dzięki gdy gdzie go ich ile im inny ja jak jaki jakie jako je
    jeden jednak jego jej jest jestem jeszcze jeśli już każdy kiedy kilka kto która które który którego lub
    ma mam masz mi mnie moja moje mój możesz może można mu musi na nad nam nas nasz nasza nasze nie niech
    nic niż no o od on ona oni ono oraz pan po pomoc pomóż ponieważ potem potrzebuję proszę przed przez przy
    raz są się siebie ta tak takie tam te tego tej ten teraz też tę to tu tutaj tych tylko tym u w we więc
    wszystko wczoraj wtedy z za zawsze ze zgodnym że żeby szczególnie od razu zrób po abych ahoj aj aby ani
    asi až bez bude by byl byla bylo být co což dnes do dobrý ho i jak jaké jako je jeho její jen jestli
    ještě již jsem jsme jsou k kam každou každý kde kdo když které která který ke ma má mám mé mě mi může
    můžeš můj na nad nám náš ne nebo není nic nové o od on pak po pod prosím pro proč protože před přes při
    přitom s se si sice svůj ta tak také tam ten tento teď to toho tohle tom tu ty u už v vám vše však za ze
    že
    """
    # Russian, Ukrainian
    """
    а без бы был была были было быть в вам вас вдруг весь вместо во вообще вот все всё всегда всего всех
    вчера вы где да даже два для до другой его ее её если есть еще ещё ж же за зачем здесь и из или им
    иногда их к каждое каждую каждый как какая какие какой ко когда компоненты которая которое которые
    который кто куда ли либо лучше меня мне много можешь можно мой моя моё мои мою моей мы на над надо нам
    нас наш наша наше не него нее нет ни них но ну нужен нужна нужно нужны о об один одновременно он она они
    оно от очень пере перед по под подскажи подскажите пожалуйста пока помоги помогите после потом потому
    почему при привет про просто раз с сам сделай сделать себе себя сейчас сегодня скажи со спасибо так
    также такой там твой тебе тебя то тоже только том тот три тут ты у уже хотел хотя хочу чего чем через
    что чтобы чуть эта эти это этот этого этой эту я хотя складывает або але б би був була було були бути в
    вам вас ви від він вона вони все всі де для до є ж з за зараз зі й його її із їх інший і коли кому котра
    краще крім ми між мене мені може можеш можна мій моя моє мої на нам нас наш не нема немає ні ну о однак
    ось переді під підкажи після по поки потім потрібен потрібна потрібно потрібні привіт при про просто сам
    себе собі та так також там твій те тебе ти тим тільки то того той тому тут у хочу це цей ця ці чи чого
    чому що щоб щоночі як який яка яке які якщо я будь ласка будьласка допоможи склади
    """
    # Greek, Turkish
    """
    αλλά αν από αυτά αυτή αυτό αυτός για γεια γιατί δεν δε δύο είμαι είναι εγώ εδώ εκεί ένα έναν ένας έχει
    έχω ή η θα θέλω ίδια και κάθε κάνω κάποιο κατά καλημέρα κι μας με μετά μέσα μη μην μια μία μπορεί
    μπορείς μπορώ μου να ο οι όπως ότι όταν παίρνω παρακαλώ πολύ που πού πρέπει πριν προς πως πώς σας σε σου
    στα στη στην στις στο στον στους τα τη την της τι τις το τον του τους των φτιάξω χωρίς ώστε ως βοήθεια
    βοήθησε βοηθήστε acaba ama ancak artık aynı az bana bazı belki ben beni benim beri bir biraz birçok
    birkaç bize biz bizim böyle bu buna bunu bunun burada çok çünkü da daha de değil diye dün en fakat falan
    galiba gerek gibi göre hangi hâlâ hala hatta hem hep her herkes hiç için ile ise istiyorum istiyoruz
    kadar kez ki kim lazım lütfen mı mi mu mü merhaba misin mısın nasıl ne neden nerede nereden niye o olan
    olarak oldu olsun olur ona onu onun önce rağmen saat sadece sana selam sen senin sonra şey şimdi şu tam
    tüm üzere var ve veya ya yani yardım yok zaman bulabilirim bulamıyorum yapabilirim küçük
    """
    # Arabic, Persian, Hebrew
    """
    أريد أن أنا أنت أو أي إذا إلى إلي الآن الأمس التي الذي ألا أحتاج أستطيع استطيع اريد ان او بعد بعض بين تم
    تلك ثم جدا حتى حول دون ذلك رغم ساعدني سوف شكرا ضمن عند عن على علي عليه غير في فقط قبل قد كان كانت كل كم
    كما كيف كيفية لا لدي لقد لكن لم لماذا لن لو ليس ليست ما ماذا متى مثل مرحبا مع من منذ منذالأمس من هذا هذه
    هل هناك هو هي و وضع يا يجب يمكن يمكنك يمكنني يوجد تظهر بسيط السلام عليكم باستخدام از است اما اگر آن این
    با باید بر برای به تا چرا چه چگونه خود در را سلام شد شما کردن کمک کن کنم که لطفا ما من می نیست هر هم و
    یا یک אבל או אז אחרי אי איך אין איפה אל אם אני אנחנו אפשר את אתה אתם בבקשה בין בלי גם הוא היא הייתי היה
    הזה הזאת הכי הם הנה ו זאת זה זו חייב טוב יותר יש כאן כבר כי כל כמה כן לא לו לי למה לנו לפני מאוד מאז מה
    מי מישהו משהו מתי נא נראה על עוד עכשיו עם עד צריך רוצה רק של שלום שלי שלך שלנו שם תודה תעזור עזרה שעות
    """
    # Hindi, Bengali
    """
    अगर अब अभी आप आपका आता इस इसके इसे उस उसके एक ऐसा और कई कब कर करता करना करने करूँ करें कहाँ का कि किस की
    कुछ कृपया के केवल कैसे को कोई कौन क्या क्यों गया चाहता चाहिए जब जा जो तक तब तो था थी थे दो द्वारा नमस्ते
    नहीं ने पर फिर बहुत बाद बारे भी मदद मुझे मेरा मेरी मेरे मैं मैंने में यह यहाँ या ये रहा रही रहे लिए
    लेकिन वह वहाँ वे शुरू सकता सब से हम हमारा हमें ही हुआ हूँ हे है हैं हो होता होती होना बनाना बनाओ আমার
    আমি এই একটি এবং ও কি কিভাবে কেন করতে করুন চাই জন্য থেকে না নিয়ে
    """
    # Vietnamese, Indonesian, Malay
    """
    anh bạn bằng bị các cách cái cần cho chỉ chúng có cũng của cho để đã đang đi đó được giúp gì giờ hãy hay
    hoặc khi không là làm lại lên mà mình một muốn này nào nên nếu những như nhưng ở ra rất rồi sao sẽ sử
    dụng tại tạo thế thì tôi từ từng và vẫn về vì viết vào với xin em ạ ada agar akan aku apa apakah atau
    bagaimana bagaimanakah bagi bahwa banyak belum bisa boleh buat buatkan cara coba dalam dan dapat dari
    dengan di dia hanya harus hari ini itu jadi jangan jika juga kalau kami kamu karena ke kenapa kita lagi
    lebih mau mengapa mohon nya oleh pada pakai perlu punya saja sama sampai sangat saya sebuah secara
    sedang sering seperti setelah sudah supaya tapi telah tetapi tidak tolong untuk yang
    """
    # Hungarian, Romanian, Finnish
    """
    a az azt be bele csak de egy egyik el és ez ezt hogy hogyan ha hol igen is itt jó kell kellene ki
    köszönöm lehet még meg mert mi miért mikor mint most nagyon nekem nem nincs ott össze pedig segíts sem
    szeretnék szia úgy vagy van vele után acest aceasta acum aici am ar are asta avea ca când care ce cu cum
    da dacă dar de deja din doar după ea ei el este eu fără fi foarte imediat în într la le lui mai mea mele
    mereu meu mi nici noi nostru nu o pe pentru prin sa sau se si sunt și te un unde unei vă vreau ei eikä
    emme en entä että haluan hei hän jo joka jos joten kaikki kanssa kiitos koska kuin kuinka kun kuten me
    minä minun missä mistä mitä miten mukaan mutta myös ne niin nyt olen oli olla on ovat se sekä sen siis
    sitten tai tämä tämän tässä vain vasta voi voiko voisi voit jälkeen saa johtua
    """
    # Korean
    """
    가장 같아요 같은 같은데 것 것을 관련 그 그냥 그런 그런데 그럼 그리고 그래서 나 나는 내 내가 너무
    누가 다시 대한 대해 더 도와줘 도와주세요 되나요 되는 된 때 때문에 또 또는 만약
    많이 매우 무슨 무엇 무엇을 문제인 및 바로 반갑습니다 방금 방법 방법을 보통 부탁드려요 부탁드립니다
    부탁해요 빨리 수 안 안녕 안녕하세요 알고 알려줘 알려주세요 않고 않는 어디 어디서
    어떤 어떻게 어제부터 언제 없이 여기 여러 오늘 왜 우리 위한 위해 이 이건 이것 이게 이런 이번 있게
    있는 있는데 있어 자꾸 저 저는 저희 전에 점 정말 제 제가 제발 조금 좀 주세요
    주시고 줘 중 지금 직접 처음 특히 하게 하고 하기 하나 하는 하는데 하면 한 할 함 해 해서 해야 해줘
    해주세요 혹시 후 후에 간단한
    """.split()
)
