import { words } from './incoming-plain.ts'

/** How people of twelve languages ask not to be written to again. All plain. */

/** Alone, with nothing but good manners beside them. */
export const commands: ReadonlySet<string> = new Set(
  words(
    'stop|stop it|stop mail|stop mails|stop email|stop emails|stop this|stop stop|unsubscribe|unsub|unsuscribe|opt out|opt-out|optout|remove|remove me|no more emails|no more mails|stopp|abmelden|abmeldung|abbestellen|austragen|abbestellung|stop bitte|keine mails mehr|keine e-mails mehr|keine weiteren mails|keine weiteren e-mails|désabonner|désabonnement|désinscription|désinscrire|se désabonner|se désinscrire|me désabonner|me désinscrire|arrêt|arrêtez|baja|dar de baja|darse de baja|darme de baja|cancelar|cancelar suscripción|desuscribir|desuscribirme|basta|cancellami|cancellazione|cancella iscrizione|annulla iscrizione|disiscrizione|disiscrivimi|disiscrivermi|rimuovi|rimuovimi|pare|parar|sair|cancelar inscrição|cancelar assinatura|cancelar subscrição|descadastrar|descadastro|remover|uitschrijven|afmelden|schrijf me uit|meld me af|stoppen|stop ermee|rezygnuję|rezygnacja|wypisz|wypisz mnie|wypisz się|wypisać|usuń mnie|anuluj subskrypcję|avregistrera|avprenumerera|avsluta|sluta|avanmälan|afmeld|frameld|afmeld mig|avmeld|meld meg av|stans|отписаться|отписка|отпишите|отпишите меня|отпиши|стоп|хватит|удалите|удалите меня|配信停止|配信停止希望|配信解除|配信不要|解除|停止|登録解除|退会|不要です|ストップ|取消订阅|退订|退訂',
  ),
)

/** Within a short message. */
export const wishes = words(
  "unsubscribe me|remove me from|remove my email|remove my address|remove my name|remove us from|take me off|take us off|please remove me|delete me from|delete my email|delete my address|delete my data|stop emailing|stop e-mailing|stop mailing|stop contacting|stop sending|stop writing|stop spamming|no longer wish to receive|no longer want to receive|do not want to receive|don't want to receive|do not wish to receive|don't wish to receive|do not contact me|don't contact me|do not email me|don't email me|do not write to me|don't write to me|never contact me|never email me|opt me out|want to opt out|like to opt out|wish to opt out|want to unsubscribe|like to unsubscribe|wish to unsubscribe|please unsubscribe|how do i unsubscribe|how can i unsubscribe|no more emails|no more e-mails|" +
    'keine e-mails mehr|keine emails mehr|keine mails mehr|keine weiteren e-mails|keine weiteren emails|keine weiteren mails|keine weiteren nachrichten|keine werbung|nicht mehr schreiben|nicht mehr anschreiben|nicht mehr kontaktieren|nicht mehr zu kontaktieren|nicht mehr kontaktiert|aus dem verteiler|aus ihrem verteiler|aus eurem verteiler|von ihrer liste|von der liste|melden sie mich ab|tragen sie mich aus|bitte abmelden|bitte austragen|löschen sie meine|' +
    "ne plus recevoir|plus recevoir|désabonnez-moi|désinscrivez-moi|désinscrire de|me désabonner de|me désinscrire de|retirez-moi|retirer de votre liste|supprimez-moi|supprimer mon adresse|supprimez mon adresse|ne me contactez plus|ne plus me contacter|cessez de m'écrire|arrêtez de m'écrire|ne m'écrivez plus|ne souhaite plus|" +
    'no deseo recibir|no quiero recibir|no recibir más|no me envíe más|no me envíen más|no me escriban más|no me escriba más|no me contacten|no me contacte|darme de baja|denme de baja|deme de baja|dame de baja|elimíneme|eliminarme de|bórrenme|bórreme|quitarme de|deje de enviar|dejen de enviar|dejen de escribirme|' +
    'non voglio più ricevere|non desidero più|non desidero ricevere|non inviatemi più|non scrivetemi più|non mi scriva più|non contattatemi|non mi contatti|cancellatemi|cancellami da|mi cancelli|cancellarmi|rimuovetemi|rimuovermi|mi rimuova|toglietemi|disiscrivermi|' +
    'não quero receber|não quero mais receber|não desejo receber|não desejo mais receber|não me envie mais|não me enviem mais|não me escreva mais|não me contacte|não entre em contato|não me contate|remova-me|remova meu|remova o meu|me remova|remover meu|remover o meu|retire-me|me descadastre|descadastrar meu|parem de enviar|pare de enviar|' +
    'geen mails meer|geen e-mails meer|geen emails meer|niet meer mailen|niet meer te mailen|niet meer benaderen|niet meer contacteren|schrijf mij uit|schrijf me uit|mij uit te schrijven|me uit te schrijven|meld mij af|me afmelden|mij afmelden|verwijder mij|verwijder mijn|haal mij van|haal me van|' +
    'nie chcę otrzymywać|nie życzę sobie|proszę o usunięcie|proszę mnie usunąć|proszę usunąć|proszę mnie wypisać|proszę o wypisanie|proszę nie pisać|proszę nie wysyłać|proszę więcej nie|usuńcie mnie|wypiszcie mnie|wypisać mnie|proszę o niewysyłanie|' +
    'inte ha fler mejl|inte ha fler mail|vill inte ha|vill inte få|vill inte längre|inga fler mejl|inga fler mail|ta bort mig|ta bort min|sluta skicka|sluta maila|sluta mejla|avregistrera mig|kontakta mig inte|kontakta inte mig|' +
    'ønsker ikke flere|ønsker ikke at modtage|ønsker ikke å motta|ikke flere mails|ikke flere e-mails|ikke flere eposter|ikke modtage flere|ikke motta flere|afmeld mig|frameld mig|meld meg av|fjern mig|fjern meg|slet mig|slett meg|stop med at sende|slutt å sende|kontakt mig ikke|ikke kontakt mig|ikke kontakt meg|' +
    'не хочу получать|не желаю получать|не пишите мне|больше не пишите|не присылайте|не отправляйте|прекратите присылать|прекратите рассылку|удалите меня|удалите мой|исключите меня|отпишите меня|уберите меня|отказаться от рассылки|' +
    '配信を停止|配信停止|配信を止め|配信を解除|配信解除|今後の連絡は不要|今後のご連絡は不要|今後メールは不要|メールは不要|送らないで|送信しないで|連絡しないで|削除してください|リストから外し|リストから削除',
)

