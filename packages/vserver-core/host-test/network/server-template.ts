import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TemplateId } from '../../src/template/model.ts'

/** Debian with the servers that its users run, as their packages install them. */
export const SERVERS = TemplateId.parse('servers.v1')
export const BUILD_DEADLINE_MS = 10 * 60_000

/**
 * What an administrator writes after the installation: a page that is the guest's own, a name for the resolver, access
 * to the database from elsewhere, a key to log in with. Hooks of mmdebstrap(1) get the tree as $1.
 */
const CONFIGURE = `
ln -sf /etc/page "$1/var/www/html/index.html"
printf 'no-resolv\\naddress=/server.test/192.0.2.99\\n' >"$1/etc/dnsmasq.d/server.conf"
printf "listen_addresses = '*'\\n" >"$1/etc/postgresql/15/main/conf.d/server.conf"
printf 'host all all all trust\\n' >>"$1/etc/postgresql/15/main/pg_hba.conf"
mkdir -m 700 "$1/root/.ssh"
chroot "$1" ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
cp "$1/root/.ssh/id_ed25519.pub" "$1/root/.ssh/authorized_keys"
printf 'StrictHostKeyChecking no\\nLogLevel ERROR\\n' >"$1/root/.ssh/config"
`

const SCRIPT = `
set -e
apt-config dump --format '%F "%v";%n' Acquire >apt.conf
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
mmdebstrap --mode=root --format=directory --variant=minbase --skip=check/empty \\
  --dpkgopt=force-unsafe-io --aptopt="$PWD/apt.conf" --aptopt='APT::Install-Recommends "false"' \\
  --include=sysvinit-core,sysv-rc,login,passwd,procps,openssh-server,nginx,postgresql,dnsmasq,openbsd-inetd \\
  --customize-hook="$PWD/configure" \\
  bookworm "$PWD/${SERVERS}/rootfs" "$@"
rm -rf "$PWD/${SERVERS}"/rootfs/var/cache/apt/archives/*.deb
`

const CACHES = process.env.VSERVER_TEST_TEMPLATE_DIR ?? '/var/tmp/vserver-test-templates'
const KEY = createHash('sha256')
  .update(SCRIPT + CONFIGURE)
  .digest('hex')
const CACHE = path.join(CACHES, `servers-${KEY.slice(0, 12)}`)
const MIRROR = process.env.VSERVER_MIRROR ?? ''

/** Builds it unless it is there: a minute or two, and a mirror. */
export async function buildServerTemplate(): Promise<void> {
  if (existsSync(CACHE)) return
  mkdirSync(CACHES, { recursive: true, mode: 0o755 })
  for (const name of readdirSync(CACHES).filter((name) => /^servers-[0-9a-f]{12}(\.\d+)?$/.test(name))) {
    rmSync(path.join(CACHES, name), { recursive: true, force: true })
  }
  const work = `${CACHE}.${process.pid}`
  mkdirSync(path.join(work, SERVERS, 'rootfs'), { recursive: true, mode: 0o755 })
  writeFileSync(path.join(work, 'configure'), `#!/bin/sh -e\n${CONFIGURE}`, { mode: 0o755 })
  await build(work)
  writeFileSync(path.join(work, SERVERS, 'ready'), '')
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
  if (code !== 0) throw new Error(`The build of the template failed: ${said}`)
}

/** Shows it to an instance; returns what takes it away again. */
export function mountServerTemplate(storage: string): () => void {
  const target = path.join(storage, 'templates', SERVERS)
  mkdirSync(target, { mode: 0o700 })
  execFileSync('mount', ['--bind', '-o', 'ro', path.join(CACHE, SERVERS), target])
  return () => execFileSync('umount', [target])
}
