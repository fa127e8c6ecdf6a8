import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { pause } from './interrupt.ts'
import { findPrometheus } from './prometheus.ts'
import type { Figures } from './report.ts'

const Answer = z.object({ data: z.object({ result: z.array(z.object({ value: z.array(z.unknown()) })) }) })

export const GUESTS_SCRAPED = 'prometheus: guests scraped'
const PORT = 19_090
const READY_MS = 60_000
const SCRAPES = 8

type Input = { directory: string; tokenFile: string; port: number; text: Buffer; tick: () => Promise<void> }

/** Debian's prometheus reads what the agent tells, and promtool judges it; nothing when they cannot be had. */
export async function scrapeByPrometheus(input: Input): Promise<Figures['figures']> {
  const found = findPrometheus(input.directory)
  if (found === undefined) {
    console.error('Not installed here, not to be downloaded, and left out: prometheus.')
    return []
  }
  const { status, stderr } = spawnSync(found.promtool, ['check', 'metrics'], {
    input: input.text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`promtool check metrics: ${stderr}`)
  const server = spawn(found.server, argumentsOf(input), { stdio: 'ignore' })
  const gone = once(server, 'exit')
  try {
    await until(async () => (await ask('count(vserver_guest_up)')) !== null)
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      await pause(2000)
      await input.tick()
    }
    return [
      { name: GUESTS_SCRAPED, value: (await ask('count(vserver_guest_up)')) ?? 0, unit: '' },
      { name: 'series', value: (await ask('scrape_samples_scraped')) ?? 0, unit: '' },
      {
        name: 'its scrape',
        value: 1000 * ((await ask('avg_over_time(scrape_duration_seconds[1m])')) ?? 0),
        unit: 'ms',
      },
      { name: 'promtool check metrics: faults', value: status ?? -1, unit: '' },
    ]
  } finally {
    server.kill('SIGTERM')
    await gone
  }
}

function argumentsOf({ directory, tokenFile, port }: Input): string[] {
  const file = `${directory}/prometheus.yml`
  const job = {
    ...{ job_name: 'vserver', scrape_interval: '5s', scrape_timeout: '5s' },
    authorization: { credentials_file: tokenFile },
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
  }
  writeFileSync(file, JSON.stringify({ scrape_configs: [job] })) // JSON is YAML
  const data = `--storage.tsdb.path=${directory}/prometheus`
  return [`--config.file=${file}`, data, `--web.listen-address=127.0.0.1:${PORT}`, '--log.level=error']
}

/** The value of an expression that has one; null while there is none. */
async function ask(expression: string): Promise<number | null> {
  const url = `http://127.0.0.1:${PORT}/api/v1/query?query=${encodeURIComponent(expression)}`
  try {
    const answer = Answer.parse(await (await fetch(url)).json())
    const value = answer.data.result[0]?.value[1]
    return value === undefined ? null : Number(value)
  } catch {
    return null // it does not listen yet
  }
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error('prometheus has scraped nothing')
    await pause(200)
  }
}
