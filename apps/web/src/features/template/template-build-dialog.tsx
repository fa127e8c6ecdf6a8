'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BUILD_METHODS, type Template } from '@vserver/core/template/model'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { WorkDialog } from '../files/work-dialog.tsx'
import { BuildForm, buildRequest, METHOD_WORDS } from './build-form.ts'
import { SUITES, startDraft } from './build-start.ts'

const METHODS = BUILD_METHODS.map((value) => ({ value, label: METHOD_WORDS[value].label }))
const INIT_STYLES = [
  { value: 'systemd', label: 'systemd' },
  { value: 'sysv', label: 'System V init' },
  { value: 'single', label: 'One program, no init' },
]

/** Asks how the next version is made, then shows the build with its log and a cancel. Without a template: a new one. */
export function TemplateBuildDialog({
  template,
  onClose,
}: {
  template: Template | null
  onClose: () => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const build = useMutation(
    trpc.template.build.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.template.list.queryFilter()),
    }),
  )
  return (
    <WorkDialog
      onClose={onClose}
      operationId={build.data?.operationId ?? null}
      title={template ? `Build ${template.label}` : 'New template'}
    >
      <Form
        initial={startDraft(template)}
        label="Build template"
        onSubmit={(draft) => build.mutate(buildRequest(draft))}
        pending={build.isPending}
        problem={build.error ? messageFor(build.error) : null}
        schema={BuildForm}
      >
        {!template && (
          <TextField
            autoCapitalize="none"
            autoComplete="off"
            hint="Lower-case letters, digits and hyphens; versions are counted behind it."
            label="Name"
            name="name"
            spellCheck={false}
          />
        )}
        <SelectField label="Made from" name="method" options={METHODS} placeholder="Choose" />
        <MethodFields />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton icon="wrench">Build</SubmitButton>
        </DialogActions>
      </Form>
    </WorkDialog>
  )
}

function MethodFields() {
  const { values } = useForm()
  const method = BUILD_METHODS.find((one) => one === values.method) ?? 'debootstrap'
  return (
    <>
      <p className="-mt-3 text-sm text-faint">{METHOD_WORDS[method].hint}</p>
      {method === 'debootstrap' && <DebianFields />}
      {method === 'tarball' && <ArchiveFields />}
      {method === 'rsync' && (
        <TextField
          autoComplete="off"
          label="Address"
          name="url"
          placeholder="rsync://mirror.example/module/path"
          spellCheck={false}
        />
      )}
      {method === 'guest' && <GuestField />}
      {method !== 'skeleton' && (
        <SelectField
          hint="What runs as process 1 of guests made from it."
          label="Init"
          name="initStyle"
          options={INIT_STYLES}
          placeholder="Choose"
        />
      )}
    </>
  )
}

function DebianFields() {
  return (
    <>
      <SelectField label="Release" name="suite" options={SUITES} placeholder="Choose" />
      <TextField
        autoComplete="off"
        hint="Empty: the one this installation is set to."
        label="Mirror"
        name="mirror"
        placeholder="http://deb.debian.org/debian"
        spellCheck={false}
      />
    </>
  )
}

function ArchiveFields() {
  const trpc = useTRPC()
  const files = useQuery(trpc.template.imports.queryOptions())
  return (
    <>
      <SelectField
        label="Archive"
        name="file"
        options={(files.data ?? []).map(({ name }) => ({ value: name, label: name }))}
        placeholder={files.data?.length === 0 ? 'None was imported yet' : 'Choose'}
      />
      <TextField
        autoComplete="off"
        hint="Empty: it is not checked."
        label="SHA-256 checksum"
        name="checksum"
        spellCheck={false}
      />
    </>
  )
}

/** Guests as the host names them: a template is a thing of the host. */
function GuestField() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.template.sources.queryOptions())
  return (
    <SelectField
      hint="Only a guest that is stopped can be copied."
      label="Guest"
      name="guest"
      options={(guests.data ?? []).map(({ hostName, name, isStopped }) => ({
        value: hostName,
        label: isStopped ? `${name} (${hostName})` : `${name} (${hostName}): stop it first`,
        disabled: !isStopped,
      }))}
      placeholder={guests.data?.length === 0 ? 'No guest yet' : 'Choose'}
    />
  )
}
