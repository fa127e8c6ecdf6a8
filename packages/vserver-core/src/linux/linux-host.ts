import type { Host } from '../host.ts'
import { Broker } from './broker.ts'
import { linuxBulk } from './bulk.ts'
import { detectCgroupMode } from './cgroup-layout.ts'
import { CgroupReader } from './cgroup-reader.ts'
import { linuxConsoles } from './consoles.ts'
import { linuxFiles } from './files.ts'
import { openGuestStore } from './guest-store.ts'
import { linuxHelpers } from './helper-events.ts'
import { HitReader } from './hit-reader.ts'
import { hostCounters } from './host-counters.ts'
import { hostInfo, kernelFacts } from './host-info.ts'
import { openImports } from './imports.ts'
import { linuxNetwork } from './network.ts'
import { openOperationStore } from './operation-store.ts'
import { type HostPaths, hostPaths } from './paths.ts'
import { linuxRuntime } from './runtime.ts'
import { openShareStore } from './share-store.ts'
import { linuxStorage } from './storage.ts'
import { linuxTemplates } from './templates.ts'
import { ProcessWatch } from './top-processes.ts'
import { linuxTraffic } from './traffic.ts'

const CGROUP_MOUNT = '/sys/fs/cgroup'

export type LinuxHostOptions = HostPaths & {
  /** Name of the instance, which is also that of its cgroups unless they are elsewhere. */
  instance: string
  /** Where the groups of the guests are, as a path from the mount: the broker's --cgroup. */
  cgroup?: string | undefined
  /** The compiled addon; absent = where the build puts it. */
  addonPath?: string | undefined
}

export type LinuxHost = Host & { close(): void }

/** The host this process runs on. Fails when a file of the store cannot be read. */
export async function linuxHost(options: LinuxHostOptions): Promise<LinuxHost> {
  const paths = hostPaths(options)
  const broker = new Broker(paths.brokerSocket, options.addonPath)
  const facts = kernelFacts(broker)
  const place = {
    mode: detectCgroupMode(CGROUP_MOUNT),
    mount: CGROUP_MOUNT,
    parent: options.cgroup ?? options.instance,
  }
  const cgroups = new CgroupReader(place)
  const hits = new HitReader(place)
  return {
    now: Date.now,
    guests: await openGuestStore(paths.guestRecords),
    operations: await openOperationStore(paths.operations),
    traffic: linuxTraffic(paths.traffic),
    runtime: linuxRuntime({ broker, paths, cgroups, hits, processes: new ProcessWatch(place) }),
    consoles: linuxConsoles(broker, paths),
    bulk: linuxBulk(broker),
    helpers: linuxHelpers(paths),
    shares: {
      ...(await openShareStore(paths.shareRecords)),
      delete: async (share) => void (await broker.ask('shareDelete', { share }, share)),
    },
    templates: await linuxTemplates(broker, paths),
    imports: await openImports(paths.imports),
    files: linuxFiles(broker, paths),
    storage: linuxStorage(broker, paths, facts.forget),
    network: linuxNetwork(broker, paths),
    readHostCounters: hostCounters(paths.storage),
    info: hostInfo(facts, paths),
    close: () => {
      cgroups.close()
      hits.close()
      broker.close()
    },
  }
}
