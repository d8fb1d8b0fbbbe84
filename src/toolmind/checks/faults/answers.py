"""Faults of answers: what is told and not so."""

from __future__ import annotations

import re
from random import Random

from msgspec.structs import replace

from toolmind.checks.faults.base import AnswerFault, Good, Group, Planted, put, shuffled, without
from toolmind.checks.rules.count import collections_in
from toolmind.records import Message
from toolmind.text.language import language_of

_NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/-]|[.,]\d)")
_FAILED = '{"error": "The service is not available."}'
_LISTED = 4
"""Things of a list that are counted (ours)."""

_DONE = (
    "I have booked it for you.",
    "I've cancelled it as you asked.",
    "It has been successfully added.",
    "I have just sent the message.",
)
_DONE_IN = {
    "ar": ("تم الحجز بنجاح.", "لقد قمت بإلغاء الطلب كما طلبت.", "تم إرسال الرسالة."),
    "de": ("Ich habe alles für Sie gebucht.", "Das wurde wie gewünscht storniert."),
    "es": ("Ya lo he reservado para usted.", "Se ha enviado el mensaje.", "Cancelé su pedido."),
    "fr": ("Je l'ai réservé pour vous.", "Votre commande a été annulée comme demandé."),
    "hi": ("मैंने आपके लिए बुकिंग कर दी है।", "संदेश भेज दिया गया है।"),
    "ja": ("ご予約を完了いたしました。", "ご注文をキャンセルしました。"),
    "ko": ("요청하신 대로 예약을 완료했습니다.", "주문을 취소해 드렸습니다."),
    "pt": ("Já reservei tudo para você.", "O seu pedido foi cancelado como pediu."),
    "ru": ("Я уже всё для вас забронировал.", "Сообщение отправлено."),
    "th": ("จองให้เรียบร้อยแล้วค่ะ", "ได้ยกเลิกคำสั่งซื้อให้แล้วครับ"),
    "zh": ("我已经为您预订好了。", "您的订单已为您取消。"),
}
"""The same in other languages, by ISO 639-1."""

_CLAIMS = (
    "It is rated 4.7 by 1,283 customers.",
    "There are 47 others like it.",
    "Your reference number is QX-73915.",
    "That comes to $8,461.37 in total.",
)


class WrongNumber:
    """An answer that tells a number of a result otherwise."""

    name = "wrong_number"
    group: Group = "answer"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Change one number that an answer has from a result."""
        for at in shuffled(good.answers(), rng):
            said = good.messages[at].content
            told = "\n".join(good.messages[place].content for place in good.before(at))
            for found in shuffled(_NUMBER.finditer(said), rng):
                if (
                    len(found[0]) > 1
                    and found[0] in told
                    and (other := _other(found[0], good, rng))
                ):
                    text = said[: found.start()] + other + said[found.end() :]
                    return put(good, at, replace(good.messages[at], content=text))
        return None


def _other(number: str, good: Good, rng: Random) -> str:
    """Return a number of the same length that is said nowhere."""
    said = good.text()
    for _ in range(20):
        drawn = "".join(rng.choice("123456789") if c.isdigit() else c for c in number)
        if drawn not in said:
            return drawn
    return ""


class UnsupportedClaim(AnswerFault):
    """An answer with a sentence that rests on nothing."""

    name = "unsupported_claim"

    def places(self, good: Good) -> list[int]:
        """Choose among the answers that tell results."""
        return [at for at in good.answers() if good.before(at)]

    def changed(self, said: str, rng: Random) -> str:
        """Add a sentence with figures."""
        return f"{said} {rng.choice(_CLAIMS)}"


class ClaimedAction(AnswerFault):
    """An answer that claims to have done what no call did."""

    name = "claimed_action"

    def places(self, good: Good) -> list[int]:
        """Choose among the answers before the first call."""
        first = next((at for at, m in enumerate(good.messages) if m.tool_calls), 0)
        return [at for at in good.answers() if at < first]

    def changed(self, said: str, rng: Random) -> str:
        """Say that all is done, in the language of the answer where that is known, else English."""
        return f"{rng.choice(_DONE_IN.get(language_of(said), _DONE))} {said}"


class WrongCount:
    """An answer that tells of one thing less than a result holds."""

    name = "wrong_count"
    group: Group = "answer"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Say so where a result holds one list of four things or more."""
        for at in shuffled(good.answers(), rng):
            results = [good.messages[place].content for place in _right_before(good, at)]
            lists = [one for content in results for one in collections_in(content)]
            if len(lists) == 1 and len(lists[0]) >= _LISTED:
                said = good.messages[at].content
                text = f"There are {len(lists[0]) - 1} options in all. {said}"
                return put(good, at, replace(good.messages[at], content=text))
        return None


class PrematureAnswer:
    """An answer that tells results before anything was looked up."""

    name = "premature_answer"
    group: Group = "answer"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Take the look-ups away that an answer tells numbers of."""
        for at in shuffled(good.answers(), rng):
            before = good.before(at)
            told = "\n".join(good.messages[place].content for place in before)
            rest = "\n".join(m.content for p, m in enumerate(good.messages[:at]) if p not in before)
            numbers = [n[0] for n in _NUMBER.finditer(good.messages[at].content) if len(n[0]) > 1]
            if before and any(n in told and n not in rest for n in numbers):
                return without(good, set(before), at)
        return None


class IgnoredFailure:
    """An answer that tells of success after a failure."""

    name = "ignored_failure"
    group: Group = "answer"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Let all calls before an answer fail, and leave the answer."""
        for at in shuffled(good.answers(), rng):
            results = _right_before(good, at)
            if results and all(good.messages[p].status == "ok" for p in results):
                messages = [
                    _failed(one) if place in results else one
                    for place, one in enumerate(good.messages)
                ]
                return Planted(tuple(messages), at)
        return None


def _right_before(good: Good, at: int) -> list[int]:
    """Return where the results stand that come right before a message."""
    start = at
    while start and good.messages[start - 1].role == "tool":
        start -= 1
    return list(range(start, at))


def _failed(result: Message) -> Message:
    return replace(result, content=_FAILED, status="error")
