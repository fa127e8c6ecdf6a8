import { msg, t, translate } from '@/language/t.ts'
import type { InvitationFacts } from '@/server/services/team/model.ts'

/** Nobody is signed in yet, so that these do not go through tRPC. */
type Answer<Data> = { ok: true; data: Data } | { ok: false; message: string }

const LOST = msg('The panel did not answer. Check your connection and try again.')

export const readInvitation = (token: string) => post<InvitationFacts>('facts', { token })

export const acceptInvitation = (request: { token: string; name: string; password: string }) =>
  post<{ email: string }>('accept', request)

async function post<Data>(verb: 'facts' | 'accept', body: object): Promise<Answer<Data>> {
  try {
    const response = await fetch(`/api/invitations/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await response.json()
    if (response.ok) return { ok: true, data: answer }
    return { ok: false, message: translate(answer?.data?.vserver?.hint ?? LOST) }
  } catch {
    return { ok: false, message: t(LOST) }
  }
}
