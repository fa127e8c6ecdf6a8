import { hash, verify } from '@node-rs/argon2'

/** argon2id is the library's default algorithm. Cost: RFC 9106, second recommended option (64 MiB, 3 passes). */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  try {
    return await verify(stored, password)
  } catch {
    return false // not a hash of ours
  }
}
