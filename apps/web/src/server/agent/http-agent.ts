import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { AgentRouter } from '@vserver/agent/router'
import { HostEvent } from '@vserver/core/event/model'
import { Agent as Dispatcher, fetch } from 'undici'
import { z } from 'zod'
import type { Agent } from './agent.ts'
import { readEventStream } from './event-stream.ts'
import { HEARD_KINDS, type HeardEvent, heardOf } from './heard-event.ts'
import { fromAgent } from './remote-error.ts'
import { sendImport } from './send-import.ts'

type Options = {
  socketPath: string
  /** The request this call is made for, so that both logs show the same id. */
  requestId(): string | undefined
}

const ORIGIN = 'http://agent'
/** Verbs answer at once and go on as operations; only a host in trouble takes longer. */
const CALL_MS = 20_000
/** The agent sends a ping every 15 s. */
const SILENCE_MS = 45_000
/** A mutation says that it is JSON, which an empty body is not. */
const NO_INPUT = 'null'
const HostEvents = z.array(HostEvent)

/** The agent behind a Unix socket. */
export function createHttpAgent(options: Options): Agent {
  const { socketPath, requestId } = options
  const dispatcher = new Dispatcher({ connect: { socketPath }, bodyTimeout: SILENCE_MS })
  const client = createClient(dispatcher, options)
  const unwrap = <T>(call: Promise<T>): Promise<T> => call.catch((error) => Promise.reject(fromAgent(error)))
  return {
    info: () => unwrap(client.host.info.query()),
    listGuests: () => unwrap(client.guest.list.query()),
    getGuest: (name) => unwrap(client.guest.get.query({ name })),
    createGuest: (input) => unwrap(client.guest.create.mutate(input)),
    reinstallGuest: (input) => unwrap(client.guest.reinstall.mutate(input)),
    actOnGuest: (verb, input) => unwrap(client.guest[verb].mutate(input)),
    getLimit: (name) => unwrap(client.limit.get.query({ name })),
    setLimit: (name, change) => unwrap(client.limit.set.mutate({ name, change })),
    limitUse: (name) => unwrap(client.limit.use.query({ name })),
    getNetwork: (name) => unwrap(client.network.get.query({ name })),
    setNetwork: (name, network) => unwrap(client.network.set.mutate({ name, network })),
    hostNetwork: () => unwrap(client.network.host.query()),
    getFirewall: (name) => unwrap(client.firewall.get.query({ name })),
    setFirewall: (name, firewall) => unwrap(client.firewall.set.mutate({ name, firewall })),
    listTraffic: () => unwrap(client.traffic.list.query()),
    guestTraffic: (name) => unwrap(client.traffic.get.query({ name })),
    setOptions: (name, change) => unwrap(client.guest.setOptions.mutate({ name, change })),
    listShares: (owner) => unwrap(client.share.list.query({ owner })),
    deleteShare: (input) => unwrap(client.share.delete.mutate(input)),
    helperEvents: (name) => unwrap(client.event.helper.query({ name })),
    listBulkPermits: () => unwrap(client.bulk.list.query()),
    askBulkPermit: (input) => unwrap(client.bulk.ask.mutate(input)),
    withdrawBulkPermit: (id) => unwrap(client.bulk.withdraw.mutate({ id })),
    latestSamples: () => unwrap(client.sample.latest.query()),
    sampleHistory: (name, sinceMs) => unwrap(client.sample.history.query({ name, sinceMs })),
    sampleRange: (name, range) => unwrap(client.sample.range.query({ name, ...range })),
    hostRange: (range) => unwrap(client.sample.hostRange.query(range)),
    topGuests: (input) => unwrap(client.sample.top.query(input)),
    listHits: (input) => unwrap(client.hit.list.query(input)),
    availability: (name, months) => unwrap(client.availability.get.query({ name, months })),
    delivered: (name, span) => unwrap(client.availability.delivered.query({ name, ...span })),
    explainSlow: (name, span) => unwrap(client.slow.explain.query({ name, ...span })),
    listTemplates: () => unwrap(client.template.list.query()),
    buildTemplate: (input) => unwrap(client.template.build.mutate(input)),
    deleteTemplate: (id) => unwrap(client.template.delete.mutate({ id })),
    unusedTemplates: () => unwrap(client.template.unused.query({})),
    collectTemplates: (ids) => unwrap(client.template.collect.mutate({ ids: [...ids] })),
    listImports: () => unwrap(client.imports.list.query()),
    removeImport: (file) => unwrap(client.imports.remove.mutate({ file })),
    receiveImport: (name, content) => sendImport({ socketPath, requestId }, name, content),
    readTemplateLog: (id, offset) => unwrap(client.template.log.query({ id, offset })),
    storage: () => unwrap(client.storage.get.query()),
    selfTest: () => unwrap(client.storage.selfTest.mutate()),
    diskUse: (options) => unwrap(client.storage.diskUse.query(options)),
    guestFiles: (name) => unwrap(client.files.get.query({ name })),
    listGuestFiles: () => unwrap(client.storage.files.query()),
    careForStorage: (work) => unwrap(client.storage[work].mutate({})),
    unifyAll: (input) => unwrap(client.storage.unify.mutate(input)),
    unifyGuest: (name, options) => unwrap(client.files.unify.mutate({ name, ...options })),
    actOnFiles: (verb, name) => unwrap(client.files[verb].mutate({ name })),
    convertGuest: (name, backend) => unwrap(client.files.convert.mutate({ name, backend })),
    cloneGuest: (input) => unwrap(client.files.clone.mutate(input)),
    listOperations: () => unwrap(client.operation.list.query()),
    getOperation: (id) => unwrap(client.operation.get.query({ id })),
    readOperationLog: (id) => unwrap(client.operation.log.query({ id })),
    cancelOperation: (id) => unwrap(client.operation.cancel.mutate({ id })),
    openConsole: async (guest, size, program) =>
      (await unwrap(client.console.open.mutate({ guest, size, program }))).id,
    consoleAddress: (target) => ({
      socketPath,
      path: `/console/${'bootOf' in target ? `boot/${target.bootOf}` : target.consoleId}`,
    }),
    subscribe: (subscription) => subscribe(dispatcher, subscription),
  }
}

