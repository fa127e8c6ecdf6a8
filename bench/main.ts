import { parseArgs } from 'node:util'
import { benchConsole } from './console.ts'
import { benchCreate } from './create.ts'
import { benchDensity } from './density.ts'
import { benchEnter } from './enter.ts'
import { benchFiles } from './files.ts'
import { benchFirewall } from './firewall.ts'
import { workApart } from './interrupt.ts'
import { benchNet } from './net.ts'
import { benchNetCrowd } from './net-crowd.ts'
import { missingPeers } from './peers.ts'
import { benchProc } from './proc.ts'
import { type Comparison, type Figures, render, type Table } from './report.ts'
import { benchSample, benchScrape } from './sample.ts'
import { openScratch, type Scratch } from './scratch.ts'
import { benchShare } from './share.ts'
import { benchStart } from './start.ts'
import { benchUnify } from './unify.ts'
import { benchWeb } from './web.ts'

const HELP = `Usage: npm run bench -- NAME... [--rounds N] [--guests N] [--json]

  start    request to first instruction with a supervisor parked (warm) and without
           (cold), and create + start + delete, beside crun, runc, bwrap, lxc-start
           and systemd-nspawn where they are installed
  enter    request to the first instruction of a program in a running guest
  create   the files of a new guest from a Debian template, beside cp -a, cp --reflink,
           btrfs snapshots and lxc-copy
  unify    what ten copies of a distribution have in common, beside hardlink, jdupes,
           rdfind and duperemove; first run, again with nothing new and with ten new
           files each, warm and cold (at most 5 rounds of about 10 minutes)
  share    memory of 10 and 50 guests that run the same daemon, against copies
  files    stat, open, reading, unpacking and installing in a guest, against the host
  firewall what a packet costs on its way through the host with the rules of 500 guests, and
           what a change of one guest's rules takes
  net      CPU time of a gigabyte, throughput, requests, connections and their latency: the
           host's loopback, guests of the shared and of the private network, and a bridge as
           LXC and podman make it; what a network adds to a start
  proc     open, read and close of each file that says what a guest has, in the guest: ours, the
           kernel's and lxcfs's, and sysinfo(2)
  sample   --guests (1000) guests sampled each ten seconds for a minute, in the agent, the broker and
           vs-proc, and told to a panel; what a store of a year takes and answers, and a scrape by
           prometheus
  scrape   --guests (1000) scraped by Debian's prometheus, which is downloaded when it is not
           installed, and judged by promtool
  net-crowd  the start of a guest with address and firewall, and a change of its rules, beside
           500 such guests
  console  a key's echo and throughput of a terminal through the panel and without it, beside
           shellinabox and Cockpit where they are installed; 100 MB against their checksum, 200
           reconnects, memory during a minute of yes and the answer to Ctrl-C
  web      the panel with --guests (1000) guests, their resellers and customers: the time of its server
           for every list and landing page of each role, and in Chromium the largest paint and the
           script of each; the host is the agent over guests in memory
  density  start beside 0, 100, 500 ... --guests (1000) idle guests, and their memory

  --rounds N   readings of each, taken in turn (30; web: 40)

Needs root and a build (./up or npm run build). Times are wall time; a ratio is the
median of ours / theirs taken round by round, with its quartiles. Everything made is
taken away at the end, also after an interruption.`

type Result = (Comparison | Figures | Table)[]
const BENCHES: Record<string, (rounds: number, guests: number) => Promise<Result>> = {
  start: (rounds) => withScratch((scratch) => benchStart(scratch, rounds)),
  enter: (rounds) => withScratch((scratch) => benchEnter(scratch, rounds)),
  console: (rounds) => withScratch((scratch) => benchConsole(scratch, rounds)),
  density: (rounds, guests) => withScratch((scratch) => benchDensity(scratch, rounds, guests)),
  create: benchCreate,
  unify: benchUnify,
  share: benchShare,
  files: benchFiles,
  firewall: benchFirewall,
  sample: (_, guests) => benchSample(guests),
  scrape: (_, guests) => benchScrape(guests),
  proc: (rounds) => withScratch((scratch) => benchProc(scratch, rounds)),
  net: benchNet,
  'net-crowd': benchNetCrowd,
  web: benchWeb,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    guests: { type: 'string', default: '1000' },
    help: { type: 'boolean' },
  },
})

const ROUNDS = 30
/** Of a p95 there have to be some above it. */
const ROUNDS_OF: Record<string, number> = { web: 40 }

const isName = (name: string) => Object.hasOwn(BENCHES, name)
const isCount = (value: number) => Number.isInteger(value) && value >= 1

async function main(): Promise<number> {
  const rounds = values.rounds === undefined ? null : Number(values.rounds)
  const guests = Number(values.guests)
  if (values.help || positionals.length === 0) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  if (!positionals.every(isName) || !isCount(rounds ?? ROUNDS) || !isCount(guests)) {
    console.error('Unknown benchmark, or a bad number. See npm run bench -- --help.')
    return 2
  }
  if (process.getuid?.() !== 0) {
    console.error('The benchmark makes real guests and needs root. Try: sudo npm run bench -- start')
    return 1
  }
  const status = await workApart()
  if (status !== null) return status
  const missing = missingPeers()
  if (missing.length > 0) console.error(`Not installed here, and left out: ${missing.join(', ')}.`)
  const results: Result = []
  for (const name of positionals) {
    const result = (await BENCHES[name]?.(rounds ?? ROUNDS_OF[name] ?? ROUNDS, guests)) ?? []
    if (!values.json) console.log(`${result.map(render).join('\n\n')}\n`)
    results.push(...result)
  }
  if (values.json) console.log(JSON.stringify(results, null, 2))
  return 0
}

async function withScratch<Result>(act: (scratch: Scratch) => Promise<Result>): Promise<Result> {
  const scratch = await openScratch()
  try {
    return await act(scratch)
  } finally {
    await scratch.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
