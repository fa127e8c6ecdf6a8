import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { answerScrape, METRICS_PATH } from './answer.ts'
import type { Exposition } from './exposition.ts'

/** A loopback address and a port; who wants more puts a proxy with TLS before it. */
export type MetricsListen = { host: string; port: number }

const TOKEN_BYTES = 32

/** Serves scrapes over TCP to those who show the token of the file, which is made when there is none. */
export async function serveMetrics(
  exposition: Exposition,
  { listen, tokenFile }: { listen: MetricsListen; tokenFile: string },
): Promise<{ port: number; close(): Promise<void> }> {
  const token = await tokenIn(tokenFile)
  const server = createServer((request, response) => {
    if (!isAllowed(request, token)) response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    else if (new URL(request.url ?? '/', 'http://agent').pathname !== METRICS_PATH)
      response.writeHead(404).end()
    else void answerScrape(exposition, request, response)
  })
  server.listen(listen.port, listen.host)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function tokenIn(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true })
  const fresh = randomBytes(TOKEN_BYTES).toString('base64url')
  try {
    await writeFile(file, `${fresh}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const token = (await readFile(file, 'utf8')).trim()
  if (token.length < 16) throw new Error(`The file ${file} must hold a token of at least 16 characters.`)
  return token
}

/** Sums are compared, so that neither the length nor the time tells anything of the token. */
function isAllowed(request: IncomingMessage, token: string): boolean {
  const sum = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(sum(request.headers.authorization ?? ''), sum(`Bearer ${token}`))
}
