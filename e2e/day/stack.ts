import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDb, type Db } from '@vserver/db'
import { buildImage } from '../../tooling/vm/machine.ts'
import { REPOSITORY } from '../stack/command.ts'
import { ORIGIN, PORT } from '../stack/instance.ts'
import { Machine, type Pace } from './machine.ts'
import { stageProduct, stageStorage } from './stage.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const LOOK_MS = 20_000
const SCRIPTS = process.env.VSERVER_VM_SCRIPTS ?? path.resolve(REPOSITORY, '../shared/vm')
/** Keeps the machine as it was after the day, for other pictures of the same day. */
const KEEP = process.env.VSERVER_DAY_KEEP
const DATABASE_PORT = PORT + 1
const SSH_PORT = PORT + 2
/** It waits as we do, and computes as fast as can be. */
const WITH_PEOPLE: Pace = { shift: 1, skipsIdle: false }
/** A processor of 15 million instructions a second, whose idle time costs nothing. */
const ALONE: Pace = { shift: 6, skipsIdle: true }

/** How long it was by the machine's clock, and by ours. */
export type Lived = { hours: number; minutes: number }

/** The emulated machine with the product. */
export class Stack {
  readonly #directory = KEEP ?? mkdtempSync(path.join(tmpdir(), 'vserver-day-'))
  readonly #lived = path.join(this.#directory, 'lived.json')
  readonly machine: Machine

  constructor() {
    this.machine = new Machine({
      image: buildImage(SCRIPTS),
      directory: this.#directory,
      disks: [path.join(this.#directory, 'product.raw'), path.join(this.#directory, 'storage.raw')],
      ports: { 8080: PORT, 5432: DATABASE_PORT },
      sshPort: SSH_PORT,
      // Ahead of us, so that what we made before was made before its day.
      begin: new Date(Date.now() + HOUR_MS),
    })
  }

  /** A machine with the product as ./up installs it, waiting for people. */
  async begin(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true })
    stageProduct(this.#directory)
    stageStorage(this.#directory)
    await this.machine.boot(WITH_PEOPLE)
    await this.machine.exec('mkdir', '/product')
    await this.machine.exec('mount', '-o', 'ro', '/dev/vdb', '/product')
    await this.#inside('storage')
    await this.#inside('up', ORIGIN)
    await this.#inside('database')
  }

  /** The panel's database, until the day begins. */
  async database(): Promise<Db> {
    const password = await this.machine.exec('cat', '/var/lib/vserver/panel/postgres/password')
    const user = `vserver:${encodeURIComponent(password)}`
    return createDb(`postgresql://${user}@127.0.0.1:${DATABASE_PORT}/postgres`)
  }

  /** Lets the guests alone for so long; nobody is at the panel, which is off meanwhile. */
  async live(hours: number, note: (words: string) => void): Promise<void> {
    const begunMs = Date.now()
    await this.#inside('panel-off')
    await this.machine.exec('umount', '/product')
    const end = (await this.machine.now()).getTime() + hours * HOUR_MS
    await this.machine.change(WITH_PEOPLE, ALONE)
    for (let nowMs = 0; nowMs < end; ) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      const now = await this.machine.now()
      nowMs = now.getTime()
      note(`${now.toISOString()} after ${Math.round((Date.now() - begunMs) / MINUTE_MS)} minutes`)
    }
    await this.machine.change(ALONE, WITH_PEOPLE)
    const lived: Lived = { hours, minutes: Math.round((Date.now() - begunMs) / MINUTE_MS) }
    writeFileSync(this.#lived, JSON.stringify(lived))
    await this.machine.stop()
  }

  /** Null when it has not lived through its day. */
  lived(): Lived | null {
    return existsSync(this.#lived) ? JSON.parse(readFileSync(this.#lived, 'utf8')) : null
  }

  /** As it was after its day, with the panel as it was built last. */
  async comeBack(): Promise<void> {
    stageProduct(this.#directory)
    await this.machine.again(WITH_PEOPLE)
    await this.machine.exec('blockdev', '--flushbufs', '/dev/vdb')
    await this.machine.exec('mount', '-o', 'ro', '/dev/vdb', '/product')
    await this.#inside('up', ORIGIN)
  }

  async end(): Promise<void> {
    await this.machine.stop()
    if (KEEP === undefined) rmSync(this.#directory, { recursive: true })
  }

  async #inside(...part: string[]): Promise<void> {
    await this.machine.exec('sh', '/product/inside.sh', ...part)
  }
}
