import { request } from 'node:http'

type Target = { socketPath: string } | { host: string; port: number }
export type Answer = { status: number; body: string }

/** One HTTP request on a Unix socket or a loopback port. */
export function ask(target: Target, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { ...target, method, path, timeout: 10_000, headers: { 'content-type': 'application/json' } },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 10 seconds')))
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Asks /healthz until it answers 200; null at the deadline, or when `alive` says there is nobody to ask. */
export async function waitHealthy(
  target: Target,
  deadlineMs: number,
  alive: () => boolean,
): Promise<Answer | null> {
  const end = Date.now() + deadlineMs
  while (Date.now() < end && alive()) {
    const answer = await ask(target, 'GET', '/healthz').catch(() => null)
    if (answer?.status === 200) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return null
}
