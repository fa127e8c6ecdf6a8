import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Broker, openBroker } from './broker.ts'
import { compileDriver } from './driver.ts'
import { removeGroups } from './groups.ts'
import { opening } from './leftovers.ts'
import { removeScratch } from './mounts.ts'

/** Ids of the peers' user namespace: above ours, so that nothing is shared with a guest. */
export const PEER_IDS = 4_294_000_000 - (4_294_000_000 % 65_536) - 65_536
export const PEER_GROUP = 'vserver-bench-peer'
export const TEMPLATE = 'payload'
const GONE_MS = 20_000

export type Scratch = {
  directory: string
  /** On tmpfs where there is one, as /run is: our run directory and the peers' state. */
  run: string
  driver: string
  /** Lower layer and bundle root of the peers, owned by their ids. */
  peerRoot: string
  /** What the peers need of the driver to run on this host. */
  mask: string[]
  /** Ours, with this many supervisors parked. `addTemplates` writes more of them into their directory. */
  broker(parked: number, addTemplates?: (templates: string) => void): Promise<Broker>
  close(): Promise<void>
}

/** Brokers of its own, the payload as a template, and the same files for the peers. */
export function openScratch(): Promise<Scratch> {
  return opening(async (made) => {
    const directory = mkdtempSync('/var/tmp/vserver-bench-')
    made.add(async () => {
      await removeScratch(`${directory}/run`)
      await removeTree(directory)
    })
    made.add(() => removeGroups(PEER_GROUP))
    const run = makeRun(directory)
    // The peers' ids must be able to walk to their root.
    chmodSync(directory, 0o755)
    const peerRoot = `${directory}/peer/lower`
    const driver = compileDriver(directory)
    fillRoot(peerRoot, directory)
    execFileSync('chown', ['-R', `${PEER_IDS}:${PEER_IDS}`, peerRoot])
    const empty = `${directory}/empty`
    writeFileSync(empty, '')
    let brokers = 0
    return {
      ...{ directory, run, driver, peerRoot },
      mask: existsSync('/sys/fs/cgroup/unified/cgroup.controllers') ? ['--mask', empty] : [],
      async broker(parked, addTemplates) {
        const name = `${path.basename(directory).toLowerCase().replace('vserver-', '')}-${brokers++}`
        const data = `${directory}/${name}`
        fillRoot(`${data}/storage/templates/${TEMPLATE}/rootfs`, directory)
        addTemplates?.(`${data}/storage/templates`)
        const broker = await openBroker({ name, driver, data, run: `${run}/${name}`, parked })
        made.add(() => broker.close())
        return broker
      },
      close: () => made.close(),
    }
  })
}

/** The bin is still being swept when its broker ends, and a tree that shrinks can defeat one pass. */
async function removeTree(directory: string): Promise<void> {
  const deadline = Date.now() + GONE_MS
  while (existsSync(directory)) {
    try {
      rmSync(directory, { recursive: true, force: true })
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Where /run is on a real host, a tmpfs; the mounts of an instance lie below it, and nobody else's do. */
export function makeRun(directory: string): string {
  const run = `${directory}/run`
  mkdirSync(run)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=0755,nosuid,nodev', 'vserver-bench', run])
  return run
}

/** systemd-nspawn refuses a tree without /usr and an os-release. */
const ROOT_DIRECTORIES = ['proc', 'sys', 'dev', 'tmp', 'run', 'etc', 'root', 'usr', 'var']

function fillRoot(root: string, directory: string): void {
  for (const name of ROOT_DIRECTORIES) mkdirSync(`${root}/${name}`, { recursive: true })
  for (const name of ['stamp', 'pause']) copyFileSync(`${directory}/payload`, `${root}/${name}`)
  writeFileSync(`${root}/etc/os-release`, 'ID=bench\n')
}
