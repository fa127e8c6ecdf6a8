import type { Socket } from 'node:net'
import type { BulkAsk, BulkPermit, BulkPermitId } from './bulk/model.ts'
import type { ConsoleId, ConsoleProgramInput, ConsoleSize } from './console/model.ts'
import type { GuestOptions, InitStyle, ShareName } from './context/model.ts'
import type { HelperEvent } from './event/model.ts'
import type { FilesJob, FilesJobId, FilesRun } from './files/model.ts'
import type { Firewall, FirewallHits } from './firewall/model.ts'
import type { ExitReason, GuestName, GuestRecord, Xid } from './guest/model.ts'
import type { HitCount, TopProcess } from './hit/model.ts'
import type { HostInfo } from './host/model.ts'
import type { Limit, LimitChange, LimitUse } from './limit/model.ts'
import type { HostNetwork, Network, NetworkState, NetworkUse } from './network/model.ts'
import type { Operation, OperationId } from './operation/model.ts'
import type { GuestCounters, HostCounters } from './sample/counters.ts'
import type { Share } from './share/model.ts'
import type { Backend, DiskUse, Storage } from './storage/model.ts'
import type {
  BuildMethod,
  ImportFile,
  ImportName,
  TemplateId,
  TemplateName,
  TemplateSource,
  TemplateState,
} from './template/model.ts'
import type { TrafficRecord } from './traffic/model.ts'

/** A guest's process as the supervisor's state file and the kernel tell it. */
export type GuestRun =
  | { state: 'absent' }
  | { state: 'starting' }
  | { state: 'running'; pid: number; startedAtMs: number }
  | {
      state: 'exited'
      reason: ExitReason
      /** Null when it never got to its first instruction. */
      startedAtMs: number | null
      atMs: number
      stage: string | null
      errno: number | null
      /** How pid 1 ended, as waitpid(2) tells it; null when nobody saw it. */
      status: number | null
    }

export type StartSpec = {
  name: GuestName
  xid: Xid
  template: TemplateId
  hostname: string
  initStyle: InitStyle
  limit: Limit
  options: GuestOptions
  network: Network
}

/** Files that take the place of those a guest has. */
export type ReplaceSpec = RootSpec & {
  /** When those it has are put away, which is their name. */
  awaySeconds: number
  /** Those that were put away then are taken back; null: new ones are made. */
  takeSeconds: number | null
}

/** Files of a new guest. */
export type RootSpec = {
  name: GuestName
  xid: Xid
  template: TemplateId
  /** Null: as the storage and the limits ask for. */
  backend: Backend | null
  limit: Limit
}

export type TemplateBuild = {
  state: TemplateState
  percent: number
  step: string | null
  startedAtMs: number | null
  finishedAtMs: number | null
  message: string | null
  /** Of a template that is ready; null for one that was put there by hand. */
  method: BuildMethod | null
  source: string | null
  initStyle: InitStyle | null
  checksum: string | null
  files: number | null
  bytes: number | null
}

