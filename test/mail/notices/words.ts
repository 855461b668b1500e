/** Notices in other languages. */
import { encoded, notice, ours } from './build.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'
const daemon = 'Mail Delivery System <MAILER-DAEMON@mx.far.example>'

const words: [language: string, subject: string, text: string, isHard: boolean][] = [
  [
    'de',
    'Unzustellbar: Frühling',
    'Ihre Nachricht konnte nicht zugestellt werden:\n\nu@far.example\n\nDer Empfänger ist unbekannt. 550 5.1.1',
    true,
  ],
  [
    'de, full',
    'Unzustellbare Nachricht',
    'Die folgende Nachricht konnte nicht zugestellt werden an\n\n  u@far.example\n\nDas Postfach des Empfängers ist voll.',
    false,
  ],
  [
    'de, gmail',
    'Delivery Status Notification (Failure)',
    '** Adresse nicht gefunden **\n\nIhre Nachricht wurde nicht an u@far.example zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.\n\nDie Antwort lautete:\n\n550 5.1.1 User unknown',
    true,
  ],
  [
    'fr',
    'Non remis : Printemps',
    "Votre message n'a pas pu être remis à :\n\nu@far.example\n\nL'adresse est inconnue : 550 5.1.1 Adresse inconnue",
    true,
  ],
  [
    'fr, full',
    'Échec de la remise',
    'Votre message n’a pas pu être remis au destinataire :\n\nu@far.example\n\nLa boîte du destinataire est pleine.',
    false,
  ],
  [
    'es',
    'No se puede entregar: Primavera',
    'No se pudo entregar el mensaje a:\n\nu@far.example\n\n550 5.1.1 El usuario no existe',
    true,
  ],
  [
    'es, full',
    'Mensaje no entregado',
    'El mensaje no pudo ser entregado a:\n\nu@far.example\n\nEl buzón está lleno.',
    false,
  ],
  [
    'it',
    'Messaggio non recapitabile',
    'Impossibile recapitare il messaggio a:\n\nu@far.example\n\n550 5.1.1 Utente sconosciuto',
    true,
  ],
  [
    'it, full',
    'Mancata consegna',
    'Il messaggio non è stato consegnato a:\n\nu@far.example\n\nLa casella del destinatario è piena.',
    false,
  ],
  [
    'pt',
    'Mensagem não entregue',
    'A mensagem não pôde ser entregue a:\n\nu@far.example\n\n550 5.1.1 Usuário desconhecido',
    true,
  ],
  [
    'pt, full',
    'Não foi possível entregar',
    'A sua mensagem não pôde ser entregue a:\n\nu@far.example\n\nA caixa do destinatário está cheia.',
    false,
  ],
  [
    'nl',
    'Onbestelbaar: Lente',
    'Uw bericht kon niet worden bezorgd bij:\n\nu@far.example\n\n550 5.1.1 Onbekende gebruiker: user unknown',
    true,
  ],
  [
    'pl',
    'Niedostarczona wiadomość',
    'Wiadomość nie została dostarczona do:\n\nu@far.example\n\n550 5.1.1 Nieznany użytkownik',
    true,
  ],
  [
    'ru',
    'Недоставленное сообщение',
    'Ваше письмо не может быть доставлено:\n\nu@far.example\n\n550 5.1.1 Пользователь не найден',
    true,
  ],
  [
    'ru, spam',
    'Письмо не доставлено',
    'Ваше письмо не может быть доставлено:\n\nu@far.example\n\n554 5.7.1 Письмо похоже на спам',
    false,
  ],
  [
    'ja',
    '配信できませんでした',
    '次の受信者にメールを配信できませんでした。\n\nu@far.example\n\n宛先のアドレスは存在しません。550 5.1.1 User unknown',
    true,
  ],
  [
    'ja, full',
    '送信エラー',
    'メールを送信できませんでした。\n\nu@far.example\n\n受信者のメールボックスの容量が超過しています。',
    false,
  ],
  ['zh', '系统退信', '抱歉，您的邮件投递失败。\n\nu@far.example\n\n收件人地址不存在 550 5.1.1 User not found', true],
  ['zh, full', '退信通知', '您的邮件无法送达:\n\nu@far.example\n\n收件人邮箱已满。', false],
  [
    'ko',
    '메일 전송 실패 안내',
    '메일이 전송되지 못했습니다.\n\nu@far.example\n\n존재하지 않는 사용자입니다. 550 5.1.1 User unknown',
    true,
  ],
  [
    'sv',
    'Kan inte levereras: Vår',
    'Meddelandet kunde inte levereras till:\n\nu@far.example\n\n550 5.1.1 Okänd mottagare: unknown user',
    true,
  ],
]

export const inWords = [
  ...words.map(([language, subject, text, isHard], i) =>
    notice(
      `words: ${language}`,
      isHard ? hard : soft,
      encoded(
        daemon,
        `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
        `${text}\n\n----- Original message -----\n${ours}`,
        i % 2 ? 'base64' : 'quoted-printable',
      ),
    ),
  ),
]
