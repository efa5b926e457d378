import assert from 'node:assert/strict'

import { onPage, texts, until } from './support.mjs'

const DESK = { width: 1440, height: 900 }
const REVIEW = { path: '/review', ...DESK, mock: { scene: 'reviewer' } }
const MANY = { ...REVIEW, mock: { scene: 'reviewer', total: 100 } }
const ready = async (page) => {
  await page.waitForSelector('.bubble.looked')
  await page.waitForSelector('.rule-pane h2')
}
const opened = (page) => page.evaluate(() => location.pathname)
const puts = (mock) => mock.world.requests.filter((each) => each.name.startsWith('PUT /findings/'))

onPage('the first finding is open, and a verdict opens the next', REVIEW, async (page, mock) => {
  await ready(page)
  assert.equal(await opened(page), '/review/f-0')
  await page.keyboard.press('1')
  await until(page, () => location.pathname === '/review/f-1')
  await page.waitForSelector('.queue-row .tag')
  assert.deepEqual(puts(mock).map((each) => [each.headers['if-match'], each.body]), [['"r0"', { verdict: 'confirm', note: '' }]])
})

onPage('a hundred are decided by keyboard, each once', MANY, async (page, mock) => {
  await ready(page)
  for (let n = 0; n < 100; n += 1) {
    const decided = page.waitForResponse((response) => response.request().method() === 'PUT')
    await page.keyboard.press(String((n % 3) + 1))
    await decided
    if (n < 99) await until(page, (last) => location.pathname !== `/review/f-${last}`, n)
  }
  assert.equal(mock.world.findings.filter((each) => each.verdict === null).length, 0)
  assert.equal(puts(mock).length, 100)
  await page.waitForSelector('.queue .done')
})

onPage('a verdict is taken back by Z, and its finding is open again', REVIEW, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('2')
  await page.waitForSelector('.queue-row .tag')
  await until(page, () => document.querySelector('.toast') !== null)
  await page.keyboard.press('z')
  await until(page, () => location.pathname === '/review/f-0' && document.querySelector('.queue-row .tag') === null)
  assert.equal(mock.world.findings[0].verdict, null)
  assert.equal(mock.world.findings[0].record.length, 2)
})

onPage('two presses are one request', REVIEW, async (page, mock) => {
  await ready(page)
  await page.dblclick('.verdicts button')
  await page.waitForSelector('.queue-row .tag')
  await page.waitForTimeout(100)
  assert.equal(puts(mock).filter((each) => each.name === 'PUT /findings/f-0/verdict').length, 1)
})

onPage('whoever was first wins, and the note stays', REVIEW, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('c')
  await page.keyboard.insertText('我的批注')
  const given = { verdict: 'dismiss', by: '周岩', note: '看上下文', at: new Date(mock.now()).toISOString(), revision: 1 }
  Object.assign(mock.world.findings[0], { revision: 1, verdict: given })
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('dialog[open]')
  assert.match((await texts(page, '.conflict'))[0], /周岩.*误报.*看上下文/)
  await page.keyboard.press('Escape')
  await until(page, () => location.pathname === '/review/f-0')
  await until(page, () => document.querySelector('#note')?.value === '我的批注')
})

onPage('a note survives the end of the session and a reload, and goes with the verdict', REVIEW, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('c')
  await page.keyboard.insertText('换一种说法')
  mock.world.isSignedIn = false
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('dialog[open]')
  await page.fill('dialog input', 'again')
  await page.keyboard.press('Enter')
  await until(page, () => document.querySelector('dialog[open]') === null)
  await page.goto(`${mock.url}/review/f-0`)
  await ready(page)
  await until(page, () => document.querySelector('#note')?.value === '换一种说法')
  await page.keyboard.press('3')
  await until(page, () => location.pathname === '/review/f-1')
  await page.waitForSelector('.queue-row .tag')
  assert.deepEqual(mock.world.findings[0].verdict.note, '换一种说法')
})

onPage('many are decided at once, more than twenty after a question', MANY, async (page, mock) => {
  await ready(page)
  for (let n = 0; n < 24; n += 1) await page.keyboard.press('Shift+J')
  await page.keyboard.press('1')
  await page.waitForSelector('dialog[open]')
  assert.equal(puts(mock).length, 0)
  await page.keyboard.press('Enter')
  await until(page, () => document.querySelector('.toast')?.textContent.includes('25'))
  assert.equal(mock.world.findings.filter((each) => each.verdict?.verdict === 'confirm').length, 25)
})

onPage('filters are in the address, and the back button leads out of them', REVIEW, async (page) => {
  await ready(page)
  await page.click('[popovertarget]')
  await page.selectOption('.filters select >> nth=2', 'note')
  await until(page, () => document.querySelectorAll('.queue-row').length === 2)
  assert.equal(new URL(page.url()).searchParams.get('level'), 'note')
  await page.goBack()
  await until(page, () => document.querySelectorAll('.queue-row').length === 8)
  assert.equal(new URL(page.url()).search, '')
})

onPage('new findings raise a number and shift nothing until they are asked for', REVIEW, async (page, mock) => {
  await ready(page)
  const before = await texts(page, '.queue-row b')
  mock.world.findings.unshift({ ...mock.world.findings[1], id: 'new', name: '新的' })
  mock.tell({ type: 'finding.created', finding: 'new' })
  await page.waitForSelector('.fresh')
  assert.deepEqual(await texts(page, '.queue-row b'), before)
  await page.click('.fresh')
  await until(page, () => document.querySelector('.queue-row b')?.textContent === '新的')
})

onPage('a verdict of somebody else shows in its row', REVIEW, async (page, mock) => {
  await ready(page)
  const given = { verdict: 'confirm', by: '周岩', note: '', at: new Date(mock.now()).toISOString(), revision: 1 }
  Object.assign(mock.world.findings[2], { revision: 1, verdict: given })
  mock.tell({ type: 'finding.decided', finding: 'f-2' })
  await page.waitForSelector('.queue-row .tag')
})

onPage('a thousand rows are a handful of elements', { ...REVIEW, mock: { scene: 'reviewer', total: 1000 } }, async (page) => {
  await ready(page)
  for (let n = 1; n <= 60; n += 1) {
    await until(page, (least) => document.querySelector('.rows') !== null && performance.getEntriesByType('resource').filter((each) => /findings\?/.test(each.name)).length >= least, n > 48 ? 2 : 1)
    await page.keyboard.press('j')
  }
  await until(page, () => Number(location.pathname.split('-')[1]) >= 50)
  await page.waitForSelector('.queue-row.open')
  assert.ok((await page.$$('.queue-row')).length < 40)
})

onPage('the whole conversation is a page that goes back to the finding', REVIEW, async (page) => {
  await ready(page)
  await page.click('.conversation-head .whole')
  await page.waitForSelector('.rounds table')
  await page.goBack()
  await ready(page)
  assert.equal(await opened(page), '/review/f-0')
})

onPage('a page that the role does not allow says which one it needs', { path: '/review', ...DESK }, async (page, mock) => {
  await page.waitForSelector('.whole-page')
  assert.match((await texts(page, '.whole-page'))[0], /审核员/)
  assert.ok(!mock.world.requests.some((each) => each.name.startsWith('GET /findings')))
})
