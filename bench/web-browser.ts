import { type Browser, chromium } from '@playwright/test'
import { z } from 'zod'
import { pause } from './interrupt.ts'
import { percentile } from './statistics.ts'
import { type Role, SIGN_IN_PATH, WEB_PAGES } from './web-pages.ts'
import type { Cookies } from './web-sign-in.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
]
/** Nothing larger was painted, and no script came, for so long: the page is there. */
const QUIET_MS = 700
const SETTLE_MS = 10_000

export type Painted = {
  role: Role | 'nobody'
  path: string
  lcp: number
  lcpGerman: number
  scriptKilobytes: number
}

type Input = { origin: string; cookies: Cookies; rounds: number }

/** Largest contentful paint and what of scripts came over the wire, by a browser that has nothing in its cache. */
export async function measureBrowser(input: Input): Promise<Painted[]> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS })
  try {
    const pages = [{ role: 'nobody' as const, path: SIGN_IN_PATH }, ...WEB_PAGES]
    const painted: Painted[] = []
    for (const page of pages) {
      const english = await visits(browser, input, { ...page, language: 'en' })
      const german = await visits(browser, input, { ...page, language: 'de' })
      painted.push({
        ...page,
        ...{ lcp: middle(english, 'lcp'), lcpGerman: middle(german, 'lcp') },
        scriptKilobytes: middle(english, 'scriptBytes') / 1000,
      })
    }
    return painted
  } finally {
    await browser.close()
  }
}

type Visit = { role: Painted['role']; path: string; language: string }
const Seen = z.object({ lcp: z.number(), scriptBytes: z.number(), quietMs: z.number() })
type Seen = z.infer<typeof Seen>

const middle = (seen: Seen[], what: 'lcp' | 'scriptBytes') =>
  percentile(
    seen.map((one) => one[what]),
    0.5,
  )

async function visits(browser: Browser, input: Input, visit: Visit): Promise<Seen[]> {
  const seen: Seen[] = []
  for (let round = 0; round < input.rounds; round += 1) seen.push(await look(browser, input, visit))
  return seen
}

async function look(
  browser: Browser,
  { origin, cookies }: Input,
  { role, path, language }: Visit,
): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  try {
    const own = role === 'nobody' ? '' : cookies[role]
    await context.setExtraHTTPHeaders({ 'accept-language': language })
    await context.addCookies(
      own
        .split('; ')
        .filter(Boolean)
        .map((pair) => {
          const [name = '', value = ''] = pair.split(/=(.*)/s)
          return { name, value, url: origin }
        }),
    )
    const page = await context.newPage()
    await page.addInitScript(WATCH)
    await page.goto(`${origin}${path}`, { waitUntil: 'load' })
    const deadline = performance.now() + SETTLE_MS
    for (;;) {
      const seen = Seen.parse(await page.evaluate(READ))
      if (seen.lcp > 0 && (seen.quietMs > QUIET_MS || performance.now() > deadline)) return seen
      if (performance.now() > deadline) throw new Error(`${role} ${path} painted nothing.`)
      await pause(100)
    }
  } finally {
    await context.close()
  }
}

/** Runs in the page before its own scripts. */
const WATCH = `
  window.benchSeen = { lcp: 0, scriptBytes: 0, at: 0 };
  const note = (change) => Object.assign(window.benchSeen, change, { at: performance.now() });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note({ lcp: entry.startTime });
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (new URL(entry.name).pathname.endsWith('.js'))
        note({ scriptBytes: window.benchSeen.scriptBytes + entry.encodedBodySize });
  }).observe({ type: 'resource', buffered: true });
`
const READ = '({ ...window.benchSeen, quietMs: performance.now() - window.benchSeen.at })'
