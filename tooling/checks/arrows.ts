import path from 'node:path'
import { type Finding, readSource, sourceFiles } from './source-files.ts'

type Room = { name: string; files: RegExp; may: string[]; typesOf?: string[]; bare?: RegExp }

/**
 * Which room may import from which; everything not listed is forbidden. The first room that matches a
 * file owns it. Errors and units (core base) are open to all. `typesOf` rooms may be imported with `import type` only; `bare` limits npm packages.
 */
const ROOMS: Room[] = [
  { name: 'native', files: /^packages\/native\/(src|test)\//, may: ['native'] },
  { name: 'core base', files: /^packages\/vserver-core\/src\/(?:errors|units)\.ts$/, may: [], bare: /^zod$/ },
  {
    name: 'core model',
    files: /^packages\/vserver-core\/src\/[a-z-]+\/(?:model|constants)\.ts$/,
    may: ['core model'],
    bare: /^(zod|ipaddr\.js)$/,
  },
  {
    name: 'core linux',
    files: /^packages\/vserver-core\/src\/linux\//,
    may: ['core linux', 'core verb', 'core model', 'native', 'core testing'],
  },
  {
    name: 'core testing',
    files: /^packages\/vserver-core\/src\/testing\//,
    may: ['core testing', 'core verb', 'core model'],
  },
  {
    name: 'core host test',
    files: /^packages\/vserver-core\/host-test\//,
    may: ['core host test', 'core linux', 'core verb', 'core model', 'core testing', 'native'],
  },
  {
    name: 'core compatibility',
    files: /^packages\/vserver-core\/src\/compatibility\/(?!.*\.test\.ts$)/,
    may: ['core compatibility', 'core model'],
    bare: /^$/,
  },
  {
    name: 'core verb test',
    files: /^packages\/vserver-core\/src\/.*\.test\.ts$/,
    may: ['core verb', 'core compatibility', 'core model', 'core testing'],
  },
  {
    name: 'core verb',
    files: /^packages\/vserver-core\/src\//,
    may: ['core verb', 'core model'],
    bare: /^(zod|node:crypto)$/,
  },
  {
    name: 'agent',
    files: /^apps\/agent\//,
    may: ['agent', 'core verb', 'core model', 'core linux', 'core testing'],
  },
  { name: 'database', files: /^prisma\//, may: ['database'] },
  { name: 'web ui', files: /^apps\/web\/src\/ui\//, may: ['web ui'] },
  {
    name: 'web messages',
    files: /^apps\/web\/src\/messages(\.test)?\.ts$/,
    may: ['core model', 'web messages'],
  },
  {
    name: 'web trpc server',
    files: /^apps\/web\/src\/trpc\/server\.tsx$/,
    may: ['web server', 'web trpc', 'core model'],
  },
  {
    name: 'web trpc',
    files: /^apps\/web\/src\/trpc\//,
    may: ['web trpc', 'web messages', 'core model'],
    typesOf: ['web server'],
  },
  {
    name: 'web server',
    files: /^apps\/web\/(src\/server\/|server\/|src\/proxy\.ts)/,
    may: ['web server', 'database', 'core model', 'core verb'],
    typesOf: ['agent'],
  },
  { name: 'web api', files: /^apps\/web\/src\/app\/api\//, may: ['web api', 'web server'] },
  {
    name: 'web feature',
    files: /^apps\/web\/src\/features\//,
    may: ['web feature', 'web ui', 'web trpc', 'web messages', 'web model', 'core model'],
    typesOf: ['web server'],
  },
  {
    name: 'web app',
    files: /^apps\/web\/src\/app\//,
    may: [
      'web app',
      'web feature',
      'web ui',
      'web trpc',
      'web trpc server',
      'web messages',
      'core model',
      'web server',
    ],
    typesOf: ['web server'],
  },
  { name: 'e2e', files: /^e2e\//, may: ['e2e', 'database', 'core testing', 'core model', 'tooling'] },
  {
    name: 'bench',
    files: /^bench\//,
    may: [
      'bench',
      'agent',
      'database',
      'native',
      'core linux',
      'core testing',
      'core verb',
      'core model',
      'tooling',
    ],
  },
  { name: 'tooling', files: /^tooling\//, may: ['tooling', 'core compatibility'] },
]

const PACKAGES: Array<[RegExp, (rest: string) => string]> = [
  [/^@vserver\/native$/, () => 'packages/native/src/index.ts'],
  [/^@vserver\/core\/linux$/, () => 'packages/vserver-core/src/linux/index.ts'],
  [/^@vserver\/core\/testing$/, () => 'packages/vserver-core/src/testing/index.ts'],
  [/^@vserver\/core\/host-port$/, () => 'packages/vserver-core/src/host.ts'],
  [/^@vserver\/core\/(errors|units|undo)$/, (rest) => `packages/vserver-core/src/${rest}.ts`],
  [/^@vserver\/core\/([a-z-]+\/(?:model|constants))$/, (rest) => `packages/vserver-core/src/${rest}.ts`],
  [/^@vserver\/core\/([a-z-]+)$/, (rest) => `packages/vserver-core/src/${rest}/index.ts`],
  [/^@vserver\/agent\/console$/, () => 'apps/agent/src/console/index.ts'],
  [/^@vserver\/agent\/router$/, () => 'apps/agent/src/routers/root.ts'],
  [/^@vserver\/agent\/samples$/, () => 'apps/agent/src/samples/index.ts'],
  [/^@vserver\/agent\/testing$/, () => 'apps/agent/src/testing/index.ts'],
  [/^@vserver\/db(?:\/(.*))?$/, () => 'prisma/src/index.ts'],
  [/^@\/(.*)$/, (rest) => `apps/web/src/${rest.replace(/\.ts$/, '')}.ts`],
]

export const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm

/** A model of a web service is browser-safe: zod and core models only; its constants do without zod. */
const WEB_MODEL = /^apps\/web\/src\/server\/services\/[a-z-]+\/(?:model|constants)\.ts$/

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => room.files.test(file))
}

export function targetOf(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  for (const [pattern, resolve] of PACKAGES) {
    const match = pattern.exec(specifier)
    if (match) return resolve(match[1] ?? '')
  }
  return null
}

function judge(file: string, room: Room, specifier: string, isType: boolean): string | null {
  const target = targetOf(file, specifier)
  if (target === null) {
    if (specifier.startsWith('@vserver/')) return `${specifier} is not an export of that package`
    return room.bare && !isType && !room.bare.test(specifier) && !file.includes('.test.')
      ? `${room.name} may not import ${specifier}`
      : null
  }
  const isWebModel = WEB_MODEL.test(/\.tsx?$/.test(target) ? target : `${target}.ts`)
  const other = isWebModel && room.may.includes('web model') ? 'web model' : roomOf(target)?.name
  if (other === undefined || other === room.name || other === 'core base' || room.may.includes(other))
    return null
  if (isType && room.typesOf?.includes(other)) return null
  return `${room.name} may not import ${other} (${specifier})`
}

export function checkArrows(): Finding[] {
  return sourceFiles(/\.(ts|tsx|mts)$/).flatMap((file) => {
    const room = roomOf(file)
    if (!room) return []
    const text = readSource(file) ?? ''
    return [...text.matchAll(IMPORT)].flatMap((match) => {
      const specifier = match[2] ?? match[3] ?? ''
      const message = judge(file, room, specifier, match[1] !== undefined)
      const line = text.slice(0, match.index).split('\n').length
      return message === null ? [] : [{ file, line, message }]
    })
  })
}
