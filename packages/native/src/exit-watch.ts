import type { Addon } from './addon.ts'

/** Resolves when the process ends; takes over the pidfd. An abort closes it and rejects. */
export function watchExit(addon: Addon, pidfd: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) {
    addon.closeFd(pidfd)
    return Promise.reject(signal.reason)
  }
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      addon.close(handle)
      reject(signal?.reason)
    }
    const handle = addon.watchPidfd(pidfd, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