/** What makes the same words mean something else: "remove me from this thread", "please don't remove me". */
export const otherwise = words(
  "thread|in cc|from cc|the cc|this chain|conversation|don't remove|do not remove|don't unsubscribe|do not unsubscribe|don't take me|do not take me|don't stop|do not stop|didn't unsubscribe|did not unsubscribe|nicht austragen|nicht abmelden|not want to unsubscribe|nicht aus dem verteiler",
)

/** Greetings and thanks, which may stand beside a command. */
export const manners: ReadonlySet<string> = new Set(
  words(
    "hi|hello|hey|dear|sir|madam|please|pls|plz|thanks|thank|you|thx|now|ok|team|hallo|bitte|danke|guten|tag|sofort|bonjour|merci|svp|s'il|vous|plaît|hola|por|favor|gracias|ciao|buongiorno|salve|grazie|per|favore|cortesia|olá|oi|obrigado|obrigada|dag|graag|alsjeblieft|aub|a.u.b|bedankt|dank|dzień|dobry|proszę|dziękuję|hej|hei|tack|vänligen|snälla|tak|takk|venligst|vennligst|здравствуйте|добрый|день|пожалуйста|спасибо|прошу|を|お願いします|お願いいたします|希望|します|してください",
  ),
)

/** Lines from which on somebody signs. */
export const closings = words(
  'regards|best regards|kind regards|warm regards|best wishes|best,|cheers|sincerely|yours|thanks,|thank you,|many thanks|mit freundlichen|freundliche grüße|viele grüße|beste grüße|liebe grüße|schöne grüße|gruß|grüße|mfg|lg|vg|cordialement|bien cordialement|bien à vous|salutations|saludos|un saludo|atentamente|cordialmente|cordiali saluti|distinti saluti|saluti|atenciosamente|cumprimentos|com os melhores|abraço|met vriendelijke|vriendelijke groet|groet|mvg|pozdrawiam|z poważaniem|pozdrowienia|vänliga hälsningar|med vänlig|hälsningar|mvh|med venlig|venlig hilsen|vennlig hilsen|hilsen|с уважением|всего доброго|以上|敬具',
)
