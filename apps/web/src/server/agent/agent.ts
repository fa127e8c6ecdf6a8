import type { Delivered, MonthAvailability, StateChange } from '@vserver/core/availability/model'
import type { BulkAsk, BulkPermit, BulkPermitId } from '@vserver/core/bulk/model'
import type { ConsoleId, ConsoleProgramInput, ConsoleSize } from '@vserver/core/console/model'
import type { OptionsChange, ShareName } from '@vserver/core/context/model'
import type { HelperEvent } from '@vserver/core/event/model'
import type { CloneGuestInput } from '@vserver/core/files/model'
import type { Firewall, FirewallHits } from '@vserver/core/firewall/model'
import type { CreateGuestInput, Guest, GuestName } from '@vserver/core/guest/model'
import type { Hit } from '@vserver/core/hit/model'
import type { HostInfo } from '@vserver/core/host/model'
import type { Limit, LimitChange, LimitUse } from '@vserver/core/limit/model'
import type { GuestMetric, MetricRange, MetricSeries } from '@vserver/core/metric/model'
import type { HostNetwork, Network, NetworkState } from '@vserver/core/network/model'
import type { Operation, OperationId } from '@vserver/core/operation/model'
import type { Sample } from '@vserver/core/sample/model'
import type { Share } from '@vserver/core/share/model'
import type { Verdict } from '@vserver/core/slow/model'
import type { Backend, GuestDisk, GuestFiles, HostDisk, Storage } from '@vserver/core/storage/model'
import type {
  ImportFile,
  ImportName,
  Template,
  TemplateId,
  TemplateRef,
  UnusedTemplate,
} from '@vserver/core/template/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import type { ReceivedImport } from '../services/template/imports.ts'
import type { BuildTemplateRequest } from '../services/template/model.ts'
import type { HeardEvent } from './heard-event.ts'

export type GuestVerb = 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'takeFormer' | 'kill' | 'delete'

export type Span = Pick<MetricRange, 'fromMs' | 'toMs'>
export type StorageCare = 'sweep' | 'verify' | 'predict'
export type FilesVerb = 'fold' | 'predict' | 'verify' | 'archive' | 'unarchive'
export type DiskKnown = { walk: Pick<HostDisk, 'at' | 'durationUs'> | null; guests: GuestDisk[] }

/** Of a console on a host, to which an HTTP connection is upgraded. */
export type ConsoleAddress = { socketPath: string; path: string }

/** A host's agent as the panel needs it; every refusal is a VserverError. `http-agent.ts` is the real one. */
export interface Agent {
  info(): Promise<HostInfo>

  listGuests(): Promise<Guest[]>
  getGuest(name: GuestName): Promise<Guest>
  createGuest(input: CreateGuestInput & { idempotencyKey: string }): Promise<Operation>
  /** Fresh files of the newest version of the template. */
  reinstallGuest(input: { name: GuestName; template: TemplateRef }): Promise<Operation>
  /** Begins the verb; its progress comes as events. */
  actOnGuest(verb: GuestVerb, input: { name: GuestName; idempotencyKey?: string }): Promise<Operation>

  getLimit(name: GuestName): Promise<Limit>
  setLimit(name: GuestName, change: LimitChange): Promise<Limit>
  limitUse(name: GuestName): Promise<LimitUse>
  /** `state` is what the kernel says; null while the guest does not run. */
  getNetwork(name: GuestName): Promise<{ network: Network; state: NetworkState | null }>
  setNetwork(name: GuestName, network: Network): Promise<Network>
  /** What the host can do for networks, and its own addresses. */
  hostNetwork(): Promise<HostNetwork>
  getFirewall(name: GuestName): Promise<{ firewall: Firewall; hits: FirewallHits | null }>
  setFirewall(name: GuestName, firewall: Firewall): Promise<Firewall>
  /** What guests have sent and received since they were made. */
  listTraffic(): Promise<GuestTraffic[]>
  /** Of one; while it is asked for, it is counted more often. */
  guestTraffic(name: GuestName): Promise<GuestTraffic | null>
  setOptions(name: GuestName, change: OptionsChange): Promise<Guest>
  /** Shared areas of an owner. */
  listShares(owner: string): Promise<Share[]>
  deleteShare(input: { name: ShareName; owner: string }): Promise<void>

