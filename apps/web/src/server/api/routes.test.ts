import { expect, test } from 'vitest'
import { sharePanel, type WebPanel } from '../instance.ts'
import { type Cast, createCast, VIEWERS, type ViewerName } from '../testing/cast.ts'
import { sellGuest } from '../testing/world.ts'

type Route = Partial<Record<'GET' | 'POST' | 'PUT', Handler>>
type Handler = (request: Request, context: { params: Promise<object> }) => Promise<Response>
type Who = ViewerName | 'nobody'
const EVERYBODY: readonly Who[] = [...VIEWERS, 'nobody']
const ORIGIN = 'https://panel.example.test'

/** What Next serves beside pages, as it lies in the tree. */
const modules = import.meta.glob<Route>('../../app/api/**/route.ts')
const pathOf = (file: string) => file.replace(/^.*\/app(.*)\/route\.ts$/, '$1')
const routes = Object.entries(modules).map(([file, load]) => ({ path: pathOf(file), load }))

/** How each answers everybody who asks from a page of the panel; `refused` is what a page of another site hears. */
type Declared = {
  method: keyof Route
  url?: string
  body?: string
  status(who: Who): number
  refused: number | null
}
const before = (status: number): Declared => ({
  method: 'POST',
  body: '{}',
  status: () => status,
  refused: 403,
})
/** What is done there is asked of the procedures, see trpc/matrix.test.ts. */
const procedures = (url: string): Declared => ({
  ...{ method: 'GET', url, refused: 403 },
  status: (who) => (who === 'nobody' ? 401 : 200),
})
const SIGN_IN = JSON.stringify({ email: 'nobody@example.test', password: 'three quiet words' })
const OWNERS: readonly Who[] = ['admin', 'reseller', 'customer', 'colleague']

const DECLARED: Record<string, Declared> = {
  '/api/trpc/[trpc]': procedures('/api/trpc/guest.names'),
  '/api/v1/[procedure]': procedures('/api/v1/guest.names'),
  '/api/auth/[...all]': { ...before(401), url: '/api/auth/sign-in/email', body: SIGN_IN },
  '/api/invitations/facts': before(400),
  '/api/invitations/accept': before(400),
  '/api/password/forgot': before(400),
  '/api/password/reset': before(400),
  '/api/openapi.json': { method: 'GET', status: (who) => (who === 'nobody' ? 401 : 200), refused: null },
  '/api/imports/[name]': {
    ...{ method: 'PUT', body: 'an archive', refused: 403 },
    status: (who) => (who === 'admin' ? 200 : who === 'nobody' ? 401 : 403),
  },
  '/api/recordings/[guestId]/[recordingId]': {
    ...{ method: 'GET', refused: null },
    status: (who) => (who === 'nobody' ? 401 : OWNERS.includes(who) ? 200 : 404),
  },
}

/** The panel of the world, where a cookie is the name of who is signed in. */
function share({ world, people }: Cast): void {
  const byName: Partial<Record<string, { viewer: unknown }>> = people
  const panel = {
    ...world.panel,
    isOwnOrigin: (headers: Headers) => headers.get('origin') === ORIGIN,
    auth: {
      handler: async () => Response.json({}, { status: 401 }),
      viewer: async (headers: Headers) => byName[headers.get('cookie') ?? '']?.viewer ?? null,
    },
  }
  sharePanel(panel as unknown as WebPanel)
}

async function createParams({ world, tenant }: Cast) {
  const guestId = await sellGuest(world, tenant, 'web')
  const { viewer } = tenant.customer
  const { id: recordingId } = await world.db.recording.create({
    data: {
      ...{ consoleId: 'c-0123456789', guestId, hostId: 'local', userId: viewer.id, userName: viewer.name },
      ...{ role: viewer.role, isRequired: false },
      sealedKey: world.panel.recordings.newKey(world.panel),
    },
  })
  return { guestId, recordingId, name: 'debian.tar.gz', procedure: 'guest.names' }
}

type Asking = { who: Who; origin: string; params: object }

async function statusOf(route: Route, declared: Declared, { who, origin, params }: Asking): Promise<number> {
  const { method, url = '/', body } = declared
  const site = origin === ORIGIN ? 'same-origin' : 'cross-site'
  const headers = { cookie: who, origin, 'sec-fetch-site': site, 'content-type': 'application/json' }
  const request = new Request(`${ORIGIN}${url}`, { method, headers, ...(body === undefined ? {} : { body }) })
  const answer = await route[method]?.(request, { params: Promise.resolve(params) })
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

test('every route, by everybody, from a page of the panel and from elsewhere: who may, and nobody else', async () => {
  const cast = await createCast()
  share(cast)
  const params = await createParams(cast)
  const faults: string[] = []
  let asked = 0
  for (const { path, load } of routes) {
    const declared = DECLARED[path]
    if (!declared) throw new Error(`${path} does not say here who may ask for it`)
    const route = await load()
    const expectStatus = async (who: Who, origin: string, expected: number) => {
      const status = await statusOf(route, declared, { who, origin, params })
      asked += 1
      if (status !== expected) faults.push(`${path} by ${who} from ${origin}: ${status}, not ${expected}`)
    }
    for (const who of EVERYBODY) {
      await expectStatus(who, ORIGIN, declared.status(who))
      if (declared.refused !== null) await expectStatus(who, 'https://evil.example', declared.refused)
    }
  }
  process.stdout.write(`routes: ${routes.length}, asked ${asked} times\n`)
  expect(faults).toEqual([])
  expect(routes.map(({ path }) => path).sort()).toEqual(Object.keys(DECLARED).sort())
}, 60_000)
