import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import pkg from './package.json' with { type: 'json' }

/** Native addons stay packages, found at run time; every other dependency is bundled, so that a start reads few files. */
const native = ['better-sqlite3', 'keytar']
const bundled = Object.keys(pkg.dependencies).filter((name) => !native.includes(name))

/** electron-vite gives every module a `require`; fflate (workbooks) declares one of its own, and no program has two. */
const ownRequire = {
  name: 'own-require',
  transform: (code: string, id: string) =>
    id.endsWith('fflate/esm/index.mjs') ? code.replace(/\brequire\b/g, 'requireHere') : null,
}

/** pdfkit looks for its fonts beside its own file, which is in a bundle here: what it would require is imported. */
const ownFonts = {
  name: 'own-fonts',
  transform(code: string, id: string) {
    if (!id.endsWith('pdfkit/js/pdfkit.node.mjs')) return null
    const names = [...code.matchAll(/require\$1\('#standard-fonts\/(\w+)'\)/g)].map(([, name]) => name)
    if (names.length === 0) throw new Error('pdfkit finds its fonts in another way now: see own-fonts')
    const imports = names.map((name) => `import standard${name} from '#standard-fonts/${name}'\n`).join('')
    return imports + code.replace(/require\$1\('#standard-fonts\/(\w+)'\)/g, 'standard$1')
  },
}

/**
 * Where the rig stops a process (`point('claimed')`): what is passed on has no such places, nor the names of them. In front of
 * all others, so that it reads what is written (test/house/points.test.ts looks at what comes of it).
 */
const noPoints = {
  name: 'no-points',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /[\\/]src[\\/]main[\\/]/.test(id) ? code.replace(/(?:\b\w+\.)?\bpoint(?:\?\.)?\('\w+'\)/g, 'undefined') : null,
}

export default defineConfig({
  main: {
    plugins: [noPoints, ownRequire, ownFonts],
    build: {
      target: 'node24',
      externalizeDeps: { exclude: bundled },
      rolldownOptions: {
        // One build, several Node programs; code that two of them need becomes a chunk of its own. All in one folder, so
        // that `import.meta.dirname` means the same wherever the bundler puts a piece of code.
        input: {
          index: 'src/main/host/desktop/index.ts',
          cli: 'src/main/host/cli/main.ts',
          worker: 'src/main/host/worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false, // a sandboxed preload has no node_modules to look into
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }, // and has to be CommonJS
      },
    },
  },
  renderer: {
    plugins: [react()],
    define: { __VERSION__: JSON.stringify(pkg.version) },
    build: {
      minify: true,
      // Nothing inline: the page's Content-Security-Policy forbids data: fonts and inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
})
