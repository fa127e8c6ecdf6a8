import { z } from 'zod'
import { ask } from './socket-http.ts'

const Answer = z.object({ result: z.object({ data: z.unknown() }) })
const Failure = z.object({ error: z.object({ message: z.string() }) })

const TemplateRow = z.object({
  id: z.string(),
  label: z.string(),
  state: z.string(),
  percent: z.number(),
  step: z.string().nullable(),
  failure: z.string().nullable(),
})
export type TemplateRow = z.infer<typeof TemplateRow>

const GuestRow = z.object({ name: z.string(), state: z.string() })
const PermitRow = z.object({ id: z.number() })
const OperationRow = z.object({ id: z.string(), state: z.string() })

/** The few procedures of the agent that ./up and ./down need, over its Unix socket. */
export function agentApi(socketPath: string) {
  const call = async (method: 'GET' | 'POST', procedure: string, input?: unknown) => {
    const query =
      method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
    const body = method === 'POST' ? (input ?? null) : undefined
    const answer = await ask({ socketPath }, method, `/trpc/${procedure}${query}`, body)
    const parsed: unknown = JSON.parse(answer.body)
    if (answer.status === 200) return Answer.parse(parsed).result.data
    throw new Error(
      Failure.safeParse(parsed).data?.error.message ?? `The agent answered ${answer.status} to ${procedure}.`,
    )
  }
  return {
    templates: async () => z.array(TemplateRow).parse(await call('GET', 'template.list')),
    buildTemplate: async (id: string) => OperationRow.parse(await call('POST', 'template.build', { id })),
    guests: async () => z.array(GuestRow).parse(await call('GET', 'guest.list')),
    stopGuest: async (name: string) => OperationRow.parse(await call('POST', 'guest.stop', { name })),
    askBulkStop: async (count: number) =>
      PermitRow.parse(await call('POST', 'bulk.ask', { kind: 'stop', count })),
    operation: async (id: string) => OperationRow.parse(await call('GET', 'operation.get', { id })),
  }
}
