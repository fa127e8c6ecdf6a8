import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TemplateId } from '../src/template/model.ts'

/** Debian with sysvinit and its rc scripts. */
export const SYSV = TemplateId.parse('debian-sysv.v1')
/** The same with OpenRC in place of the rc scripts. */
export const OPENRC = TemplateId.parse('debian-openrc.v1')
export const BUILD_DEADLINE_MS = 5 * 60_000

/**
 * One build for both: the tree is copied before OpenRC replaces sysv-rc. Hooks of mmdebstrap(1) get the tree as $1; the
 * caches of the host's apt hooks stay out by naming only what fetching needs.
 */
const SCRIPT = `
set -e
apt-config dump --format '%F "%v";%n' Acquire >apt.conf
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
mmdebstrap --mode=root --format=directory --variant=minbase --skip=check/empty \\
  --dpkgopt=force-unsafe-io --aptopt="$PWD/apt.conf" \\
  --include=sysvinit-core,sysv-rc,login,passwd,procps,cron \\
  --customize-hook="rm -rf \\$1/var/cache/apt/archives/*.deb" \\
  --customize-hook="cp -ax \\$1/. $PWD/${SYSV}/rootfs" \\
  --customize-hook="chroot \\$1 apt-get -y install --no-install-recommends openrc" \\
  bookworm "$PWD/${OPENRC}/rootfs" "$@"
`

const CACHES = process.env.VSERVER_TEST_TEMPLATE_DIR ?? '/var/tmp/vserver-test-templates'
const CACHE = path.join(CACHES, `init-${createHash('sha256').update(SCRIPT).digest('hex').slice(0, 12)}`)
const MIRROR = process.env.VSERVER_MIRROR ?? ''

/** Builds both templates unless they are there: half a minute and a mirror. */
export async function buildInitTemplates(): Promise<void> {
  if (existsSync(CACHE)) return
  mkdirSync(CACHES, { recursive: true, mode: 0o755 })
  for (const name of readdirSync(CACHES).filter((name) => /^init-[0-9a-f]{12}(\.\d+)?$/.test(name))) {
    rmSync(path.join(CACHES, name), { recursive: true, force: true })
  }
  const work = `${CACHE}.${process.pid}`
  for (const id of [SYSV, OPENRC]) mkdirSync(path.join(work, id, 'rootfs'), { recursive: true, mode: 0o755 })
  await build(work)
  renameSync(work, CACHE)
}

async function build(work: string): Promise<void> {
  const builder = spawn('sh', ['-c', SCRIPT, 'sh', ...(MIRROR === '' ? [] : [MIRROR])], {
    cwd: work,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  builder.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  const [code] = await once(builder, 'close')
  if (code !== 0) throw new Error(`The build of the templates failed: ${said}`)
  for (const id of [SYSV, OPENRC]) writeFileSync(path.join(work, id, 'ready'), '')
}

/** Shows both templates to an instance; returns what takes them away again. */
export function mountInitTemplates(storage: string): () => void {
  const targets = [SYSV, OPENRC].map((id) => {
    const target = path.join(storage, 'templates', id)
    mkdirSync(target, { mode: 0o700 })
    execFileSync('mount', ['--bind', '-o', 'ro', path.join(CACHE, id), target])
    return target
  })
  return () => {
    for (const target of targets) execFileSync('umount', [target])
  }
}