/** One call per HTTP request: a batch would mix the calls of different people's requests. */
function createClient(dispatcher: Dispatcher, { requestId }: Options): TRPCClient<AgentRouter> {
  return createTRPCClient<AgentRouter>({
    links: [
      httpLink({
        url: `${ORIGIN}/trpc`,
        headers: () => withRequestId(requestId()),
        fetch: (url, init) => {
          const { method, headers, body, signal } = init ?? {}
          const until = AbortSignal.any([AbortSignal.timeout(CALL_MS), ...(signal ? [signal] : [])])
          return fetch(String(url), {
            dispatcher,
            signal: until,
            method: method ?? 'GET',
            headers: Object.fromEntries(new Headers(headers)),
            body: typeof body === 'string' ? body : method === 'POST' ? NO_INPUT : null,
          }) as unknown as Promise<Response>
        },
      }),
    ],
  })
}

function withRequestId(id: string | undefined): Record<string, string> {
  return id ? { 'x-request-id': id } : {}
}

async function* subscribe(
  dispatcher: Dispatcher,
  { lastEventId, signal, onOpen }: Parameters<Agent['subscribe']>[0],
): AsyncGenerator<{ id: string; events: HeardEvent[] }> {
  try {
    const input = encodeURIComponent(JSON.stringify({ kinds: HEARD_KINDS, lastEventId }))
    const response = await fetch(`${ORIGIN}/trpc/event.subscribe?input=${input}`, {
      dispatcher,
      signal,
      headers: { accept: 'text/event-stream' },
    })
    if (!response.ok || !response.body) throw new Error(`The agent answered ${response.status}.`)
    for await (const { event, id, data } of readEventStream(response.body)) {
      if (event === 'connected') onOpen()
      else if (event === 'serialized-error' || event === 'return') return
      else if (event === 'message' && id !== null) yield { id, events: parseEvents(data) }
    }
  } catch (error) {
    throw fromAgent(error)
  }
}

function parseEvents(data: string): HeardEvent[] {
  return HostEvents.parse(JSON.parse(data)).flatMap(heardOf)
}
