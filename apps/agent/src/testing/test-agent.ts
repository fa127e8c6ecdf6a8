import type { Operation } from '@vserver/core/operation/model'
import { type FakeHost, type FakeHostOptions, fakeHost } from '@vserver/core/testing'
import type { LogFields, Logger } from '../logger.ts'
import { agentRouter } from '../routers/root.ts'
import { type Agent, createAgent } from '../services.ts'
import { memoryStore } from '../store/store.ts'
import { createCallerFactory } from '../trpc.ts'

export type LogLine = { event: string; error?: unknown; fields: LogFields }

/** An agent over a host in memory, and a caller of its procedures. */
export function testAgent(options: FakeHostOptions = {}) {
  const host = fakeHost(options)
  const lines: LogLine[] = []
  const agent = createAgent(host, { log: memoryLogger(lines), mirror: '', store: memoryStore() })
  const caller = createCallerFactory(agentRouter)({ ...agent, requestId: 'request-1' })
  return { host, agent, caller, lines, outcome: (operation: Operation) => outcomeOf(agent, operation) }
}

export type TestAgent = ReturnType<typeof testAgent> & { host: FakeHost }

function memoryLogger(lines: LogLine[]): Logger {
  return {
    info: (event, fields = {}) => void lines.push({ event, fields }),
    error: (event, error, fields = {}) => void lines.push({ event, error, fields }),
  }
}

/** The operation when all that runs has ended. */
async function outcomeOf(agent: Agent, operation: Operation): Promise<Operation> {
  await agent.operations.idle()
  return agent.operations.get(operation.id)
}
