import type { APIRequestContext } from '@playwright/test'
import { ORIGIN } from './instance.ts'

export type Person = { email: string; password: string }
export type Answer = { status: number; data: unknown; code: string | null; message: string | null }

const HEADERS = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }

export async function signInByApi(request: APIRequestContext, { email, password }: Person): Promise<void> {
  const answer = await request.post('/api/auth/sign-in/email', {
    headers: HEADERS,
    data: { email, password },
  })
  if (!answer.ok())
    throw new Error(`Sign-in of ${email} was refused: ${answer.status()} ${await answer.text()}`)
}

export async function signOutByApi(request: APIRequestContext): Promise<void> {
  const answer = await request.post('/api/auth/sign-out', { headers: HEADERS, data: {} })
  if (!answer.ok()) throw new Error(`The sign-out was refused: ${answer.status()} ${await answer.text()}`)
}

export async function mutate(request: APIRequestContext, procedure: string, input: unknown): Promise<Answer> {
  return parse(await request.post(`/api/trpc/${procedure}`, { headers: HEADERS, data: { json: input } }))
}

export async function query(request: APIRequestContext, procedure: string, input?: unknown): Promise<Answer> {
  const params: Record<string, string> = input === undefined ? {} : { input: JSON.stringify({ json: input }) }
  return parse(await request.get(`/api/trpc/${procedure}`, { headers: HEADERS, params }))
}

type Body = {
  result?: { data?: { json?: unknown } }
  error?: { json?: { message?: string; data?: { vserver?: { code?: string } } } }
}

async function parse(response: { status(): number; json(): Promise<unknown> }): Promise<Answer> {
  const body = (await response.json()) as Body
  return {
    status: response.status(),
    data: body.result?.data?.json,
    code: body.error?.json?.data?.vserver?.code ?? null,
    message: body.error?.json?.message ?? null,
  }
}
