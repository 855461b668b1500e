/** By what a notice is known that has no machine-readable part. */
import { fieldsOf, headerOf, headersOf } from './incoming-read.ts'
import type { Evidence, IncomingMessage } from './incoming-shape.ts'

const daemon =
  /mailer-?daemon|^<?postmaster|post_?master@|mail router|mail delivery (?:sub)?system|mail deliver(?:y|ing) system|mail\.delivery\.system|mail administrator|ndr administrator|content-filter at|<>$/i
const subjects =
  /undeliver|non-?deliver|deliver(?:y|ing)? (?:status|fail|report|notif|problem|error|subsystem|has failed|delay)|fail(?:ed|ure)? (?:delivery|notice|to deliver)|delivery\b.{0,30}\b(?:fail|delay|error)|failure (?:notice|delivery)|returned (?:e-?)?mail|mail (?:system error|failure|failed|could not|delivery|not delivered)|returning (?:message|mail|to sender)|could ?n[o'’]t (?:be )?(?:deliver|sen[dt])|message (?:delivery|not delivered|you sent)|error sending your mail|warning: (?:could not|message)|loop alert|mail (?:loop|error)|unzustellbar|nicht zugestellt|non recapitabil|mancata consegna|non remis|[ée]chec de (?:la )?remise|no entregad|no se (?:pudo|puede) entregar|no pudo ser entregad|message not deliverable|n[ãa]o (?:entregue|p[ôo]de ser entregue)|onbestelbaar|niet bezorgd|не ?(?:был[ао]? )?доставлен|недоставлен|niedostarcz|kan inte levereras|kunne ikke leveres|toimitus ep[äa]onnistui|配信でき|配信不能|送信でき|配送失敗|送信エラー|配達|退信|无法送达|無法傳遞|投递失败|投遞失敗|메일.{0,10}(?:실패|반송)|(?:전송|발송|배달) ?실패/i
const bodies =
  /could not be (?:delivered|sent)|(?:was|has|have) (?:not (?:yet )?been |not )delivered|(?:unable|failed|unsuccessful|trouble|error|wasn[’']t able|weren[’']t able) (?:in |to |while |occurred while |attempting to |was an error )?(?:attempting to )?deliver|delivery (?:to|for|has|of)\b.{0,60}(?:fail|been delayed|not successful)|did not reach|delivery fail|del[ei]very to the following|returned to (?:the )?sender|following (?:address|recipient)|(?:recipients|addresses) (?:was|were|had|failed|returned)|rejected by|permanent (?:error|failure)|duplicated message-id|no valid recipients|failed addresses|mail system|delivering your (?:mail|message)|ERROR_CODE|group you tried to contact|送信(?:できません|に失敗)|配信でき|не может быть доставлено|could not deliver|not delivered|aborted after|konnte nicht zugestellt|nicht zugestellt werden|pas pu [êe]tre (?:remis|distribu|livr)|no se pudo entregar|no (?:pudo|ha podido) ser entregad|n[ãa]o p[ôo]de ser entregue|impossibile (?:recapitare|consegnare)|non [èe] stato (?:consegnato|recapitato)|kon niet worden (?:bezorgd|afgeleverd)|nie (?:zosta[łl]a|mog[łl]a zosta[ćc]) dostarczona|kunde inte levereras|returned this message to the sender|无法送达|投递失败|전송되지|전달되지|배달되지/i

/** How well-known programs begin; a person who passes a notice on begins with words of their own. */
const beginnings =
  /^(?:Hi\. This is the \S{1,60} (?:program|mail server) at|Hi !\s{1,20}This is the MAILER-DAEMON|This is the mail system at host|This is a delivery status notification from|This is an automatically generated Delivery Status Notification|This message was created automatically by (?:mail delivery software|the)|The original message was received at|Delivery has failed to these recipients|Delivery to the following recipients? failed|Sorry, we were unable to deliver your message to|The following message to <[^>\n]{3,300}> was undeliverable|-{3,40} ?(?:Transcript of session follows|The following addresses had|Failure Reasons)|Your message\s{1,20}(?:To|Subject):[\s\S]{1,600}\b(?:did not reach|was not delivered to)|Error: No valid recipients)/i

/** Why it is taken for a notice; null: it isn't. A person who writes "Re: Undelivered Mail" is none. */
export function looksLikeNotice(message: IncomingMessage, notice: string): Evidence | null {
  const failed = headerOf(message, 'x-failed-recipients')
  if (failed) return { rule: 'Notice of a mail server', found: `X-Failed-Recipients: ${failed}` }
  const subject = headerOf(message, 'subject')
  if (/report-type="?delivery-status/i.test(headerOf(message, 'content-type')))
    return { rule: 'Delivery report, RFC 6522', found: `Subject: ${subject}` }
  if (/^(?:re|aw|sv|antw|fwd?|wg|tr|rv)\s{0,4}:/i.test(subject)) return null
  const from = headerOf(message, 'from')
  const bySubject = subjects.test(subject)
  const byBody = bodies.exec(notice)
  const system =
    daemon.test(from) || headersOf(message, 'return-path').some((value) => /^<?(?:mailer-daemon)?>?$/i.test(value))
  if (system && (bySubject || byBody))
    return { rule: 'Notice of a mail server', found: shown(from, subject, byBody?.[0]) }
  const beginning = beginnings.exec(notice.trimStart())
  if (beginning && !headerOf(message, 'in-reply-to'))
    return { rule: 'Begins as a mail server does', found: shown(from, subject, beginning[0].slice(0, 80)) }
  const returned = returnsMail(message)
  const quoted = notice.length < message.text.trimEnd().length
  if (byBody && (bySubject || returned) && (returned || quoted))
    return { rule: 'Notice with the message that it returns', found: shown(from, subject, byBody[0]) }
  return null
}

/** What a server returns was written to somebody; a notice that is attached was passed on by a person. */
const returnsMail = (message: IncomingMessage): boolean =>
  message.parts.some(({ type, text }) => returnedType.test(type) && !isOfDaemon(text ?? ''))
const returnedType = /^(?:message\/(?:rfc822|global)|text\/rfc822-headers)$/
const isOfDaemon = (text: string): boolean => daemon.test(headerOf({ headers: fieldsOf(text) }, 'from'))

const shown = (from: string, subject: string, body = ''): string =>
  [`From: ${from}`, `Subject: ${subject}`, body.replace(/\s+/g, ' ')].filter((each) => each !== '').join(' · ')

const delaySubject = /delay|warning:|verz[öo]ger|retard[ée]|still being retried|遅延|temporarily/i
const delayBody =
  /has not yet been delivered|not yet been delivered|will be retried|delivery attempts will continue|warning message only|will (?:keep|continue) (?:on )?trying|do not need to resend|still being retried|has been delayed/i

/** Not failed yet: the server goes on trying. */
export function tellsOfDelay(message: IncomingMessage, notice: string): boolean {
  return delayBody.test(notice) && (delaySubject.test(headerOf(message, 'subject')) || !/permanent/i.test(notice))
}
