import { randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import type { HostEvent } from '@vserver/core/event/model'
import type { Host } from '@vserver/core/host-port'
import { beginOperation, fail, type Progress, succeed, surplusOperations } from '@vserver/core/operation'
import { type Operation, OperationId, type OperationKind } from '@vserver/core/operation/model'
import type { Logger } from '../logger.ts'

export type Task = {
  id: OperationId
  progress: Progress
  log(line: string): Promise<void>
  /** Aborted when somebody cancels the operation. */
  signal: AbortSignal
}

export type OperationRequest = {
  kind: OperationKind
  subject: string
  cancellable?: boolean
  idempotencyKey?: string | undefined
  requestId?: string
}

type Dependencies = { host: Host; publish: (event: HostEvent) => void; log: Logger }

/** Runs operations: durable at begin and end, progress by events, cancel by signal. */
export class Operations {
  readonly #host: Host
  readonly #publish: (event: HostEvent) => void
  readonly #log: Logger
  readonly #all = new Map<OperationId, Operation>()
  readonly #aborts = new Map<OperationId, AbortController>()
  readonly #running = new Set<Promise<void>>()

  constructor({ host, publish, log }: Dependencies) {
    this.#host = host
    this.#publish = publish
    this.#log = log
  }

  /** Reads what an earlier agent left; the running ones are returned, for the caller to adopt or to fail. */
  async load(): Promise<Operation[]> {
    for (const operation of await this.#host.operations.list()) this.#all.set(operation.id, operation)
    return this.list().filter((operation) => operation.state === 'running')
  }

  /** Newest first. */
  list(): Operation[] {
    return [...this.#all.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  get(id: OperationId): Operation {
    const operation = this.#all.get(id)
    if (operation === undefined) {
      throw new VserverError('NOT_FOUND', 'There is no such operation.', {
        subject: id,
        hint: 'Old operations are forgotten; look at the guest itself.',
      })
    }
    return operation
  }

  /** The operation that an earlier call with the same key began; null when the key is new. */
  findByKey({ kind, subject, idempotencyKey }: OperationRequest): Operation | null {
    if (idempotencyKey === undefined) return null
    const found = this.list().find((operation) => operation.idempotencyKey === idempotencyKey)
    if (found === undefined) return null
    if (found.kind === kind && found.subject === subject) return found
    throw new VserverError('INVALID_INPUT', 'The idempotency key belongs to another operation.', {
      subject,
      hint: 'Use a new key for each act.',
    })
  }

  /** The operation of this kind on this subject that runs now. */
  findRunning({ kind, subject }: OperationRequest): Operation | null {
    const isSame = (operation: Operation): boolean =>
      operation.state === 'running' && operation.kind === kind && operation.subject === subject
    return this.list().find(isSame) ?? null
  }

  /** Writes the operation down and returns it at once; `work` goes on by itself. */
  async start(request: OperationRequest, work: (task: Task) => Promise<void>): Promise<Operation> {
    const operation = beginOperation(
      {
        id: OperationId.parse(`op-${Date.now().toString(36)}${randomBytes(6).toString('hex')}`),
        kind: request.kind,
        subject: request.subject,
        cancellable: request.cancellable ?? false,
        idempotencyKey: request.idempotencyKey ?? null,
      },
      this.#host.now(),
    )
    this.#all.set(operation.id, operation)
    try {
      await this.#host.operations.write(operation)
    } catch (error) {
      this.#all.delete(operation.id)
      throw error
    }
    this.#publish({ kind: 'operation', operation })
    this.adopt(operation, work, request.requestId)
    return operation
  }

  /** Runs `work` as an operation that is written down already. */
  adopt(operation: Operation, work: (task: Task) => Promise<void>, requestId?: string): void {
    const running = this.#run(operation.id, work, requestId).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  cancel(id: OperationId): Operation {
    const operation = this.get(id)
    if (operation.state !== 'running') return operation
    const abort = this.#aborts.get(id)
    if (!operation.cancellable || abort === undefined) {
      throw new VserverError('INVALID_STATE', 'This operation cannot be cancelled.', {
        subject: operation.subject,
        hint: 'Wait for its end.',
      })
    }
    abort.abort()
    return this.#change({ ...operation, step: 'Cancelling', cancellable: false })
  }

  /** Ends an operation of an earlier agent that nobody works on any more. */
  async finishFailed(operation: Operation, error: VserverError): Promise<void> {
    await this.#finish(fail(operation, error, this.#host.now()))
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async #run(id: OperationId, work: (task: Task) => Promise<void>, requestId?: string): Promise<void> {
    const abort = new AbortController()
    this.#aborts.set(id, abort)
    const beganMs = performance.now()
    const outcome = await work(this.#task(id, abort.signal)).then(
      () => succeed(this.get(id), this.#host.now()),
      (error: unknown) => this.#failed(id, error, requestId),
    )
    this.#aborts.delete(id)
    await this.#finish(outcome).catch((error: unknown) =>
      this.#log.error('operation.write', error, { operation: id }),
    )
    this.#log.info('operation', {
      requestId,
      operation: id,
      kind: outcome.kind,
      subject: outcome.subject,
      code: outcome.error?.code ?? 'OK',
      durationMs: Math.round(performance.now() - beganMs),
    })
  }

  #task(id: OperationId, signal: AbortSignal): Task {
    const log = (line: string): Promise<void> =>
      this.#host.operations
        .appendLog(id, line)
        .catch((error: unknown) => this.#log.error('operation.log', error, { operation: id }))
    return {
      id,
      signal,
      log,
      progress: (percent, step) => {
        const before = this.get(id)
        if (before.state !== 'running') return
        if (before.step !== step) void log(step)
        this.#change({ ...before, percent: Math.min(99, Math.max(before.percent, percent)), step })
      },
    }
  }

  #failed(id: OperationId, error: unknown, requestId: string | undefined): Operation {
    if (!(error instanceof VserverError)) this.#log.error('operation', error, { operation: id, requestId })
    return fail(this.get(id), error, this.#host.now())
  }

  async #finish(operation: Operation): Promise<void> {
    this.#change(operation)
    const { error } = operation
    if (error !== null)
      await this.#host.operations.appendLog(
        operation.id,
        [error.message, error.hint].filter(Boolean).join(' '),
      )
    await this.#host.operations.write(operation)
    for (const old of surplusOperations(this.list())) {
      this.#all.delete(old.id)
      await this.#host.operations.remove(old.id)
    }
  }

  #change(operation: Operation): Operation {
    this.#all.set(operation.id, operation)
    this.#publish({ kind: 'operation', operation })
    return operation
  }
}
