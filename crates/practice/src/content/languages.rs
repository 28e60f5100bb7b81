//! French, Portuguese and Arabic.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("fr_tarifs", PersonKind::Guest, 20, WRITTEN, &["Tarifs", "Bureau à partir de {month}", "Demande d'informations"],
        &[You(&["Bonjour, quels sont vos tarifs mensuels ?", "Je cherche un bureau deux jours par semaine à partir de {month}. Que proposez-vous ?", "bonjour c'est combien par mois ?"]), Bot(&["Avec plaisir, voici nos formules (hors taxes) :\n\n{plans}\n\nToutes sont sans engagement.", "Voici les prix :\n\n{plans}\n\nLe café et le wifi sont compris."]), Leave(36), Either(&[(52, &[You(&["Est-il possible de visiter ?", "Merci. Puis-je passer {day} ?"]), Bot(&["Bien sûr, choisissez un créneau : {go:tour:Demander une visite}"]), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), (48, &[You(&["Je vais y réfléchir, merci."]), Bot(&["Prenez votre temps, je reste à votre disposition."])])]), Thanks(45)]).spoken(SpokenLanguage::Fr),
    scene("fr_journee", PersonKind::Guest, 18, WRITTEN, &["Une journée", "Pass journée"],
        &[You(&["Puis-je venir travailler une seule journée ?", "Je suis de passage à {city}, avez-vous un tarif à la journée ?"]), Bot(&["Oui, le pass journée est à {pass}, café compris, de {open} à {close} : {go:day-pass:Acheter un pass journée}"]), Leave(24), Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed), Resume(&[May(55, &[You(&["C'est acheté, à {day} !", "Parfait, c'est fait."]), Bot(&["Très bien. Présentez le code à l'accueil, {address}."])])]), Thanks(45)]).spoken(SpokenLanguage::Fr),
    scene("fr_salle", PersonKind::Member, 24, WRITTEN, &["Salle {day}", "Réservation de {room}"],
        &[You(&["La salle {room} est-elle libre {day} à {time} ?", "Il me faudrait une salle pour {people} personnes le {date}, de {time} à {end}."]), Bot(&["Oui, **{room}** est libre de {time} à {end}, pour {total}. Je la réserve ?"]), Leave(8), You(&["Oui, merci", "Volontiers !", "Oui s'il vous plaît, {people} personnes."]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["C'est réservé : {room}, {date}, de {time} à {end}. {go:booking:Voir la réservation}"]), Thanks(50)]).spoken(SpokenLanguage::Fr),
    scene("fr_facture", PersonKind::Member, 12, WRITTEN, &["Question", "Petite question"],
        &[Ask(&[
              (&["Pourriez-vous me renvoyer la facture {no} ?"], &["Elle vient de partir vers {email}."]),
              (&["Mon badge ne fonctionne plus depuis ce matin."], &["Votre badge avait expiré, il est de nouveau actif."]),
              (&["Puis-je inviter un client {day} ?"], &["Oui, deux heures sont offertes. Indiquez simplement son nom à l'accueil."]),
          ]), Thanks(60)]).spoken(SpokenLanguage::Fr),
    scene("pt_precos", PersonKind::Guest, 20, WRITTEN, &["Preços", "Mesa a partir de {month}", "Informações"],
        &[You(&["Olá, quanto custa uma mesa por mês?", "Que planos têm para dois ou três dias por semana?", "bom dia, podem enviar-me os preços?"]), Bot(&["Claro, são estes (sem imposto):\n\n{plans}\n\nTodos são mensais, sem fidelização.", "Aqui está a lista:\n\n{plans}"]), Leave(36), Either(&[(52, &[You(&["Posso visitar antes?", "E dá para conhecer o espaço na {day}?"]), Bot(&["Com certeza: {go:tour:Pedir uma visita}"]), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), (48, &[You(&["Obrigado, vou pensar."]), Bot(&["À vontade! Estou por aqui."])])]), Thanks(45)]).spoken(SpokenLanguage::Pt),
    scene("pt_dia", PersonKind::Guest, 18, WRITTEN, &["Passe de um dia", "Trabalhar um dia"],
        &[You(&["Posso ir só um dia? Estou de passagem por {city}.", "Quanto é o passe diário?"]), Bot(&["Sim, o passe diário custa {pass}, com café e wifi, das {open} às {close}: {go:day-pass:Comprar passe diário}"]), Leave(24), Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed), Resume(&[May(55, &[You(&["Já comprei, até lá!", "Feito 👍"]), Bot(&["Ótimo, é só mostrar o código na receção: {address}."])])]), Thanks(45)]).spoken(SpokenLanguage::Pt),
    scene("pt_sala", PersonKind::Member, 24, WRITTEN, &["Sala na {day}", "Reserva de {room}"],
        &[You(&["A {room} está livre na {day} às {time}?", "Preciso de uma sala para {people} pessoas, {date}, das {time} às {end}."]), Bot(&["Está, **{room}** das {time} às {end}, no total {total}. Reservo?"]), Leave(8), You(&["Sim, por favor", "Pode reservar!", "Isso mesmo, obrigado"]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["Reservada: {room}, {date}, das {time} às {end}. {go:booking:Ver reserva}"]), Thanks(50)]).spoken(SpokenLanguage::Pt),
    scene("pt_duvida", PersonKind::Member, 12, WRITTEN, &["Uma dúvida", "Pergunta rápida"],
        &[Ask(&[
              (&["Podem reenviar a fatura {no}?"], &["Acabei de a enviar para {email}."]),
              (&["O wifi está muito lento hoje."], &["Obrigada pelo aviso, já pedi à equipa para ver."]),
              (&["Chegou alguma encomenda para a {company}?"], &["Vou confirmar com a receção e eles avisam-te."]),
          ]), Thanks(60)]).spoken(SpokenLanguage::Pt),
    scene("ar_prices", PersonKind::Guest, 20, WRITTEN, &["استفسار عن الأسعار", "مكتب شهري", "معلومات عن الاشتراك"],
        &[You(&["مرحبًا، كم سعر المكتب في الشهر؟", "أبحث عن مكان للعمل يومين أو ثلاثة في الأسبوع، ما هي الخيارات؟", "السلام عليكم، ممكن الأسعار لو سمحت"]), Bot(&["بكل سرور، هذه اشتراكاتنا (دون الضريبة):\n\n{plans}\n\nجميعها شهرية دون التزام طويل.", "تفضل القائمة:\n\n{plans}\n\nالإنترنت والقهوة مشمولان."]), Leave(34), Either(&[(55, &[You(&["هل يمكنني زيارة المكان قبل الاشتراك؟", "جميل، متى أستطيع أن أراه؟"]), Bot(&["بالطبع، اختر الموعد من هنا: {go:tour:طلب زيارة}", "أكيد، {op} سيكون في استقبالك: {go:tour:حجز زيارة}"]), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), (45, &[You(&["شكرًا، سأفكر في الأمر."]), Bot(&["خذ وقتك، أنا هنا لأي سؤال."])])]), Thanks(50)]).spoken(SpokenLanguage::Ar),
    scene("ar_day", PersonKind::Guest, 18, WRITTEN, &["بطاقة يوم واحد", "العمل ليوم واحد"],
        &[You(&["هل أستطيع العمل عندكم ليوم واحد فقط؟", "أنا في زيارة إلى المدينة وأحتاج مكتبًا يوم {day}.", "كم سعر اليوم الواحد؟ 🙏"]), Bot(&["نعم، بطاقة اليوم بسعر {pass} وتشمل القهوة والإنترنت من {open} إلى {close}: {go:day-pass:شراء بطاقة يوم}"]), Leave(24), Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed), Resume(&[May(60, &[You(&["تم الشراء، شكرًا", "اشتريتها، إلى أين أذهب؟"]), Bot(&["ممتاز. العنوان: {address}. أظهر الرمز عند الاستقبال."])])]), Thanks(45)]).spoken(SpokenLanguage::Ar),
    scene("ar_room", PersonKind::Member, 24, WRITTEN, &["قاعة يوم {day}", "حجز {room}"],
        &[You(&["هل قاعة {room} متاحة يوم {day} الساعة {time}؟", "أحتاج قاعة لعدد {people} أشخاص يوم {date} من {time} إلى {end}."]), Bot(&["نعم، **{room}** متاحة من {time} إلى {end}، والمجموع {total}. هل أحجزها؟"]), Leave(8), You(&["نعم من فضلك", "تمام، احجزيها", "أكيد، شكرًا"]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["تم الحجز: {room}، {date}، من {time} إلى {end}. {go:booking:عرض الحجز}"]), Thanks(50)]).spoken(SpokenLanguage::Ar),
    scene("ar_help", PersonKind::Member, 12, WRITTEN, &["استفسار سريع", "طلب مساعدة"],
        &[Ask(&[
              (&["هل يمكن إرسال الفاتورة رقم {no} مرة أخرى؟"], &["تم إرسالها إلى {email}."]),
              (&["الإنترنت بطيء جدًا اليوم في قاعة {room}."], &["أعتذر عن ذلك، أبلغت الفريق وسيتابعون الأمر الآن."]),
          ]), Thanks(60)]).spoken(SpokenLanguage::Ar),
];
