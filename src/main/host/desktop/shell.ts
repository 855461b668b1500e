/** Answers what a page may ask of the desktop (shared/contract/shell.ts). */
import { implement, ORPCError, type Router } from '@orpc/server'
import { app, nativeTheme } from 'electron'
import { shell as contract } from '../../../shared/contract/shell.ts'
import { failures, Refusal } from '../../../shared/domain/failure.ts'
import type { Context } from '../../api/context.ts'
import type { Files } from './files.ts'
import type { Login } from './login.ts'
import type { Updater } from './updater.ts'

export interface ShellParts {
  folder: string
  files: Files
  login: Login
  updater: Updater
  /** Asks first; false: the person stays. */
  quit: () => Promise<boolean>
  themed: (theme: 'system' | 'light' | 'dark') => void
}

export function shellRouter({
  folder,
  files,
  login,
  updater,
  quit,
  themed,
}: ShellParts): Router<typeof contract, Context> {
  const os = implement(contract).$context<Context>().use(asRefusal)
  return os.router({
    about: os.about.handler(() => ({
      version: app.getVersion(),
      electron: process.versions.electron ?? null,
      platform: process.platform,
      data_folder: folder,
    })),
    quit: os.quit.handler(async () => ({ quitting: await quit() })),
    theme: os.theme.handler(({ input }) => {
      nativeTheme.themeSource = input.theme
      themed(input.theme)
      return {}
    }),
    files: {
      choose: os.files.choose.handler(({ input }) => files.choose(input.kind)),
      save: os.files.save.handler(({ input }) => files.save(input)),
      place: os.files.place.handler(({ input }) => files.place(input)),
      folder: os.files.folder.handler(() => files.folder()),
      save_all: os.files.save_all.handler(({ input }) => files.saveAll(input.files)),
      show: os.files.show.handler(({ input }) => {
        files.show(input.path)
        return {}
      }),
    },
    login: {
      get: os.login.get.handler(() => login.get()),
      set: os.login.set.handler(({ input }) => login.set(input.on)),
    },
    update: {
      get: os.update.get.handler(() => updater.get()),
      check: os.update.check.handler(() => updater.check()),
      install: os.update.install.handler(() => updater.install()),
    },
  })
}

/** A refusal as the typed error of its code, as the engine's own guard tells it. */
const asRefusal = implement(contract)
  .$context<Context>()
  .middleware(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { code, message, data } = error
      throw new ORPCError(code, { status: failures[code].status, message, data })
    }
  })
