/**
 * How mail servers put it, by what it means. Each expression is bounded on every gap, so that reading costs no more than
 * the text is long; test/domain/incoming-patterns.test.ts holds them to it.
 */

/** Passes by itself, or can be mended: told before anything else, whatever code stands beside it. */
export const passing: readonly { cause: string; words: RegExp }[] = [
  {
    cause: 'the mailbox is full',
    words:
      /over ?quota|quota.{0,20}(?:exceed|full|violat)|exceed.{0,40}quota|(?:mail ?box|mail ?folder|inbox|mail ?drop|maildir|storage|disk|account).{0,40}(?:\bfull\b|exceed)|full (?:mail ?box|inbox)|(?:insufficient|not enough|no|out of) (?:\w{1,10} ){0,2}(?:storage|space)\b|storage (?:limit|space|quota)|mailboxfull|容量|満杯|いっぱい|已满|已滿|переполнен|Postfach.{0,20}voll|bo[iî]te.{0,20}pleine|buz[oó]n.{0,20}llen[oa]|casella.{0,20}piena|caixa.{0,20}cheia/i,
  },
  {
    cause: 'the message is too large',
    words:
      /too (?:big|large)\b|(?:size|length) (?:limit|exceed)|exceed.{0,40}(?:message |maximum |mail )(?:size|length)|maximum (?:message )?(?:size|length)|mesgtoobig/i,
  },
  {
    cause: 'the server could not be reached in time',
    words:
      /queue too long|timed[ -]?out|time-?out\b|message expired|queue\.expired|delivery time (?:expired|exceeded)|retry time|(?:delivery|envelope) expired|connection (?:refused|reset|lost|dropped|closed)|unreachable|no route to host|resources temporarily|temporar(?:y|ily)|try (?:it |once )?(?:again )?later|try again\b|(?:failed|aborted) (?:after )?\d{1,3}(?:\.\d)? (?:attempts|hour)|aborted after|delivery has been delayed/i,
  },
]

