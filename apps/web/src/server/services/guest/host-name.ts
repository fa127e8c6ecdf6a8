import { randomInt } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const RANDOM_LENGTH = 6
/** A guest name on a host has at most 39 characters. */
const CUT = 39 - RANDOM_LENGTH - 1

/** Tenants may use the same name, and must not learn of each other from a refusal. */
export function newHostName(name: string): string {
  const cut = name.slice(0, CUT).replace(/-+$/, '')
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return `${cut}-${random}`
}
