import path from 'node:path'

export type HostPaths = {
  /** e.g. /run/vserver */
  runDir: string
  /** e.g. /var/lib/vserver */
  dataDir: string
}

/** Where an instance keeps its things; docs/architecture.md has the table. */
export function hostPaths({ runDir, dataDir }: HostPaths) {
  return {
    brokerSocket: path.join(runDir, 'broker.sock'),
    guestRuns: path.join(runDir, 'guests'),
    guestRun: (name: string) => path.join(runDir, 'guests', name),
    guestState: (name: string) => path.join(runDir, 'guests', name, 'state'),
    /** The older part of the events comes first. */
    guestEvents: (name: string) =>
      ['events.1', 'events'].map((file) => path.join(runDir, 'guests', name, file)),
    bootConsole: (name: string) => path.join(runDir, 'guests', name, 'console.sock'),
    console: (id: string) => path.join(runDir, 'consoles', `${id}.sock`),
    templateRuns: path.join(runDir, 'templates'),
    templateState: (id: string) => path.join(runDir, 'templates', id, 'state'),
    templateLog: (id: string) => path.join(runDir, 'templates', id, 'log'),
    filesState: (id: string) => path.join(runDir, 'files', id, 'state'),
    filesLog: (id: string) => path.join(runDir, 'files', id, 'log'),
    diskUse: path.join(runDir, 'disk-use'),
    /** There while vs-proc serves. */
    virtualProc: path.join(runDir, 'proc-state'),
    networkUse: path.join(runDir, 'network-use'),
    guestRecords: path.join(dataDir, 'agent', 'guests'),
    operations: path.join(dataDir, 'agent', 'operations'),
    templateVersions: path.join(dataDir, 'agent', 'template-versions'),
    imports: path.join(dataDir, 'imports'),
    shareRecords: path.join(dataDir, 'agent', 'shares'),
    traffic: path.join(dataDir, 'agent', 'traffic.json'),
    storage: path.join(dataDir, 'storage'),
  }
}

export type Paths = ReturnType<typeof hostPaths>
