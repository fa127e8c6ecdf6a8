/** Puts what `next build` leaves out into the standalone folder: our own server, static files, migrations. */
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'

const web = import.meta.dirname
const root = path.join(web, '../..')
const standalone = path.join(web, '.next/standalone')
const target = path.join(standalone, 'apps/web')

await build({
  entryPoints: [path.join(web, 'server/main.ts')],
  outfile: path.join(target, 'main.js'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  // ssh2 does without its natives, which are not built.
  external: ['next', '@node-rs/argon2', 'pg-native', 'cpu-features', '*.node'],
  // Bundled CommonJS packages call require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
})
copy(path.join(web, '.next/static'), path.join(target, '.next/static'))
copy(path.join(web, 'public'), path.join(target, 'public'))
copy(path.join(web, 'src/language'), path.join(target, 'language'))
copy(path.join(root, 'prisma/migrations'), path.join(standalone, 'prisma/migrations'))
copyArgon2()

function copy(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true, force: true })
}

/** A native addon stays a file of its own; Next traces it only for the platform it finds. */
function copyArgon2(): void {
  const own = path.dirname(createRequire(import.meta.url).resolve('@node-rs/argon2/package.json'))
  const scope = path.dirname(own)
  for (const name of readdirSync(scope).filter((entry) => entry.startsWith('argon2')))
    copy(path.join(scope, name), path.join(standalone, 'node_modules/@node-rs', name))
}
