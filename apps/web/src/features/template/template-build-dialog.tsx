'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BUILD_METHODS, type Template } from '@vserver/core/template/model'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { WorkDialog } from '../files/work-dialog.tsx'
import { BuildForm, buildRequest } from './build-form.ts'
import { SUITES, startDraft } from './build-start.ts'
import { METHOD_WORDS } from './method-words.ts'

const INIT_STYLES = [
  { value: 'systemd', label: msg('systemd') },
  { value: 'sysv', label: msg('System V init') },
  { value: 'single', label: msg('One program, no init') },
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
      title={template ? t('Build {template}', { template: template.label }) : t('New template')}
    >
      <Form
        initial={startDraft(template)}
        label={t('Build template')}
        onSubmit={(draft) => build.mutate(buildRequest(draft))}
        pending={build.isPending}
        problem={build.error ? messageFor(build.error) : null}
        schema={BuildForm}
      >
        {!template && (
          <TextField
            autoCapitalize="none"
            autoComplete="off"
            hint={t('Lower-case letters, digits and hyphens; versions are counted behind it.')}
            label={t('Name')}
            name="name"
            spellCheck={false}
          />
        )}
        <SelectField
          label={t('Made from')}
          name="method"
          options={BUILD_METHODS.map((value) => ({ value, label: t(METHOD_WORDS[value].label) }))}
          placeholder={t('Choose')}
        />
        <MethodFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton icon="wrench">{t('Build')}</SubmitButton>
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
      <p className="-mt-3 text-sm text-faint">{t(METHOD_WORDS[method].hint)}</p>
      {method === 'debootstrap' && <DebianFields />}
      {method === 'tarball' && <ArchiveFields />}
      {method === 'rsync' && (
        <TextField
          autoComplete="off"
          label={t('Address')}
          name="url"
          placeholder="rsync://mirror.example/module/path"
          spellCheck={false}
        />
      )}
      {method === 'guest' && <GuestField />}
      {method !== 'skeleton' && (
        <SelectField
          hint={t('What runs as process 1 of guests made from it.')}
          label={t('Init')}
          name="initStyle"
          options={INIT_STYLES.map(({ value, label }) => ({ value, label: t(label) }))}
          placeholder={t('Choose')}
        />
      )}
    </>
  )
}

function DebianFields() {
  return (
    <>
      <SelectField label={t('Release')} name="suite" options={SUITES} placeholder={t('Choose')} />
      <TextField
        autoComplete="off"
        hint={t('Empty: the one this installation is set to.')}
        label={t('Mirror')}
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
        label={t('Archive')}
        name="file"
        options={(files.data ?? []).map(({ name }) => ({ value: name, label: name }))}
        placeholder={files.data?.length === 0 ? t('None was imported yet') : t('Choose')}
      />
      <TextField
        autoComplete="off"
        hint={t('Empty: it is not checked.')}
        label={t('SHA-256 checksum')}
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
      hint={t('Only a guest that is stopped can be copied.')}
      label={t('Guest')}
      name="guest"
      options={(guests.data ?? []).map(({ hostName, name, isStopped }) => ({
        value: hostName,
        label: isStopped
          ? `${name} (${hostName})`
          : t('{name} ({host}): stop it first', { name, host: hostName }),
        disabled: !isStopped,
      }))}
      placeholder={guests.data?.length === 0 ? t('No guest yet') : t('Choose')}
    />
  )
}
