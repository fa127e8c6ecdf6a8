import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exposition } from './exposition.ts'
import { CONTENT_TYPE, type Format } from './render.ts'

export const METRICS_PATH = '/metrics'

/** Answers a scrape: in the older text format only to whom asks for it and not for OpenMetrics. */
export async function answerScrape(
  exposition: Exposition,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const format = formatFor(request.headers.accept ?? '')
  try {
    const text = await exposition.text(format)
    response.writeHead(200, { 'content-type': CONTENT_TYPE[format], 'content-length': text.length })
    response.end(request.method === 'HEAD' ? undefined : text)
  } catch {
    response.writeHead(500).end()
  }
}

export function formatFor(accept: string): Format {
  return accept.includes('text/plain') && !accept.includes('openmetrics') ? 'text' : 'openMetrics'
}