  /** What happened in the life of a guest's context, oldest first. */
  helperEvents(name: GuestName): Promise<HelperEvent[]>

  listBulkPermits(): Promise<BulkPermit[]>
  askBulkPermit(input: BulkAsk): Promise<BulkPermit>
  withdrawBulkPermit(id: BulkPermitId): Promise<void>

  latestSamples(): Promise<Record<string, Sample>>
  sampleHistory(name: GuestName, sinceMs?: number): Promise<Sample[]>

  /** What the host has kept of a guest's figures; a moment without a figure is null. */
  sampleRange(name: GuestName, range: MetricRange): Promise<MetricSeries>
  hostRange(range: MetricRange): Promise<MetricSeries>
  /** The guests that use most of it now, the greediest first. */
  topGuests(input: { metric: GuestMetric; limit: number }): Promise<{ name: string; value: number }[]>
  /** The newest of the span, of one guest or of all; `more`: there are older ones in it. */
  listHits(input: Span & { name?: GuestName; limit: number }): Promise<{ hits: Hit[]; more: boolean }>
  availability(
    name: GuestName,
    months: number,
  ): Promise<{ changes: StateChange[]; months: MonthAvailability[] }>
  delivered(name: GuestName, span: Span): Promise<Delivered>
  explainSlow(name: GuestName, span: Span): Promise<Verdict>

  listTemplates(): Promise<Template[]>
  /** Begins the next version; without a source as the host knows to make it. */
  buildTemplate(input: BuildTemplateRequest): Promise<Operation>
  /** Begins moving one version to the host's bin; refused while a guest is made from it. */
  deleteTemplate(id: TemplateId): Promise<Operation>
  unusedTemplates(): Promise<UnusedTemplate[]>
  /** Deletes those of them that nobody uses; answers which. */
  collectTemplates(ids: readonly TemplateId[]): Promise<TemplateId[]>
  listImports(): Promise<ImportFile[]>
  removeImport(file: ImportName): Promise<void>
  receiveImport(name: ImportName, content: ReadableStream<Uint8Array>): Promise<ReceivedImport>
  readTemplateLog(id: TemplateRef, offset: number): Promise<{ text: string; offset: number }>

  storage(): Promise<Storage>
  /** Proves anew what the storage enforces. */
  selfTest(): Promise<Storage>
  /** What the last walk found; while somebody watches it, walks are frequent. */
  diskUse(options: { isWatched: boolean }): Promise<DiskKnown>
  guestFiles(name: GuestName): Promise<GuestFiles>
  listGuestFiles(): Promise<GuestFiles[]>
  /** Begins work on the whole storage. */
  careForStorage(work: StorageCare): Promise<Operation>
  unifyAll(input: { stopRunning: boolean; until: string | null }): Promise<Operation>

  unifyGuest(name: GuestName, options: { stopFirst: boolean }): Promise<Operation>
  /** Begins work on a guest's files that needs no more to be said. */
  actOnFiles(verb: FilesVerb, name: GuestName): Promise<Operation>
  convertGuest(name: GuestName, backend: Backend): Promise<Operation>
  cloneGuest(input: CloneGuestInput & { idempotencyKey: string }): Promise<Operation>

  listOperations(): Promise<Operation[]>
  getOperation(id: OperationId): Promise<Operation>
  readOperationLog(id: OperationId): Promise<string[]>
  cancelOperation(id: OperationId): Promise<Operation>

  /** Without a program: the login shell on a terminal. */
  openConsole(guest: GuestName, size: ConsoleSize, program?: ConsoleProgramInput): Promise<ConsoleId>
  /** Where its stream is asked for: console/connect-source.ts. */
  consoleAddress(target: { consoleId: ConsoleId } | { bootOf: GuestName }): ConsoleAddress

  /** Events after `lastEventId`, some at once; ends or throws when the agent goes. `onOpen` is called once it answers. */
  subscribe(options: {
    lastEventId: string | null
    signal: AbortSignal
    onOpen(): void
  }): AsyncIterable<{ id: string; events: HeardEvent[] }>
}
