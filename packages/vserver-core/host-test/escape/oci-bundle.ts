import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { DEFAULT_CAPABILITIES } from '../../src/context/model.ts'

/** What podman gives to crun and runc. Source: Debian's golang-github-containers-common. */
const PROFILE = '/usr/share/containers/seccomp.json'

const Rule = z.looseObject({
  names: z.array(z.string()),
  action: z.string(),
  args: z.array(z.unknown()).nullish(),
  includes: z.object({ arches: z.array(z.string()).optional(), caps: z.array(z.string()).optional() }),
  excludes: z.object({ arches: z.array(z.string()).optional(), caps: z.array(z.string()).optional() }),
  errnoRet: z.number().nullish(),
})
const Profile = z.looseObject({
  defaultAction: z.string(),
  defaultErrnoRet: z.number(),
  syscalls: z.array(Rule),
})

const Spec = z.looseObject({
  process: z.looseObject({}),
  linux: z.looseObject({ namespaces: z.array(z.object({ type: z.string() })) }),
})

export const hasProfile = (): boolean => existsSync(PROFILE)

/** The rules of the profile that hold for these capabilities on this architecture. */
function filterFor(capabilities: string[]) {
  const { defaultAction, defaultErrnoRet, syscalls } = Profile.parse(
    JSON.parse(readFileSync(PROFILE, 'utf8')),
  )
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const holds = ({ includes, excludes }: z.infer<typeof Rule>) =>
    (includes.arches === undefined || includes.arches.includes(arch)) &&
    !excludes.arches?.includes(arch) &&
    (includes.caps ?? []).every((cap) => capabilities.includes(cap)) &&
    !(excludes.caps ?? []).some((cap) => capabilities.includes(cap))
  return {
    defaultAction,
    defaultErrnoRet,
    syscalls: syscalls.filter(holds).map(({ names, action, args, errnoRet }) => ({
      ...{ names, action },
      ...(args ? { args } : {}),
      ...(typeof errnoRet === 'number' ? { errnoRet } : {}),
    })),
  }
}

export type Bundle = { runtime: string; directory: string; argv: string[]; ids: number; add: string[] }

/** The runtime's own default file, with a user namespace, our default capabilities and podman's filter. */
export function writeBundle({ runtime, directory, argv, ids, add }: Bundle): void {
  execFileSync(runtime, ['spec'], { cwd: directory })
  const file = path.join(directory, 'config.json')
  const spec = Spec.parse(JSON.parse(readFileSync(file, 'utf8')))
  const names = [...DEFAULT_CAPABILITIES, ...add].map((name) => `CAP_${name}`)
  const mapping = [{ containerID: 0, hostID: ids, size: 65_536 }]
  Object.assign(spec.process, {
    terminal: false,
    args: argv,
    noNewPrivileges: false,
    capabilities: { bounding: names, effective: names, permitted: names },
  })
  Object.assign(spec, { root: { path: 'rootfs', readonly: false } })
  Object.assign(spec.linux, {
    namespaces: [...spec.linux.namespaces, { type: 'user' }],
    uidMappings: mapping,
    gidMappings: mapping,
    cgroupsPath: `/${path.basename(directory)}`,
    ...(hasProfile() ? { seccomp: filterFor(names) } : {}),
  })
  writeFileSync(file, JSON.stringify(spec))
}
