import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { REPOSITORY } from '../stack/command.ts'
import type { Lived } from './stack.ts'

/** Of each picture, in the order of the page. */
const CAPTIONS = {
  guest: 'A customer sees a guest that computes in waves: how it is, its charts, and why it is slow',
  history: 'All charts of the same guest, and its timeline',
  memory: 'A guest that wants more and more memory until the kernel ends its program, and begins again',
  reseller: 'The reseller, and the guests of all customers that ran into limits',
  admin: 'An administrator begins with the hosts and what needs somebody',
  host: 'What all of this is for the host',
}
export type Picture = keyof typeof CAPTIONS

export function fileOf(picture: Picture): string {
  return path.join(REPOSITORY, 'docs/screenshots', `day-${picture}.png`)
}

type Facts = { guests: number; kernel: string; lived: Lived }

/** What the pictures show, and how they came about. */
export function writeCaptions({ guests, kernel, lived: { hours, minutes } }: Facts): void {
  const pictures = Object.entries(CAPTIONS).map(
    ([name, caption]) => `${caption}:\n\n![${caption}](screenshots/day-${name}.png)\n`,
  )
  const text = [
    `# Pages over ${hours} hours of samples`,
    '',
    `${guests} guests lived ${hours} hours by the clock of a Debian machine whose processor is emulated by QEMU and whose clock counts that processor's instructions (\`-icount\`): time in which it has nothing to do passes at once, so that it took ${minutes} minutes of ours. Its kernel is Debian's own (Linux ${kernel}), with one slow processor and a storage in memory. Every figure was measured there, by that kernel and the agent; none was put in by hand. The panel was off meanwhile and brought up for the pictures, which were taken by \`npm run screenshots:day -w @vserver/e2e\` ([how](testing.md#a-day-of-samples)).`,
    '',
    ...pictures,
  ].join('\n')
  writeFileSync(path.join(REPOSITORY, 'docs/samples.md'), text)
}
