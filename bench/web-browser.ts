import { type Browser, chromium, type Page, type Request } from '@playwright/test'
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
/** An interruption is ours to heed: Playwright would end this process before anything is taken away. */
const OUR_SIGNALS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
/** Nothing larger was painted, no script came and no answer was outstanding for so long: the page is there. */
const QUIET_MS = 300
const SETTLE_MS = 10_000
const POLL_MS = 50

export type Painted = {
  role: Role | 'nobody'
  path: string
  lcp: number
  lcpGerman: number
  /** Named by the page; with what it loads by itself later. */
  scriptKilobytes: number
  allKilobytes: number
}

type Input = { origin: string; cookies: Cookies; rounds: number }

/** Largest contentful paint and what of scripts came over the wire, by a browser that has nothing in its cache. */
export async function measureBrowser(input: Input): Promise<Painted[]> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ ...{ executablePath, args: ARGUMENTS }, ...OUR_SIGNALS })
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
        allKilobytes: middle(english, 'allBytes') / 1000,
      })
    }
    return painted
  } finally {
    await browser.close()
  }
}

type Visit = { role: Painted['role']; path: string; language: string }
const Watched = z.object({
  lcp: z.number(),
  scripts: z.record(z.string(), z.number()),
  quietMs: z.number(),
})
type Seen = { lcp: number; scriptBytes: number; allBytes: number }

const middle = (seen: Seen[], what: keyof Seen) =>
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
    const outstanding = countOutstanding(page)
    await page.addInitScript(WATCH)
    const answer = await page.goto(`${origin}${path}`, { waitUntil: 'load' })
    const html = (await answer?.text()) ?? ''
    const deadline = performance.now() + SETTLE_MS
    for (;;) {
      const { lcp, scripts, quietMs } = Watched.parse(await page.evaluate(READ))
      const isQuiet = outstanding.size === 0 && quietMs > QUIET_MS
      if (lcp > 0 && (isQuiet || performance.now() > deadline)) return { lcp, ...bytesOf(scripts, html) }
      if (performance.now() > deadline) throw new Error(`${role} ${path} painted nothing.`)
      await pause(POLL_MS)
    }
  } finally {
    await context.close()
  }
}

/** Requests without an answer yet; what is told of events stays open for good. */
function countOutstanding(page: Page): ReadonlySet<Request> {
  const outstanding = new Set<Request>()
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') outstanding.add(request)
  })
  const end = (request: Request) => void outstanding.delete(request)
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  return outstanding
}

function bytesOf(scripts: Record<string, number>, html: string): Omit<Seen, 'lcp'> {
  const sum = (of: [string, number][]) => of.reduce((total, [, bytes]) => total + bytes, 0)
  const all = Object.entries(scripts)
  return { scriptBytes: sum(all.filter(([path]) => html.includes(`src="${path}"`))), allBytes: sum(all) }
}

/** Runs in the page before its own scripts. */
const WATCH = `
  window.benchSeen = { lcp: 0, scripts: {}, at: 0 };
  const note = (change) => Object.assign(window.benchSeen, change, { at: performance.now() });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note({ lcp: entry.startTime });
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const path = new URL(entry.name).pathname;
      if (path.endsWith('.js'))
        note({ scripts: { ...window.benchSeen.scripts, [path]: entry.encodedBodySize } });
    }
  }).observe({ type: 'resource', buffered: true });
`
const READ = '({ ...window.benchSeen, quietMs: performance.now() - window.benchSeen.at })'
