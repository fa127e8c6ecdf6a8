import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Half a minute to three each: templates that are built, and tables whose rows wait. */
const LONG = [
  ...['debian-flavours', 'network/servers', 'slow/slow', 'crash/crash', 'flood/floods', 'init-style'],
  ...['proc/pace', 'network/semantics', 'network/shared-crash'],
].map((name) => path.join(import.meta.dirname, `${name}.host.test.ts`))

/** Vitest begins with the largest files and these are small: one that is begun last runs on beside an idle processor. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const long = LONG.flatMap((name) => sorted.filter(({ moduleId }) => moduleId === name))
    return [...long, ...sorted.filter((file) => !long.includes(file))]
  }
}
