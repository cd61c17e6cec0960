"""Where words end in scripts that do not part them, and which endings they take in Korean.

Owns the tables. Leaves what is done with them to terms.py. It is no dictionary: particles, pronouns, auxiliaries and
words of request part what stands between them.
"""

from functools import cache

_CHINESE = """
    的 了 在 是 我 你 您 他 她 它 们 們 這 这 那 和 与 與 跟 把 被 吗 嗎 呢 吧 啊 就 都 也 很 请 請 帮
    幫 个 個 一 不 要 想 给 給 请问 請問 帮我 幫我 帮忙 一下 一个
    一個 一些 这个 這個 这段 這段 那个 怎么 怎麼 怎样 如何 什么 什麼 为什么 為什麼 哪里 哪裡 可以
    能不能 能否 之后 以后 之後 以後 之前 以前 的时候 時候 经常 經常 总是 有时 突然
    现在 現在 已经 已經 好像 大概 需要 考虑 哪些 方面 主要 出来 出來 显示 开始 開始 从 從 该 該 写
    寫 做 让 讓 使用 实现 實現 设计 設計 分析 解释 解釋 说明 帮助 检查
    檢查 审查 審查 修复 修復 解决 解決 优化 生成 创建 添加 保存 抓取 查看 看看 看了 没有 沒有 没 有
    但是 而且 并且 并 然后 或者 因为 所以 如果 虽然 还是 比较 非常 原因 问题 問題
    错误 錯誤 报错 反應 使用者 收到 每秒 每次 每天 每个 两 小时 小時 分钟 上周 上週 昨天 今天 明天 想要
    希望 谢谢 你好 到 峰值 以及 及
    关于 關於 我们 我們 他们
    """
_JAPANESE = """
    以下 次 今 何 私 僕 方法 場合 必要 特 原因 調査 説明 確認 修正 作成 使用 利用 問題 お願い 全体 開発
    心配 丁寧 時間 先日 最近 昨日 今日 明日 自分
    """
_THAI = """
    ช่วย ทำ ให้ หน่อย มี กับ และ ที่ ของ ใน เป็น ได้ ไม่ จะ ครับ ค่ะ คะ ผม ฉัน อยาก ต้องการ เขียน อย่างไร
    ยังไง อะไร ทำไม แล้ว จาก ว่า นี้ สร้าง สำหรับ เพื่อ โดย กำลัง
    """


@cache
def unspaced_stops() -> str:
    """Return a pattern of the words at which a run of characters is parted, the longest first."""
    stops = (_CHINESE + _JAPANESE + _THAI).split()
    return "|".join(sorted(stops, key=lambda stop: (-len(stop), stop)))


# A verb's stem and its ending: one character of Han followed by hiragana that is no particle.
HIRAGANA_ENDS = "(?<![\u3400-\u9fff])[\u3400-\u9fff](?=[うえかきくけさしすせたちつっべまみむめらりるれわん])"

KOREAN_ENDINGS = (
    r"(?<=[가-힣]{2})(?:에서는|에서|으로|에게|까지|부터|처럼|이나|이랑|하고|라는|을|를|이|가|은|는|에|와|과|의|도"
    r"|만|로|랑|인)$"
)
KOREAN_VERBS = (
    r"(?:니다|세요|해줘|어줘|아줘|해요|어요|려고|하면|하는|했는데|인데|되는|되고|하게|해서|시고|습니까|나요|까요"
    r"|져요)$"
)
