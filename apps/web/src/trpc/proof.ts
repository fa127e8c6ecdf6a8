import type { TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { errorInfo } from '@/messages.ts'
import type { AppRouter } from '@/server/trpc/root.ts'

/** Calls that were refused until the person proves again who they are: one question for all that wait. */
export class ProofRequests {
  #answer: PromiseWithResolvers<boolean> | null = null
  readonly #listeners = new Set<() => void>()

  /** True once the person has proved it, false when they would rather not. */
  ask(): Promise<boolean> {
    this.#answer ??= Promise.withResolvers<boolean>()
    this.#tell()
    return this.#answer.promise
  }

  settle(isProved: boolean): void {
    this.#answer?.resolve(isProved)
    this.#answer = null
    this.#tell()
  }

  readonly isAsked = (): boolean => this.#answer !== null

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Repeats a call by itself once the person has proved who they are. */
export function proofLink(requests: ProofRequests): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let isWanted = true
        let call = send(true)
        function send(mayAsk: boolean) {
          return next(op).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: (error) => {
              if (!mayAsk || errorInfo(error).code !== 'REAUTH_NEEDED') return observer.error(error)
              void requests.ask().then((isProved) => {
                if (!isWanted) return
                if (isProved) call = send(false)
                else observer.error(error)
              })
            },
          })
        }
        return () => {
          isWanted = false
          call.unsubscribe()
        }
      })
}