/** Says something about who sent it, not about the recipient. */
export const aboutSender =
  /sender(?:'s)? (?:address|domain|id|e-?mail|verify|verification|not|is|unknown|rejected|denied)|domain of sender|(?:mail|envelope)[ -]?from\b.{0,40}(?:denied|reject|not|invalid)|reverse[ -]?path|from address|(?:sending|your) (?:domain|host|server|ip)\b|(?:originator|return address)|Purported Responsible/i

/** A mailbox or a domain that isn't there (any more), in words that can mean nothing else. */
export const gone: readonly { cause: string; words: RegExp }[] = [
  {
    cause: 'the recipient has moved or left',
    words:
      /no longer (?:accept(?:s|ing) (?:e-?)?mail|on (?:this )?server|exists?|valid|in use|in service|employed|works?|working|with (?:us|the company|this)|a(?:n active)? (?:user|customer|member))|(?:has|have) (?:been )?moved (?:to|permanently)|user has moved|has left the (?:company|organi[sz]ation)|(?:account|mailbox|address|user) (?:has been|was|is) (?:permanently )?(?:deleted|removed|terminated|cancell?ed)/i,
  },
  {
    cause: 'the domain does not exist',
    words:
      /host ?unknown|unknown host|unrout(?:e)?able (?:mail )?(?:address|domain)|no such (?:domain|host)\b|(?:domain|host)(?: name)?(?: \S{1,255})? (?:does ?n[o'’]?t|not) (?:exist|found|resolve)|host or domain name not found|NXDOMAIN|(?:illegal|bad|invalid|non-?existent) (?:host|domain)|(?:mail exchangers?|MX records?).{0,30}non-?existent|address has no mail exchanger|host address lookups failed permanently|could ?n[o'’]t find (?:any host named|a mail exchanger)|NonExistentDomain|no MX or A records?|no A or MX records?|lookup.{0,40}no such|unable to look up host \S{1,255}: (?:name or service not known|no address associated|nodename nor servname)|ドメイン.{0,20}(?:存在しません|見つかりません)/i,
  },
  {
    cause: 'the domain takes no mail',
    words:
      /null ?MX|(?:domain|host|server|system|site)(?: \S{1,255})? (?:does ?n[o'’]?t|do not|not) (?:accept|receive|take) (?:any )?(?:e-?)?mails?|no (?:valid )?MX (?:records? )?found|no MX (?:records?|hosts?)\b|record indicated no SMTP service|destination seems? to reject all mails?|mail receiving disabled/i,
  },
  {
    cause: 'the address does not exist',
    words:
      /(?:user|recipient|person) does ?n[o'’]?t have an? \S{1,255} account|Recip(?:ient)?NotFound|(?:user|recipient) name is not recogni[sz]ed|\) Unknown Recipient|not listed in (?:the )?(?:public|domino)|Domino ディレクトリ.{0,20}見つかりません|account that you tried to reach does not exist|delivery error: dd (?:not a valid recipient|no such user)|no valid recipients? (?:for|were)|unknown local-?part|\bunknown user: \S{1,64}@|invalid final delivery userid|e-?mail address could not be found|does not exist at the organi[sz]ation|email address wasn[’']t found/i,
  },
]

/** The same in words that filters use as well: believed only where something else says so too. */
export const unknownUser =
  /(?:user|recipient|mail ?box|account|address|alias|addressee|local part|person|destination|member)\b.{0,60}(?:unknown|not known|(?:does ?n[o'’]?t|not|no longer) (?:exist|found|valid|available|listed|recogni[sz]ed|active)|not found|invalid|not (?:a )?valid|undeliverable)|(?:unknown|invalid|no such|non-?existent|illegal|bad|not a valid|unrecogni[sz]ed|no) (?:or \w{1,10} )?(?:virtual |local |e-?mail |mail )?(?:user|recipient|mail ?box|account|address|alias|addressee|local.part|person|destination|member)|not (?:our|a) (?:customer|user|subscriber)|destinataire.{0,30}(?:inconnu|invalide|introuvable)|adresse.{0,40}(?:invalide|inconnue|inexistante)|(?:utilisateur|compte).{0,20}(?:inconnu|inexistant)|(?:empf[äa]nger|benutzer|adresse|postfach).{0,30}(?:unbekannt|existiert nicht|nicht gefunden|ung[üu]ltig)|(?:usuario|destinatario|utente|usu[áa]rio|cuenta|conta).{0,30}(?:desconocid|no existe|n[ãa]o existe|desconhecid|sconosciut|inesistent|inexistente)|(?:пользовател|получател|адрес|ящик).{0,40}(?:не найден|не существует|неизвест)|(?:ユーザ|アドレス|宛先|受信者).{0,30}(?:存在しません|見つかりません|不明)|(?:用户|用戶|收件人|地址).{0,10}(?:不存在|无效|無效)/i

/** What a server says that refuses the recipient and gives no reason at all. */
export const refusedBare =
  /(?:recipient|address) rejected\.?[ \t]{0,8}(?:\(|$)|(?:action not taken: |: )mailbox (?:is )?unavailable/i

/** The server's rules, or its opinion of us (`aboutUs`: whatever its status says of the address). */
export const refusing: readonly { cause: string; words: RegExp; aboutUs?: true }[] = [
  {
    cause: 'the mailbox is switched off',
    aboutUs: true,
    words:
      /(?:mail ?box|account|user|recipient|address)\b.{0,60}(?:disabled|suspend|inactive|deactivated|discontinued|blocked|locked|bloqu|closed|not active)|inactive e-?mail address|(?:disabled|suspended|inactive|deactivated) (?:mail ?box|account|user|recipient)/i,
  },
  {
    cause: 'it was taken for spam or held something unwanted',
    aboutUs: true,
    words: /\bspam|virus|malware|phish|unsolicited|\bjunk\b|suspicious|content|attachment|MCSpam/i,
  },
  {
    cause: 'the server has its doubts about ours',
    aboutUs: true,
    words:
      /black ?list|block ?list|deny ?list|\b[rd]n?s?bl\b|banned|\blisted (?:at|by|in|on)\b|reputation|\bPTR\b|reverse DNS|rDNS|IP name lookup|\bSPF\b|DKIM|DMARC|unauthenticated|authenticat|not verified|\bblocked\b|bloqu[ée]e/i,
  },
  {
    cause: 'the recipient wants no such mail',
    aboutUs: true,
    words: /recipient(?:'s)? preferences|(?:refused|blocked|rejected) by (?:the )?recipient\b/i,
  },
  {
    cause: 'too much was sent too fast',
    aboutUs: true,
    words: /too many|rate[ -]?limit|throttl|gr[ea]y ?list|at a rate|speeding/i,
  },
  {
    cause: "the server's rules forbid it",
    words:
      /polic(?:y|ies)|access denied|relay|not (?:permitted|allowed|authori[sz]ed)|unauthori[sz]ed|prohibited|forbidden|client host rejected|complian|filtered|rejected by|rejete/i,
  },
  { cause: 'it went in circles', words: /loop|hop count|too many hops/i },
]

/** Where in the conversation the refusal fell, as programs tell it; first match wins. */
export const phases: readonly { phase: 'connect' | 'mail' | 'rcpt' | 'data'; words: RegExp }[] = [
  {
    phase: 'rcpt',
    words:
      /in reply to (?:the )?RCPT|after (?:sending )?RCPT|RCPT (?:TO )?command|\[RCPT_TO\]|like our RCPT|not like recipient|SMTP:RCPT|SMTP command\s{0,4}RCPT|\(state 1[34]\)|>>> RCPT|\bsent: RCPT|Sent <<< RCPT|\(RCPT(?: TO)?\)|response to RCPT|error: no valid recipients|need RCPT/i,
  },
  {
    phase: 'data',
    words:
      /in reply to (?:the )?(?:end of )?DATA|after (?:the )?(?:end of )?data\b|for TEXT command|like our DATA|\((?:end of )?DATA\)|SMTP command\s{0,4}DATA|\(state 1[578]\)|response to (?:end of )?DATA/i,
  },
  {
    phase: 'mail',
    words: /in reply to (?:the )?MAIL|after (?:sending )?MAIL FROM|not like (?:the )?sender|like our MAIL|>>> MAIL/i,
  },
  {
    phase: 'connect',
    words: /initial connection|refused to talk to me|(?:after|in reply to|performing the) (?:EHLO|HELO)|after AUTH/i,
  },
]
