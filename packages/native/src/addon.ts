import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

declare const handleTag: unique symbol
/** A watched descriptor of the addon. */
export type AddonHandle = { readonly [handleTag]: true }

/** What addon/binding.c offers. Every error has `code` and `errno`, as Node's own. */
export type Addon = {
  connect(
    path: string,
    onMessage: (bytes: Buffer, fds: number[]) => void,
    onDrain: () => void,
    /** errno, 0 when the other side closed. */
    onClose: (errno: number) => void,
  ): AddonHandle
  /** False: the socket is full and took nothing; `onDrain` tells when to try again. */
  send(handle: AddonHandle, bytes: Uint8Array, fds: readonly number[]): boolean
  /** Any number of times. */
  close(handle: AddonHandle): void
  /** Takes over the descriptor and closes it after `onExit` or `close`. */
  watchPidfd(fd: number, onExit: () => void): AddonHandle
  closeFd(fd: number): void
  /** Gives a stream socket to the console at `path`, then writes the greeting to its other end. */
  handConnection(path: string, fd: number, greeting: Uint8Array): void
}

/** Loads the compiled addon; a bundle, which has no build directory beside it, says where it lies. */
export function loadAddon(path = fileURLToPath(new URL('../build/vserver.node', import.meta.url))): Addon {
  return createRequire(import.meta.url)(path)
}