/** The kernel, the storage and the store of one host; `linux/` is the real one, `testing/` one in memory. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number

  guests: {
    list(): Promise<GuestRecord[]>
    /** Null when there is none. */
    read(name: GuestName): Promise<GuestRecord | null>
    /**
     * Adds the record that `build` makes from all records there are; additions run one after another,
     * so that no two guests take the same name or xid. Durable when it returns: tmp, fsync, rename, fsync of
     * the directory.
     */
    add(build: (all: readonly GuestRecord[]) => GuestRecord): Promise<GuestRecord>
    /** Changes a record as it is now, one change after another; NOT_FOUND when there is none. Durable. */
    update(
      name: GuestName,
      change: (record: GuestRecord, all: readonly GuestRecord[]) => GuestRecord,
    ): Promise<GuestRecord>
    /** Not an error when there is none. */
    remove(name: GuestName): Promise<void>
  }

  runtime: {
    createRoot(spec: RootSpec): Promise<void>
    /**
     * Other files for a guest that is down. Asked again it does nothing that is done; when it is refused, the guest has
     * those it had.
     */
    replaceRoot(spec: ReplaceSpec): Promise<void>
    /** Moves the guest's files to the host's bin. Not an error when there are none. */
    deleteRoot(name: GuestName): Promise<void>
    start(spec: StartSpec): Promise<{ pid: number; startedAtMs: number }>
    /** Asks the init to halt; returns at once, `waitExit` tells the end. Not an error when it does not run. */
    stop(name: GuestName): Promise<void>
    /** Returns when every process of the guest stands still; standing still already is fine. */
    freeze(name: GuestName): Promise<void>
    /** Lets them go on. Not an error when it does not run. */
    thaw(name: GuestName): Promise<void>
    /** Ends every process of the guest. Not an error when it does not run. */
    kill(name: GuestName): Promise<void>
    inspect(name: GuestName): Promise<GuestRun>
    /** Names of all guests the host runs now, with or without a record. */
    running(): Promise<GuestName[]>
    /** True when pid 1 has gone and the run is cleaned up; false after the deadline. */
    waitExit(name: GuestName, timeoutMs: number): Promise<boolean>
    /** Limits as the kernel reports them after the change. */
    setLimit(name: GuestName, change: LimitChange): Promise<Limit>
    getLimit(name: GuestName): Promise<Limit>
    /** What it uses of each limit and how often it was refused. */
    limitUse(name: GuestName): Promise<LimitUse>
    /**
     * Null when the guest has just gone. `stackOf`: a process in its own network stack, whose sockets are counted; null
     * when it has none of its own.
     */
    readCounters(name: GuestName, stackOf?: number | null): Promise<GuestCounters | null>
    /** How often it was held to its limits, as far as that is cheap to ask; null when it has just gone. */
    readHits(name: GuestName): Promise<HitCount[] | null>
    /** Its greediest processes now, at most five; of very many only some are looked at. */
    topProcesses(name: GuestName, by: 'cpu' | 'memory'): Promise<TopProcess[]>
  }

  consoles: {
    /** Opens a login shell (or argv) in the guest; returns the Unix stream socket that serves it. */
    open(input: {
      id: ConsoleId
      guest: GuestName
      size: ConsoleSize
      argv?: string[]
      /** Absent: the shell on a terminal. */
      program?: ConsoleProgramInput
    }): Promise<{ socket: string }>
    /**
     * Gives who is at the other end of a connection, of which nothing was read, to the process that serves a console:
     * after the greeting that one speaks. False when there is no such console, or the guest never started.
     */
    hand(
      target: { consoleId: ConsoleId } | { bootOf: GuestName },
      connection: Socket,
      greeting: Uint8Array,
    ): Promise<boolean>
  }

  bulk: {
    /** Asks for a permit to stop or delete more guests than the broker's brake lets through. */
    ask(input: BulkAsk): Promise<BulkPermit>
    /** Permits that were asked for and have neither been used up nor expired. */
    list(): Promise<BulkPermit[]>
    /** NOT_FOUND when there is none. */
    withdraw(id: BulkPermitId): Promise<void>
  }

  helpers: {
    /** Helper events after the one numbered `afterSeq`, oldest first; the oldest of many are forgotten. */
    read(name: GuestName, afterSeq: number): Promise<HelperEvent[]>
    /** Calls back when there may be new events of a guest that has started; returns what ends the watch. */
    watch(name: GuestName, onChange: () => void): () => void
  }

  shares: {
    list(): Promise<Share[]>
    /** Keeps it unless one of its name is kept already; answers what is kept. Durable. */
    claim(share: Share): Promise<Share>
    forget(name: ShareName): Promise<void>
    /** Moves the files of a shared area to the host's bin. Not an error when there are none. */
    delete(name: ShareName): Promise<void>
  }

  templates: {
    /** Every version there is or was tried since the host's start. */
    list(): Promise<{ id: TemplateId; build: TemplateBuild }[]>
    build(input: { id: TemplateId; source: TemplateSource; initStyle: InitStyle }): Promise<void>
    cancel(id: TemplateId): Promise<void>
    /** Moves it to the host's bin, and forgets builds that failed. Refused while a guest uses it. */
    delete(id: TemplateId): Promise<void>
    /** The last number that was given to a version of this name, 0 for none; deleted ones count. */
    lastVersion(name: TemplateName): Promise<number>
    /** Durable when it returns. */
    noteVersion(name: TemplateName, version: number): Promise<void>
    inspect(id: TemplateId): Promise<TemplateBuild>
    /** Lines of the build's log after `offset` bytes, and the offset to ask with next. */
    readLog(id: TemplateId, offset: number): Promise<{ text: string; offset: number }>
  }

  /** Files that templates can be made from. */
  imports: {
    list(): Promise<ImportFile[]>
    /**
     * Keeps what comes under this name, all of it or nothing; answers its size and SHA-256. ALREADY_EXISTS for a name
     * that is taken, INVALID_INPUT beyond `maxBytes`.
     */
    receive(input: {
      name: ImportName
      content: AsyncIterable<Uint8Array>
      maxBytes: number
    }): Promise<{ bytes: number; checksum: string }>
    /** Not an error when there is none. */
    remove(name: ImportName): Promise<void>
  }

  files: {
    /** Begins a job, which goes on by itself; `inspect` tells how far it is. */
    start(job: FilesJob): Promise<void>
    /** Null when there is no such job. */
    inspect(id: FilesJobId): Promise<FilesRun | null>
    /** At the next safe point. Not an error when it has ended. */
    cancel(id: FilesJobId): Promise<void>
    /** Lines of the job's log after `offset` bytes, and the offset to ask with next. */
    readLog(id: FilesJobId, offset: number): Promise<{ text: string; offset: number }>
  }

  storage: {
    /** What it is and can enforce; with `selfTest` proved anew. */
    probe(input: { selfTest: boolean }): Promise<Storage>
    /** Usage of all guests, in one walk where the kernel keeps it. */
    diskUse(): Promise<DiskUse>
  }

  network: {
    /** Of a running guest, at once; the network as it is afterwards. INVALID_STATE when the mode would change. */
    set(name: GuestName, network: Network): Promise<Network>
    /** Of a running guest. */
    get(name: GuestName): Promise<NetworkState>
    use(): Promise<NetworkUse>
    /** Takes the place of what there was; the guest need not run. */
    setFirewall(input: { name: GuestName; xid: Xid; network: Network; firewall: Firewall }): Promise<void>
    getFirewall(name: GuestName): Promise<FirewallHits>
    probe(): Promise<HostNetwork>
  }

  traffic: {
    /** What was kept, by guest. */
    read(): Promise<TrafficRecord[]>
    /** Takes the place of what was kept. Durable. */
    write(records: readonly TrafficRecord[]): Promise<void>
    /** Another one after each start of the host. */
    bootId(): Promise<string>
  }

  operations: {
    list(): Promise<Operation[]>
    write(operation: Operation): Promise<void>
    appendLog(id: OperationId, line: string): Promise<void>
    readLog(id: OperationId): Promise<string[]>
    remove(id: OperationId): Promise<void>
  }

  readHostCounters(): Promise<HostCounters>

  info(): Promise<Omit<HostInfo, 'guestsRunning' | 'guestsTotal' | 'agentStartedAt'>>
}
