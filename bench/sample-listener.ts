/** Listens to the events of an agent by its socket, as the panel does, and writes what it is told. */
import { request } from 'node:http'

/** What the panel asks for (source: HEARD_KINDS of apps/web). */
const KINDS = ['guest', 'guestDeleted', 'samples', 'operation', 'disk', 'template']
const [socketPath = ''] = process.argv.slice(2)
const input = encodeURIComponent(JSON.stringify({ kinds: KINDS }))
const headers = { accept: 'text/event-stream' }
const asked = request({ socketPath, headers, path: `/trpc/event.subscribe?input=${input}` }, (answer) => {
  if (answer.statusCode !== 200) throw new Error(`The agent answered ${answer.statusCode}.`)
  answer.pipe(process.stdout)
})
asked.end()
