import { parseArgs } from 'node:util'
import { renderTable } from './report.ts'
import { benchStart } from './start.ts'

const HELP = `Usage: npm run bench -- NAME [--rounds N] [--json]

  start    start to first instruction, create + start + delete, and enter, beside
           crun, runc, bwrap, lxc-start and systemd-nspawn where they are installed

Needs root and a build (./up or npm run build). Every figure is wall time; the
ratio is the median of ours / theirs taken round by round, with its quartiles.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
    help: { type: 'boolean' },
  },
})

async function main(): Promise<number> {
  const rounds = Number(values.rounds)
  if (values.help || positionals.length === 0) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  if (positionals[0] !== 'start' || !Number.isInteger(rounds) || rounds < 1) {
    console.error('Unknown benchmark or bad --rounds. See npm run bench -- --help.')
    return 2
  }
  if (process.getuid?.() !== 0) {
    console.error('The benchmark makes real guests and needs root. Try: sudo npm run bench -- start')
    return 1
  }
  const comparisons = await benchStart(rounds)
  console.log(values.json ? JSON.stringify(comparisons, null, 2) : comparisons.map(renderTable).join('\n\n'))
  return 0
}

process.exitCode = await main()
