import { parseArgs } from 'node:util'
import { benchDensity } from './density.ts'
import { benchEnter } from './enter.ts'
import { catchSignals } from './interrupt.ts'
import { missingPeers } from './peers.ts'
import { type Comparison, type Figures, render } from './report.ts'
import { openScratch, type Scratch } from './scratch.ts'
import { benchStart } from './start.ts'

const HELP = `Usage: npm run bench -- NAME... [--rounds N] [--guests N] [--json]

  start    request to first instruction with a supervisor parked (warm) and without
           (cold), and create + start + delete, beside crun, runc, bwrap, lxc-start
           and systemd-nspawn where they are installed
  enter    request to the first instruction of a program in a running guest
  density  start beside 0, 100, 500 ... --guests (1000) idle guests, and their memory

  --rounds N   readings of each, taken in turn (30)

Needs root and a build (./up or npm run build). Times are wall time; a ratio is the
median of ours / theirs taken round by round, with its quartiles. Everything made is
taken away at the end, also after an interruption.`

const BENCHES = {
  start: benchStart,
  enter: benchEnter,
  density: benchDensity,
}
type Name = keyof typeof BENCHES

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
    guests: { type: 'string', default: '1000' },
    help: { type: 'boolean' },
  },
})

const isName = (name: string): name is Name => name in BENCHES
const isCount = (value: number) => Number.isInteger(value) && value >= 1

async function main(): Promise<number> {
  const [rounds, guests] = [Number(values.rounds), Number(values.guests)]
  if (values.help || positionals.length === 0) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  if (!positionals.every(isName) || !isCount(rounds) || !isCount(guests)) {
    console.error('Unknown benchmark, or a bad number. See npm run bench -- --help.')
    return 2
  }
  if (process.getuid?.() !== 0) {
    console.error('The benchmark makes real guests and needs root. Try: sudo npm run bench -- start')
    return 1
  }
  catchSignals()
  const missing = missingPeers()
  if (missing.length > 0) console.error(`Not installed here, and left out: ${missing.join(', ')}.`)
  const results: (Comparison | Figures)[] = []
  for (const name of positionals) {
    const result = await withScratch((scratch) => BENCHES[name](scratch, rounds, guests))
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
