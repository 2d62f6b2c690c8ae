// Makes the vendored files of web/static, and what only tests use in web/testdata/axe, out of the npm packages pinned beside
// this file:
//
//     npm ci && npm run vendor
//
// The same pins and lists give the same bytes, and each folder's VENDORED.md gets their hashes.
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { PurgeCSS } from 'purgecss'

const here = new URL('./', import.meta.url)
const into = new URL('../../web/static/', here)
const tests = new URL('../../web/testdata/axe/', here)
const packages = new URL('node_modules/', here)
const text = (name, base) => readFileSync(new URL(name, base), 'utf8')
const lines = (name) => text(name, here).split('\n').map((l) => l.trim()).filter((l) => l && !l.startsWith('#'))

// What pages are made of beside the classes of classes.txt: their elements and the attributes that style may ask for.
const elements = `html body main header footer nav section article aside div span p a abbr address b strong i em small sub sup
  code pre mark del ins blockquote hr br img svg use path figure figcaption ol ul li dl dt dd table caption thead tbody tfoot
  tr th td col form fieldset legend label input textarea select option optgroup button output progress details summary dialog
  h1 h2 h3 h4 h5 h6`.split(/\s+/)
const attributes = {
  names: 'type role title href hidden disabled checked readonly required multiple size open'.split(' '),
  values: 'submit button search date time number file checkbox radio'.split(' '),
}

async function tabler() {
  const source = text('@tabler/core/dist/css/tabler.min.css', packages)
  const [{ css }] = await new PurgeCSS().purge({
    css: [{ raw: source }],
    content: [{ raw: 'pages', extension: 'pages' }],
    extractors: [{ extensions: ['pages'], extractor: () => ({ tags: elements, classes: [], ids: [], attributes, undetermined: [] }) }],
    safelist: { standard: lines('classes.txt').map((l) => new RegExp(`^(${l})$`)) },
    blocklist: [/data-(bs-)?theme/, /^theme-dark$/, /^hide-theme-(light|dark)$/, /^img-(light|dark)$/, /^is-valid$/, /^markdown$/],
    variables: true,
    keyframes: true,
    fontFace: true,
  })
  writeFileSync(new URL('tabler.css', into), css.replace(/\/\*# sourceMappingURL.*?\*\//, '').trim() + '\n')
}

function icons() {
  const symbols = lines('icons.txt').map((name) => {
    const shapes = text(`@tabler/icons/icons/outline/${name}.svg`, packages).match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1]
    const inner = shapes.split('\n').map((l) => l.trim()).join('')
    return `<symbol id="i-${name}" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`
  })
  const banner = '<!-- Tabler Icons v3.51.0, MIT, Copyright (c) 2020-2026 Paweł Kuna -->'
  const svg = ['<svg xmlns="http://www.w3.org/2000/svg">', banner, ...symbols, '</svg>', '']
  writeFileSync(new URL('icons.svg', into), svg.join('\n'))
}

function copies() {
  const copy = (from, to, folder = into) => copyFileSync(new URL(from, packages), new URL(to, folder))
  copy('htmx.org/dist/htmx.min.js', 'htmx.min.js')
  copy('htmx.org/dist/ext/hx-sse.min.js', 'hx-sse.min.js')
  copy('htmx.org/dist/ext/hx-csp.min.js', 'hx-csp.min.js')
  copy('htmx.org/LICENSE', 'licences/htmx.txt')
  copy('@tabler/icons/LICENSE', 'licences/tabler-icons.txt')
  copy('axe-core/axe.min.js', 'axe.min.js', tests)
  copy('axe-core/LICENSE', 'LICENSE', tests)
  copy('axe-core/LICENSE-3RD-PARTY.txt', 'LICENSE-3RD-PARTY.txt', tests)
}

// hashes puts the hash of every file that a folder's VENDORED.md lists into the last column of its row.
function hashes(folder) {
  const page = text('VENDORED.md', folder)
  const row = /^(\| `([^`]+)` \|.*\| )`?[0-9a-f?]+`?( \|)$/gm
  const sum = (name) => createHash('sha256').update(readFileSync(new URL(name, folder))).digest('hex')
  writeFileSync(new URL('VENDORED.md', folder), page.replace(row, (_, start, name, end) => `${start}\`${sum(name)}\`${end}`))
}

await tabler()
icons()
copies()
hashes(into)
hashes(tests)
