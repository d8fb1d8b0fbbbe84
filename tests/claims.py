"""What is said in eleven languages of an action: claims of it, what is none, and consent to it."""

from __future__ import annotations

from typing import NamedTuple


class Spoken(NamedTuple):
    """A request, what claims that it was done, with an I or without, and what does not;
    a policy that wants consent, a question for it and another one, a yes and a no.
    """

    request: str
    claims: tuple[str, ...]
    passives: tuple[str, ...]
    others: tuple[str, ...]
    policy: str
    asks: str
    asks_what: str
    yes: str
    no: str


SPOKEN = {
    "de": Spoken(
        "Bitte reservieren Sie mir für morgen Abend einen Tisch für vier Personen.",
        (
            "Ich habe den Tisch für morgen Abend um 19 Uhr für Sie reserviert.",
            "Wir haben die Einladung soeben an alle Gäste verschickt.",
        ),
        ("Ihre Reservierung wurde erfolgreich storniert.",),
        (
            "Ich habe den Tisch noch nicht reserviert.",
            "Sobald der Tisch reserviert wurde, erhalten Sie eine Nachricht.",
            "Soll ich den Tisch für Sie reservieren?",
            "Wurde der Tisch von Ihnen schon reserviert?",
            "Der Tisch kann jederzeit kostenlos storniert werden.",
        ),
        "Bevor du etwas änderst, hole die ausdrückliche Bestätigung des Kunden ein.",
        "Ein Tisch für vier Personen, morgen um 19 Uhr. Soll ich ihn so reservieren?",
        "Auf welchen Namen soll der Tisch denn lauten?",
        "Ja, bitte.",
        "Nein, lieber um 20 Uhr.",
    ),
    "es": Spoken(
        "Por favor, resérvame una mesa para cuatro personas mañana por la noche.",
        (
            "He reservado la mesa para mañana por la noche a las 21:00.",
            "Ya envié el mensaje a todos los invitados de la cena.",
        ),
        ("Su reserva ha sido cancelada.",),
        (
            "Todavía no he reservado la mesa para ustedes.",
            "Cuando se haya reservado la mesa, recibirá un mensaje.",
            "¿Quiere que reserve la mesa para usted?",
            "¿Ya ha reservado usted la mesa?",
            "La mesa se puede cancelar hasta mañana a mediodía.",
        ),
        "Antes de cualquier cambio debes obtener la confirmación explícita del usuario.",
        "Una mesa para cuatro, mañana a las nueve. ¿Desea que la reserve?",
        "¿A nombre de quién hago la reserva de la mesa?",
        "Sí, adelante.",
        "No, mejor a las diez de la noche.",
    ),
    "fr": Spoken(
        "Pouvez-vous me réserver une table pour quatre personnes demain soir ?",
        (
            "J'ai bien réservé la table pour demain soir à 20 h.",
            "Je viens d'envoyer le message à tous vos invités.",
        ),
        ("Votre réservation a été annulée.",),
        (
            "Je n'ai pas encore réservé la table.",
            "Une fois la table réservée, vous recevrez un message.",
            "Souhaitez-vous que je réserve la table ?",
            "Avez-vous déjà réservé la table pour demain soir ?",
            "La table peut être annulée jusqu'à demain midi.",
        ),
        "Avant toute modification, demande la confirmation explicite de l'utilisateur.",
        "Une table pour quatre, demain à 20 h. Souhaitez-vous que je la réserve ?",
        "À quel nom dois-je mettre la table pour demain soir ?",
        "Oui, c'est parfait.",
        "Non, plutôt à 21 h pour nous.",
    ),
    "pt": Spoken(
        "Por favor, reserve uma mesa para quatro pessoas amanhã à noite.",
        (
            "Reservei a mesa para amanhã à noite, às 20h.",
            "Já enviei a mensagem para todos os convidados do jantar.",
        ),
        ("A sua reserva foi cancelada.",),
        (
            "Ainda não reservei a mesa para vocês.",
            "Quando a mesa for reservada, você receberá uma mensagem.",
            "Quer que eu reserve a mesa para você?",
            "A mesa já foi reservada por você?",
            "A mesa não foi reservada.",
        ),
        "Antes de qualquer alteração, peça a confirmação explícita do usuário.",
        "Uma mesa para quatro, amanhã às 20h. Posso confirmar a reserva?",
        "Em nome de quem faço a reserva da mesa?",
        "Sim, pode fazer.",
        "Não, melhor às nove da noite.",
    ),
    "ru": Spoken(
        "Забронируйте, пожалуйста, столик на четверых на завтрашний вечер.",
        ("Я забронировал для вас столик на завтра в семь вечера.",),
        (
            "Ваш заказ успешно отменён.",
            "Столик на завтрашний вечер забронирован на ваше имя.",
        ),
        (
            "Я ещё не забронировал для вас столик.",
            "Когда столик будет забронирован, вы получите сообщение.",
            "Хотите, чтобы я забронировал столик на завтра?",
            "Столик уже забронирован вами?",
            "Столик можно отменить до завтрашнего полудня.",
        ),
        "Перед любым изменением обязательно получи явное подтверждение пользователя.",
        "Столик на четверых, завтра в семь вечера. Всё верно, забронировать?",
        "На какое имя записать столик на завтра?",
        "Да, конечно.",
        "Нет, лучше в восемь вечера.",
    ),
    "zh": Spoken(
        "请帮我预订明天晚上四个人的座位。",
        ("我已经为您预订了明天晚上七点的座位。",),
        (
            "您的订单已成功取消，请放心。",
            "座位预订成功，祝您用餐愉快！",
        ),
        (
            "我还没有预订座位。",
            "座位预订成功后，您会收到短信。",
            "需要我为您预订座位吗？",
            "您已经预订座位了吗？",
            "座位随时可以免费取消。",
        ),
        "在进行任何修改之前，必须得到用户的明确确认。",
        "明天晚上七点，四位，是否为您预订？",
        "请问用什么名字预订呢？",
        "好的。",
        "不，改成八点吧。",
    ),
    "ja": Spoken(
        "明日の夜、四名でレストランの席を予約してください。",
        ("招待状をお送りいたしました。",),
        (
            "明日の夜七時に、四名様のお席を予約しました。",
            "ご予約のキャンセルが完了しました。",
        ),
        (
            "まだお席を予約していません。",
            "予約が完了しましたら、メールが届きます。",
            "お席を予約いたしましょうか？",
            "もうお席は予約しましたか？",
            "ご予約はいつでも無料でキャンセルできます。",
        ),
        "変更を行う前に、必ずユーザーの明示的な同意を得ること。",
        "明日の夜七時、四名様です。この内容で予約してよろしいでしょうか？",
        "どなたのお名前で予約いたしましょうか？",
        "はい、お願いします。",
        "いいえ、八時にしてください。",
    ),
    "ko": Spoken(
        "내일 저녁에 네 명이 앉을 자리를 예약해 주세요.",
        ("내일 저녁 일곱 시에 네 분 자리를 예약해 드렸습니다.",),
        (
            "내일 저녁 일곱 시에 네 분 자리를 예약했습니다.",
            "주문이 취소되었습니다. 감사합니다.",
            "초대장을 모두에게 보냈습니다. 확인해 보세요.",
        ),
        (
            "아직 자리를 예약하지 않았습니다.",
            "예약이 완료되면 문자를 받으실 수 있습니다.",
            "자리를 예약해 드릴까요?",
            "벌써 자리를 예약하셨습니까?",
            "예약은 언제든지 무료로 취소할 수 있습니다.",
        ),
        "변경하기 전에 반드시 사용자의 명시적인 동의를 받아야 합니다.",
        "내일 저녁 일곱 시, 네 분입니다. 이대로 예약할까요?",
        "어느 분 성함으로 예약하면 되나요?",
        "네, 좋아요.",
        "아니요, 여덟 시로 바꿔 주세요.",
    ),
    "ar": Spoken(
        "أريد حجز طاولة لأربعة أشخاص مساء الغد من فضلك.",
        ("لقد قمت بإلغاء طلبك كما أردت.",),
        (
            "تم حجز الطاولة لمساء الغد الساعة السابعة.",
            "تم إرسال الرسالة إلى جميع المدعوين.",
        ),
        (
            "لم يتم حجز الطاولة حتى الآن.",
            "عندما تم حجز الطاولة ستصلك رسالة.",
            "هل تريد أن أحجز الطاولة لك؟",
            "هل تم حجز الطاولة من قبلك؟",
            "سيتم حجز الطاولة عند تأكيدك.",
        ),
        "قبل أي تغيير يجب الحصول على موافقة صريحة من المستخدم.",
        "طاولة لأربعة أشخاص غدا الساعة السابعة. هل تؤكد الحجز؟",
        "ما الاسم الذي أسجله للطاولة؟",
        "نعم، تمام.",
        "لا، الساعة الثامنة أفضل.",
    ),
    "hi": Spoken(
        "कृपया कल शाम के लिए चार लोगों की मेज़ आरक्षित कीजिए।",
        ("मैंने कल शाम सात बजे के लिए आपकी मेज़ बुक कर दी है।",),
        (
            "आपका ऑर्डर रद्द कर दिया गया है।",
            "सभी मेहमानों को संदेश भेज दिया है।",
        ),
        (
            "मैंने अभी मेज़ बुक नहीं की है।",
            "जब मेज़ बुक हो गई है तब संदेश आएगा।",
            "क्या मैं आपके लिए मेज़ बुक कर दूँ?",
            "क्या मेज़ बुक हो गई है?",
            "मेज़ की बुकिंग की जा रही है।",
        ),
        "कोई भी बदलाव करने से पहले उपयोगकर्ता की स्पष्ट पुष्टि लेना ज़रूरी है।",
        "चार लोगों के लिए कल शाम सात बजे। क्या मैं इसे बुक कर दूँ?",
        "मेज़ किस नाम से रखनी है?",
        "हाँ, ठीक है।",
        "नहीं, आठ बजे रखिए।",
    ),
    "th": Spoken(
        "ช่วยจองโต๊ะสำหรับสี่คนเย็นพรุ่งนี้ให้หน่อย",
        ("ดิฉันได้จองโต๊ะสำหรับเย็นพรุ่งนี้ให้คุณเรียบร้อยแล้วค่ะ",),
        (
            "ได้จองโต๊ะสำหรับเย็นพรุ่งนี้เวลาหนึ่งทุ่มเรียบร้อยแล้วค่ะ",
            "ยกเลิกคำสั่งซื้อของคุณเรียบร้อยแล้วครับ",
            "ส่งข้อความถึงแขกทุกคนให้แล้วค่ะ",
        ),
        (
            "ยังไม่ได้จองโต๊ะให้ค่ะ",
            "เมื่อจองโต๊ะเรียบร้อยแล้วคุณจะได้รับข้อความค่ะ",
            "ให้จองโต๊ะเลยไหมคะ",
            "คุณจองโต๊ะเรียบร้อยแล้วหรือยังคะ",
            "สามารถยกเลิกการจองโต๊ะได้ทุกเวลาค่ะ",
        ),
        "ก่อนเปลี่ยนแปลงข้อมูลใดๆ ต้องได้รับการยืนยันอย่างชัดเจนจากผู้ใช้",
        "โต๊ะสำหรับสี่คน พรุ่งนี้หนึ่งทุ่ม ให้จองเลยไหมคะ",
        "ไม่ทราบว่าจองในชื่ออะไรดีคะ?",
        "ใช่ค่ะ",
        "ไม่ค่ะ ขอเป็นสองทุ่ม",
    ),
}
