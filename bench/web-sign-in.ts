import type { Role } from './web-pages.ts'
import type { People } from './web-seed.ts'

/** For the Cookie header. */
export type Cookies = Record<Role, string>

export async function signInAll(origin: string, people: People): Promise<Cookies> {
  const entries: [string, string][] = []
  for (const [role, { email, password }] of Object.entries(people)) {
    const response = await fetch(`${origin}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ email, password }),
    })
    if (!response.ok) throw new Error(`The ${role} could not sign in: ${response.status}`)
    entries.push([
      role,
      response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    ])
  }
  return Object.fromEntries(entries) as Cookies
}
