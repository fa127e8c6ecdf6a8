/** A call of the HTTP API, as the panel would make it. */
export type ApiCall = { method: 'GET' | 'POST'; name: string; input?: unknown; idempotencyKey?: string }

/** For a shell; the token stays in a variable, so that it is in no history. */
export function curlOf(origin: string, { method, name, input, idempotencyKey }: ApiCall): string {
  const address = `${origin}/api/v1/${name}`
  const json = input === undefined ? null : JSON.stringify(input)
  const lines = [
    method === 'GET' ? `curl -G ${quote(address)}` : `curl ${quote(address)}`,
    '-H "Authorization: Bearer $VSERVER_TOKEN"',
    ...(method === 'POST' ? [`-H 'Content-Type: application/json'`] : []),
    ...(idempotencyKey ? [`-H ${quote(`Idempotency-Key: ${idempotencyKey}`)}`] : []),
    ...(json === null
      ? method === 'POST'
        ? ["-d '{}'"]
        : []
      : [method === 'GET' ? `--data-urlencode ${quote(`input=${json}`)}` : `-d ${quote(json)}`]),
  ]
  return lines.join(' \\\n  ')
}

/** Nothing but the quote itself means anything between single quotes. Source: POSIX shell, 2.2.2. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
