// Says where the keyboard stands after a press of Tab, and what is wrong with that place.
(async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const e = document.activeElement
  if (!e || e === document.body || e === document.documentElement) return { end: true }
  const name = e.outerHTML.replace(/\s+/g, ' ').slice(0, 140)
  const out = { end: false, name, wrong: [], tag: e.tagName.toLowerCase(), href: e.getAttribute('href') || '', inMain: !!e.closest('main') }
  const box = (e.labels && e.labels.length && (getComputedStyle(e).opacity === '0' || e.getBoundingClientRect().width <= 1) ? e.labels[0] : e).getBoundingClientRect()
  if (box.width <= 1 || box.height <= 1) out.wrong.push('cannot be seen while it has the focus')
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) out.wrong.push('is outside the window while it has the focus')
  else {
    const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1), y = Math.min(Math.max((box.top + box.bottom) / 2, 0), innerHeight - 1)
    const top = document.elementFromPoint(x, y)
    const near = [e, ...(e.labels || [])]
    if (top && !near.some((n) => n.contains(top) || top.contains(n))) out.wrong.push('is covered by ' + top.outerHTML.slice(0, 80))
  }
  const marked = (n) => {
    const s = getComputedStyle(n)
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'
  }
  if (![e, ...(e.labels || []), e.nextElementSibling].filter(Boolean).some(marked)) out.wrong.push('does not show that it has the focus')
  const before = window.followthroughBefore
  out.first = !before
  if (before && before.isConnected) {
    if (before === e && e.type === 'date') out.part = true // the parts of a date are places of their own
    else if (before === e) out.wrong.push('holds the keyboard: Tab does not leave it')
    else if (before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING) out.again = true
  }
  window.followthroughBefore = e
  return out
})()
