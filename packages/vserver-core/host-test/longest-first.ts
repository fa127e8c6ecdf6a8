import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Half a minute to five each: work that is killed again and again, templates that are built, rows that wait. */
const LONG = [
  ...['crash/crash', 'debian-flavours', 'slow/slow', 'network/servers', 'flood/floods', 'init-style'],
  ...['network/shared-crash', 'proc/pace'],
].map((name) => path.join(import.meta.dirname, `${name}.host.test.ts`))

/** Vitest begins with the largest files and these are small: one that is begun last runs on beside an idle processor. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const long = LONG.flatMap((name) => sorted.filter(({ moduleId }) => moduleId === name))
    return [...long, ...sorted.filter((file) => !long.includes(file))]
  }
}
