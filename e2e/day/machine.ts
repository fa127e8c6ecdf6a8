import { execFile, spawn } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { changeShift } from '../../tooling/vm/instructions.ts'
import { tellMonitor } from './monitor.ts'

const run = promisify(execFile)
const MEMORY_MIB = 4096
const PATIENCE_MS = 10 * 60_000
/** As the virtual machine lane has them, for the same image. */
const KERNEL = [
  ...['console=ttyS0', 'quiet', 'loglevel=4', 'panic=-1', 'root=/dev/vda', 'rw', 'mitigations=off'],
  ...['tsc=reliable', 'no_timer_check', 'cryptomgr.notests', 'random.trust_cpu=on', 'norandmaps'],
  ...['rcupdate.rcu_expedited=1', 'systemd.show_status=false', 'net.ifnames=0'],
].join(' ')

/** How the clock of the machine goes. */
export type Pace = {
  /** An instruction takes 2^shift nanoseconds, however long it takes us. */
  shift: number
  /** Time in which the processor has nothing to do passes at once. */
  skipsIdle: boolean
}

type Place = {
  /** With the image's kernel, first disk and key. */
  image: string
  /** For everything of this machine. */
  directory: string
  /** Files of the disks after the first. */
  disks: string[]
  /** Ports of 127.0.0.1 by ports of the machine. */
  ports: Record<number, number>
  sshPort: number
  /** What its clock says at first. */
  begin: Date
}

/** One emulated Debian machine whose clock is the count of its processor's instructions. */
export class Machine {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  /** Boots it. */
  async boot(pace: Pace): Promise<void> {
    const base = path.join(this.#place.image, 'root.raw')
    const overlay = ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', base, this.#file('root.qcow2')]
    await run('qemu-img', overlay)
    await this.#launch(pace, [])
    await this.#until('boots', () => this.#said('VM-LANE-READY'))
  }

  /** Goes on at another pace, from the very instruction; so it can go on from there again. */
  async change(from: Pace, to: Pace): Promise<void> {
    await this.#monitor('stop')
    await this.#monitor('migrate_set_parameter max-bandwidth 8G')
    await this.#monitor(`migrate "exec:cat >${this.#file('state')}"`)
    const written = await this.#monitor('info migrate')
    if (!written.includes('completed')) throw new Error(`The state was not written: ${written}`)
    await this.#end()
    changeShift(this.#file('state'), { from: from.shift, to: to.shift })
    copyFileSync(this.#file('root.qcow2'), this.#file('root.kept.qcow2'))
    await this.#resume(to)
  }

  /** Goes on from where its pace was changed last. */
  async again(pace: Pace): Promise<void> {
    copyFileSync(this.#file('root.kept.qcow2'), this.#file('root.qcow2'))
    await this.#resume(pace)
  }

  /** What a command prints. */
  async exec(...command: string[]): Promise<string> {
    const { image, sshPort } = this.#place
    const options = [
      ...['BatchMode=yes', 'StrictHostKeyChecking=yes', 'HostKeyAlias=vm-lane', 'LogLevel=ERROR'],
      ...[`UserKnownHostsFile=${image}/known_hosts`, 'IdentitiesOnly=yes', 'TCPKeepAlive=no'],
    ].flatMap((option) => ['-o', option])
    const args = ['-p', String(sshPort), '-i', `${image}/ssh_key`, ...options, 'root@127.0.0.1', '--']
    const { stdout } = await run('ssh', [...args, ...command.map(quoted)])
    return stdout.trim()
  }

  async now(): Promise<Date> {
    return new Date(Number(await this.exec('date', '+%s')) * 1000)
  }

  async stop(): Promise<void> {
    if (this.#isRunning()) await this.#end()
  }

  async #resume(pace: Pace): Promise<void> {
    await this.#launch(pace, ['-incoming', `exec:cat ${this.#file('state')}`])
    await this.#until('goes on', async () => !(await this.#monitor('info status')).includes('inmigrate'))
    await this.#monitor('cont')
  }

  async #launch({ shift, skipsIdle }: Pace, more: string[]): Promise<void> {
    for (const name of ['pid', 'monitor']) rmSync(this.#file(name), { force: true })
    const log = openSync(this.#file('emulator.log'), 'a')
    const clock = ['-icount', `shift=${shift},sleep=${skipsIdle ? 'off' : 'on'}`]
    const command = ['-n', '10', 'qemu-system-x86_64', ...this.#arguments(), ...clock, ...more]
    const emulator = spawn('nice', command, { detached: true, stdio: ['ignore', log, log] })
    closeSync(log)
    emulator.unref()
    await this.#until('begins', () => this.#isRunning() || emulator.exitCode !== null)
    if (emulator.exitCode !== null)
      throw new Error(`The emulator ended at once; see ${this.#file('emulator.log')}.`)
  }

  #arguments(): string[] {
    const { image, disks, ports, sshPort, begin } = this.#place
    const forwards = Object.entries({ 22: sshPort, ...ports }).map(
      ([inside, port]) => `,hostfwd=tcp:127.0.0.1:${port}-:${inside}`,
    )
    const drive = (id: string, file: string, format: string) => [
      ...['-drive', `if=none,id=${id},file=${file},format=${format},cache=unsafe`],
      ...['-device', `virtio-blk-pci,drive=${id},serial=${id}`],
    ]
    return [
      ...['-name', 'vserver-day', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
      ...['-machine', 'q35,usb=off,sata=off,smbus=off,vmport=off', '-accel', 'tcg,thread=single'],
      ...['-cpu', 'Nehalem,+rdrand', '-smp', '1', '-m', String(MEMORY_MIB)],
      ...['-rtc', `base=${begin.toISOString().slice(0, 19)},clock=vm`],
      ...['-kernel', path.join(image, 'vmlinux'), '-initrd', path.join(image, 'initrd'), '-append', KERNEL],
      ...['-pidfile', this.#file('pid'), '-monitor', `unix:${this.#file('monitor')},server=on,wait=off`],
      ...['-serial', `file:${this.#file('console.log')}`, '-device', 'virtio-rng-pci'],
      ...drive('root', this.#file('root.qcow2'), 'qcow2'),
      ...disks.flatMap((file, index) => drive(`disk${index}`, file, 'raw')),
      ...['-netdev', `user,id=net,restrict=on,ipv6=off${forwards.join('')}`],
      ...['-device', 'virtio-net-pci,netdev=net,romfile='],
    ]
  }

  async #end(): Promise<void> {
    await this.#monitor('quit')
    await this.#until('ends', () => !this.#isRunning())
  }

  #isRunning(): boolean {
    try {
      const pid = readFileSync(this.#file('pid'), 'utf8').trim()
      return pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#file('pid'))
    } catch {
      return false
    }
  }

  #said(words: string): boolean {
    const log = this.#file('console.log')
    return existsSync(log) && readFileSync(log, 'utf8').includes(words)
  }

  async #until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (const begunMs = Date.now(); Date.now() - begunMs < PATIENCE_MS; ) {
      if (await isTrue()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The machine never ${what}; see ${this.#file('emulator.log')}.`)
  }

  #monitor(line: string): Promise<string> {
    return tellMonitor(this.#file('monitor'), line)
  }

  #file(name: string): string {
    return path.join(this.#place.directory, name)
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
