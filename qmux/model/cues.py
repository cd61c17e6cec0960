"""What in a message speaks for a type of work.

Owns the table, in lower case and without apostrophes. Leaves the weighing to detection.py.

A cue is a word, up to five words in a row, the beginning of a word ("crash*", for languages that inflect), or, in
scripts that do not part their words, characters in a row. Its weight: 4 names the work, 2 hints at it, 1 goes with
it; what is negative takes back what a word of the cue would say elsewhere ("error handling").
"""

from functools import cache

from qmux.model.session import SessionType

_TABLE = (
    (
        SessionType.DEBUG,
        4,
        """
        bug; bugs; bugfix; debug*; fix; fixed; fixes; fixing; hotfix; crash*; segfault*; segmentation fault;
        traceback*; stack trace; stacktrace*; broken; broke; breaks; regression; root cause; troubleshoot*;
        diagnos*; deadlock*; flaky; memory leak; leaks; leaking; race condition; core dump; find out why;
        stopped working; not working; out of memory; permission denied; connection refused; access denied;
        timed out; undefined reference; no such file; not found
        """,
    ),
    (
        SessionType.DEBUG,
        4,
        """
        bloqueo; depura*; depanner; débogu*; débug*; corrig*; fehlersuche; fehlermeldung*; beheb*; behob*;
        absturz*; abstürz*; stürzt; funktioniert nicht; geht nicht; klappt nicht; startet nicht; nicht mehr;
        kaputt; speicherleck*; ne fonctionne; ne marche; ne répond; plante; plantage*; fuite; no funciona;
        no sirve; no anda; não funciona; nao funciona; non funziona; non va; errore; erreur; erro; nie
        działa; nie działają; błąd; błęd*; nefunguje; nefunguj*; chyb*; nie funguje; ошибк*; не работа*;
        падает; сломал*; баг*; почини*; исправ*; не запуска*; помилк*; не працю*; виправ*; σφάλμα*; δεν
        λειτουργ*; δεν δουλε*; çöküyor; çalışmıyor; hata; hatası*; hatayı; bozuk; sızıntı*; خطأ; لا يعمل; لا
        تعمل; مشكلة; اصلاح; إصلاح; שגיא*; לא עובד*; קורס*; באג*; त्रुटि; काम नहीं; नहीं हो; lỗi; không hoạt;
        không chạy; rusak; tidak bisa; tidak jalan; galat; gagal; werkt niet; fungerar inte; slutade
        fungera; virker ikke; hibás; hiba; nem működik; eroare; nu funcționează; ei toimi; virhe*;
        오류*; 에러*;
        버그*; 안 돼*; 안 됩*; 안돼*; 안됩*; 고장*; 작동하지
        """,
    ),
    (
        SessionType.DEBUG,
        4,
        """
        报错; 错误; 修复; 崩溃; 报40; 报50; 异常; 故障; 调试; 卡死; 死锁; 泄漏; 泄露; 無法; 无法; 失败;
        失敗; 錯誤; 修正; 不工作; 打不开; 连不上; 不出来;
        収まらない; バグ; エラー; 不具合; 落ちる; 動かない; 動きません; 直し; 直り; 文字化け; リーク;
        クラッシュ; 調査; できません; できない; うまくいかない; 起きて; พัง;
        ข้อผิดพลาด; ไม่ทำงาน; ไม่ได้
        """,
    ),
    (
        SessionType.DEBUG,
        2,
        """
        error; errors; exception*; fail; fails; failed; failing; failure; failures; hang; hangs; hanging;
        freez*; frozen; stuck; leak; panic; panicked; fatal; err; timeout; timeouts; refused; denied;
        unresolved; unexpected*; wrong; incorrect*; weird*; strange*; suddenly; randomly; random;
        intermittent*; used to; no longer; doesnt; wont; cant; cannot; couldnt; unable; since yesterday;
        since last; since this; since we; since the; since updat*; since upgrad*; after updat*; after
        upgrad*; after the update; keeps; keep getting; keep dropping; keeps dropping; off by; out of range;
        disappear*; disconnect*; corrupt*; stale; flicker*; jitter*; glitch*; lagging; why is; why are; why
        does; why do; why did; why doesnt; why isnt; why cant; why not; get why; going on; whats wrong; s
        wrong; investigate*; reproduce; repro; nan; undefined; oom; oomkilled; crashloopbackoff; exit code;
        exit status; exited; conflict; conflicts; duplicate key; unhandled; uncaught; unreachable;
        unresponsive; died; dies; assertionerror; missing; mismatch; isnt; not responding; responding;
        invalid; locked out; logged out; gives me; getting a; getting an; says; warning; twice; blocked;
        outage; postmortem; hydration failed; never arriv*; never get*; even though; although; black screen;
        blank page; white screen; times out; keeps failing
        """,
    ),
    (
        SessionType.DEBUG,
        2,
        """
        fehler; fehlern; warum; wieso; plötzlich; seit gestern; seit dem; seit heute; hängt; ursache*;
        falsch; fliegt; bricht; abbruch; abbrüche; immer mehr; keine verbindung; pourquoi; depuis hier;
        depuis que; depuis la; depuis le; échou*; perd; bizarre*; problème; seulement; se cae; se cuelga; se
        guardan; problema; desde ayer; desde que; falla; fallan; fallo; duplicad*; por qué; por que; falham;
        falha; motivo; travando; trava; desde ontem; come mai; perché non; da quando; si blocca; ieri;
        dlaczego; od wczoraj; nagle; znika; wywala; proč; příčin*; náhle; spadne; padá; почему; не могу; не
        удается; не удаётся; не запускается; причин*; чому; не можу; не приходить; не вдається; δεν μπορ*;
        γιατί; πρόβλημα*; φταίει; neden; niye; sorun*; açılmıyor; olmuyor; لماذا; لا أستطيع; لا استطيع; لا
        يمكن; למה; לא מצליח*; סיבה; הסיבה; समस्या; क्यों; tại sao; không được; kenapa; mengapa; sering;
        putus; waarom; varför; bero på; hvorfor; miért; de ce; se închide; miksi; ei saa; 왜; 문제*; 안 나*;
        풀립니*; 않습니*; 않아*; 끊*
        """,
    ),
    (
        SessionType.DEBUG,
        2,
        """
        为什么; 為什麼; 原因; 不能; 不了; 没有反应; 超时; 逾時; 排查; 問題; 问题; 收不到; 查起; 出错;
        変; 原因を; なぜ; おかしい; ません; どうすれば直; 表示されない;
        ทำไม; ปัญหา; 看不到; 显示不
        """,
    ),
    (
        SessionType.DEBUG,
        1,
        """
        slow; slower; why; issue; problem; sometimes; lost; loses; didnt; drops; dropping; null; none; null
        pointer; restart; hard refresh; langsam; lento; lent; медленно; 慢; 遅い; 느려*; 느립*
        """,
    ),
    (
        SessionType.DEBUG,
        -2,
        """
        error handling; error message; error messages; error format; error page; crash course; error codes;
        fix the typo; exception handling; bug tracker; bug report template; fixed width; fixed size; error
        reporting; error tracking; says hello
        """,
    ),
    (
        SessionType.DEBUG,
        -1,
        """
        any problem; no problem; any issues
        """,
    ),
    (
        SessionType.PLANNING,
        4,
        """
        plan; plans; planning; roadmap*; milestone*; architect; architecture*; brainstorm*; propos*;
        estimat*; strateg*; rfc; outline; how would you approach; tradeoff*; trade offs; trade off; pros and
        cons; pros cons; help me decide; help us decide; dont write code; no code; not code; sprint; road
        map; kickoff; next steps; timeline; feasib*; think through; think about
        """,
    ),
    (
        SessionType.PLANNING,
        4,
        """
        planung; planen; plane; entwirf; entwerfen; entwurf; konzept*; architektur*; fahrplan; meilenstein*;
        schätz*; vorgehen; vorgehensweise; planifi*; planific*; stratég*; feuille de route; conçois;
        concevoir; propose; proposes; estimation*; diseñ*; planifica; arquitect*; estrategia; propuesta;
        hoja de ruta; planej*; arquitet*; estratégia; projetar; proposta; pianific*; piano; progettare;
        progetta; architettura; zaplanuj*; zaprojekt*; plán; naplán*; navrhn*; návrh; план; планы; плана;
        спланир*; спроектир*; архитектур*; спроєкту*; сплану*; стратегі*; стратеги*; σχέδιο; σχεδιασ*;
        σχεδίασ*; αρχιτεκτονικ*; planla*; tasarla*; mimari*; yol haritası; خطة; تخطيط; تصميم; تكنית; תוכנית;
        תכנון; לתכנן; ארכיטקטור*; योजना; kế hoạch; thiết kế; rencana; rencanakan; rancang*; plannen;
        ontwerp*; planera; planlægge; planlegge; tervezz*; terv; suunnit*; 계획*; 설계*; 아키텍처*; 로드맵*
        """,
    ),
    (
        SessionType.PLANNING,
        4,
        """
        规划; 計劃; 计划; 方案; 设计; 設計; 架构; 架構; 路线图; 評估; 評価方針; 計画; スケジュール;
        ロードマップ; アーキテクチャ; 企画; วางแผน; ออกแบบ
        """,
    ),
    (SessionType.PLANNING, 3, "design; designing"),
    (
        SessionType.PLANNING,
        2,
        """
        redesign*; approach; should we; should i; how should we; how would you; before we; options; compare;
        decide; decision; recommend*; phases; phase; risks; mvp; scope; prioriti*; schedule; structure;
        break it down; how long would; how long will; which order; in which order; break down; migrat*;
        budget; constraints; requirements; split up; evaluate; monorepo
        """,
    ),
    (
        SessionType.PLANNING,
        2,
        """
        risiken; schritte; schritten; phasen; migration; comment aborder; par où commencer; étapes; fases;
        pasos; etapas; fasi; qué propones; tabelas; этап*; етап*; какие компоненты; βήματα; aşama*; مراحل;
        שלבים; चरण; 단계별*; 考虑; 考慮; 步骤; 阶段; 全体; 段階
        """,
    ),
    (
        SessionType.PLANNING,
        1,
        """
        team; teams; quarter
        """,
    ),
    (
        SessionType.CODE_REVIEW,
        4,
        """
        review; reviewed; reviewer; reviewing; reviews; proofread*; critique*; critici*; feedback; audit;
        auditing; lgtm; sanity check; have a look; look over; look through; code review; second opinion;
        pair of eyes; second pair; what do you think; do you think of; your thoughts; thoughts on; is this
        ok; is this okay; is this safe; is this correct; is this good; is it safe; is it ok; is that ok;
        this secure; anything wrong with; anything insecure; be honest; brutally honest; honest opinion;
        would you change; could be improved; can be improved; read through; point out; poke holes; nitpick*;
        anything you object; peer review; anything missing
        """,
    ),
    (
        SessionType.CODE_REVIEW,
        4,
        """
        korrekturles*; gegenles*; überprüf*; prüfe; prüfen; prüf; rückmeldung; bewerte; beurteil*; relire;
        relis; relecture; révis*; avis; vérifie si; revisa; revisar; revisión; revísa*; opinas; opinión;
        revise; revisão; avalie; avaliar; dá uma olhada; uma olhada; controlla se; controllare; rivedi;
        rivedere; recensi*; dai un occhiata; occhiata; parere; przegląd; przejrzyj; sprawdź; oceń;
        zkontroluj*; posuď; skontroluj*; проверь; проверьте; ревью; посмотри; посмотрите; оцени; рецензи*;
        перевір*; переглянь; відгук; έλεγξε; ελέγξ*; έλεγχο; κριτική; γνώμη*; incele*; inceler; gözden
        geçir; değerlendir*; راجع; مراجعة; رأيك; לבדוק; תבדוק; ביקורת; חוות; לעבור על; समीक्षा; जाँच; kiểm
        tra; đánh giá; xem lại; tinjau; periksa; nakijken; beoordeel; nalezen; granska; gennemgå; gjennomgå;
        nézd át; ellenőrizd; véleményezd; revizuie*; verifică; tarkista*; arvioi; 검토*; 리뷰*; 봐줘; 봐 주*
        """,
    ),
    (
        SessionType.CODE_REVIEW,
        4,
        """
        审查; 審查; 评审; 審閱; 检查一下; 看看这; 代码审; 点评; 把关; レビュー; 添削; 確認してほしい;
        見てほしい; 見てもらえ; รีวิว; ตรวจ
        """,
    ),
    (
        SessionType.CODE_REVIEW,
        2,
        """
        check; checking; opinion; look at my; look at this; improve this; pull request; pr; merge request;
        diff; my code; evaluate my; before i commit; before i merge; before i apply; before i publish;
        before i send; safe; worried about; unclear; readable; idiomatic; best practices; challenge;
        thoughts; ok for; good enough; too permissive; too long; too complicated; insecure; secure; judge;
        grade; is it good; am i missing; miss anything; did i forget; my essay; my cv; my resume; cover
        letter
        """,
    ),
    (
        SessionType.CODE_REVIEW,
        2,
        """
        sehe; unklar; lesbar; verbesser*; améliorer; propre; bien estructurado; mejorar; está bien;
        melhorar; corretta; leggibile; lepiej; улучшить; безопасно; לא ברור; 改进; 改善点; 意见; 意見;
        고칠 점; 심하*
        """,
    ),
    (
        SessionType.DEVELOPMENT,
        2,
        """
        write; add; create; implement; build; make; generate; convert; explain; rename; refactor; replace;
        port; translate; setup; set up; how do i; how do you; how can i; how to; what is; what are; what
        does; what do; difference; i want; i need; we need; id like; i d like; show me; give me; upgrade;
        update; install; configure; deploy; compute; train; optimize; automate; migrate; extract; integrate;
        introduce; summarize; move; switch; turn; rewrite; format; merge; collect; swap; let users; lets
        write; lets make; lets build; walk me through; put; when do i; remove; delete; draft; extend; come
        up with; prepare; teach me; tell me about
        """,
    ),
    (
        SessionType.DEVELOPMENT,
        2,
        """
        schreib*; erstell*; bau; baue; füge; erklär*; ich brauche; ich möchte; übersetz*; wie setze; was
        ist; rédige; écris; ajoute*; crée*; explique*; fais; j ai besoin; je veux; escrib*; crea; crear;
        agrega*; añad*; quiero; necesito; explica*; haz; escreva; crie; criar; adicion*; preciso;
        implementar; scrivi; aggiungi; spiega*; voglio; napisz; dodaj; stwórz; wyjaśnij; napiš; vytvoř;
        přidej; vysvětli; напиши; добавь; создай; объясни; сделай; хочу; переведи; напишіть; додай; створи;
        поясни; потрібен; θέλω; γράψε; πρόσθεσε; εξήγησε; yaz; yazmak; ekle; oluştur; açıkla; أريد; اكتب;
        أضف; اشرح; إنشاء; תכתוב; תוסיף; צור; הסבר; लिखो; बनाओ; बनाना; समझाओ; viết; thêm; giải thích;
        buatkan; buat; tambahkan; jelaskan; schrijf; maak; voeg; leg uit; skriv; lägg till; förklara; írj;
        szeretnék; scrie; adaugă; kirjoita; 만들어*; 작성*; 추가*; 설명*
        """,
    ),
    (
        SessionType.DEVELOPMENT,
        2,
        """
        写一; 写个; 实现; 編寫; 编写; 添加; 加一个; 解释; 介绍; 翻译; 翻訳; 書いて; 作って; 追加; 説明;
        教えて; 実装; เขียน; ทำเว็บ
        """,
    ),
)


@cache
def cues() -> dict[str, tuple[SessionType, int]]:
    """Return each cue's type and weight; made when first asked for, which is after the start."""
    return {" ".join(cue.split()): (type, weight) for type, weight, text in _TABLE for cue in text.split(";")}


@cache
def first_words() -> frozenset[str]:
    """Return the words with which the cues of several words begin."""
    return frozenset(cue.split()[0] for cue in cues() if " " in cue)
