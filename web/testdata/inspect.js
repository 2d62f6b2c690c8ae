// Looks over the page that is open and says what is wrong with it, one sentence each. Runs after axe-core.
(async (width, shiftAllowed) => {
  const wrong = []
  const name = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 140)

  const shift = await new Promise((done) => {
    let sum = 0
    const seen = new PerformanceObserver((list) => list.getEntries().forEach((e) => { sum += e.value }))
    seen.observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => setTimeout(() => {
      seen.takeRecords().forEach((e) => { sum += e.value })
      seen.disconnect()
      done(sum)
    }, 0))
  })
  if (shift > shiftAllowed) wrong.push(`its parts move by ${shift.toFixed(3)} while it loads`)

  const root = document.documentElement
  if (root.scrollWidth > width) {
    const wide = new Set()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let n = texts.nextNode(); n; n = texts.nextNode()) {
      range.selectNodeContents(n)
      if ([...range.getClientRects()].some((r) => r.right > width + 1 && r.width > 0) && n.parentElement.checkVisibility()) wide.add(n.parentElement)
    }
    for (const e of document.body.querySelectorAll('*')) {
      if (e.getBoundingClientRect().right > width + 1 && e.checkVisibility()) wide.add(e)
    }
    wrong.push(`it is ${root.scrollWidth} px wide in a window of ${width}: ${[...wide].slice(0, 3).map(name).join(' | ')}`)
  }

  for (const use of document.querySelectorAll('svg use')) {
    const box = use.getBoundingClientRect()
    if (box.width === 0 && use.closest('svg').getBoundingClientRect().width > 0) wrong.push(`an icon is empty: ${use.getAttribute('href').replace(/^.*#/, '#')}`)
  }

  const found = await axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
  if (found.passes.length < 8) wrong.push('axe-core looked at too little to say anything')
  for (const v of found.violations) wrong.push(`axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.replace(/\s+/g, ' ').slice(0, 160)).join(' | ')}`)

  const next = [...document.querySelectorAll('main .btn-primary')].find((e) => e.checkVisibility({ visibilityProperty: true }))
  return { wrong, next: next ? Math.round(next.getBoundingClientRect().bottom) : 0 }
})
