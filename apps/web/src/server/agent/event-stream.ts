/** One event of a text/event-stream. Source: WHATWG HTML, server-sent events. */
export type StreamEvent = { event: string; id: string | null; data: string }

/** Splits a body into events; comments and unknown fields are skipped. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  let buffer = ''
  for await (const chunk of body) {
    buffer += decoder.decode(chunk, { stream: true })
    for (;;) {
      const end = buffer.indexOf('\n\n')
      if (end === -1) break
      yield parseEvent(buffer.slice(0, end))
      buffer = buffer.slice(end + 2)
    }
  }
}

function parseEvent(block: string): StreamEvent {
  const event: StreamEvent = { event: 'message', id: null, data: '' }
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'event') event.event = value
    else if (field === 'id') event.id = value
    else if (field === 'data') data.push(value)
  }
  return { ...event, data: data.join('\n') }
}
