import type { ShownState } from '../../shared/domain/send-shown.ts'
import { elsewhere, isUnheard, type SentFrom } from '../words/elsewhere.ts'
import { State } from './state.tsx'

/** The state of an email. One that another computer had to send, and has told nothing of, is not simply planned. */
export const SendState = ({ email, now }: { email: SentFrom & { shown_state: ShownState }; now: number | null }) => (
  <State is={email.shown_state}>{isUnheard(email, now) ? elsewhere.unheard : undefined}</State>
)
