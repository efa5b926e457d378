import assert from 'node:assert/strict'

import { round } from '../../scripts/mock_scenes.mjs'
import { onPage, texts, until } from './support.mjs'

const PANEL = { path: '/panel' }
const names = (page) => texts(page, '.waiting-row .name')
const ready = (page) => page.waitForSelector('.waiting-row')
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText())

onPage('the code of the pairing link leaves the address before anything is asked', PANEL, async (page, mock) => {
  await ready(page)
  assert.equal(new URL(page.url()).hash, '')
  assert.equal(mock.world.requests[0].name, 'POST /session')
  assert.equal(mock.world.requests[1].headers['x-sandglass-session'], 'mock-secret')
})

onPage('the most overdue buyer is on top, the others by time left', PANEL, async (page) => {
  await ready(page)
  assert.deepEqual(await texts(page, '.hero .name'), ['小鹿妈妈'])
  assert.deepEqual(await names(page), ['木木_2019', '用户 8841**', '阿泽', '甜橙汽水', 'Echo'])
  assert.deepEqual(await texts(page, '.ring .digits'), ['0:18', '1:03', '1:37', '2:11', '2:52'])
})

onPage('a row that is answered goes, and a new one comes where it belongs', PANEL, async (page, mock) => {
  await ready(page)
  mock.tell({ type: 'round.gone', id: 'round-2', answered: null })
  mock.tell({ type: 'round.waiting', round: { ...round(4, mock.now(), 'zh'), id: 'new', customer: '新买家', due_at: new Date(mock.now() + 50_000).toISOString() } })
  await until(page, () => document.querySelectorAll('.waiting-row .name')[1]?.textContent === '新买家')
  assert.deepEqual(await names(page), ['木木_2019', '新买家', '阿泽', '甜橙汽水', 'Echo'])
})

onPage('nothing moves under the pointer; the new order applies after it left', PANEL, async (page, mock) => {
  await ready(page)
  await page.hover('.waiting-row >> nth=1')
  mock.tell({ type: 'round.gone', id: 'round-1', answered: null })
  await page.waitForSelector('.waiting-row.ghost')
  assert.deepEqual(await names(page), ['木木_2019', '用户 8841**', '阿泽', '甜橙汽水', 'Echo'])
  await page.mouse.move(180, 780)
  await until(page, () => document.querySelectorAll('.waiting-row').length === 4)
  assert.deepEqual(await names(page), ['用户 8841**', '阿泽', '甜橙汽水', 'Echo'])
})

onPage('the number keys ask for the chats as they are shown, and copy the name where that must do', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('2')
  await page.waitForSelector('.toast')
  assert.equal(await clipboard(page), '木木_2019')
  assert.ok(mock.world.requests.some((each) => each.name === 'POST /rounds/round-1/focus'))
})

onPage('the rows are worked by arrows and Enter alone', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), 'round-1')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.toast')
  assert.ok(mock.world.requests.some((each) => each.name === 'POST /rounds/round-1/focus'))
})

onPage('marks stand at the right words behind pictures and rare characters', PANEL, async (page) => {
  await ready(page)
  await page.keyboard.press('d')
  await page.keyboard.insertText('👩‍👩‍👧𠮷e\u0301这款绝对不会掉色的')
  await page.waitForSelector('.dock mark')
  assert.deepEqual(await texts(page, '.dock mark'), ['绝对不会掉色'])
})

onPage('an exception needs a reason, which is kept', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('d')
  await page.keyboard.insertText('绝对不会掉色')
  await page.waitForSelector('.dock .acts')
  await page.keyboard.press('Shift+Enter')
  await page.waitForSelector('.dock .reason input:focus')
  await page.keyboard.press('Enter')
  assert.deepEqual(mock.world.decisions, [])
  await page.keyboard.insertText('买家要求原话')
  await page.keyboard.press('Enter')
  await until(page, () => document.querySelector('.dock .reason') === null)
  assert.deepEqual(mock.world.decisions, [{ id: 'pd_1', choice: 'override', reason: '买家要求原话' }])
})

onPage('the suggestion is taken by A, and what is blocked has no exception', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('d')
  await page.keyboard.insertText('这款绝对不会掉色')
  await page.waitForSelector('.dock .acts')
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await page.waitForSelector('.dock .good')
  assert.equal(await clipboard(page), '这款首次单独冷水洗，不易掉色')
  assert.equal(mock.world.decisions[0].choice, 'adopt')
  await page.fill('.dock textarea', '加我微信')
  await page.waitForSelector('.dock .bad')
  assert.equal(await page.$('.dock .acts'), null)
  await page.keyboard.press('Shift+Enter')
  assert.equal(mock.world.decisions.length, 1)
})

onPage('two hundred keys end in the verdict on the last text, one check at a time', PANEL, async (page, mock) => {
  await ready(page)
  let open = 0
  let most = 0
  mock.world.overrides.set('POST /drafts/check', async ({ body }) => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, 20))
    open -= 1
    const decision = body.text.endsWith('199') ? 'block' : 'allow'
    return { status: 200, body: { id: 'pd', decision, can_override: false, findings: [], rewrite: null } }
  })
  await page.evaluate(() => {
    const box = document.querySelector('.dock textarea')
    for (let n = 0; n < 200; n += 1) {
      box.value = `字 ${n}`
      box.dispatchEvent(new Event('input', { bubbles: true }))
    }
  })
  await page.waitForSelector('.dock .bad')
  assert.equal(most, 1)
})

onPage('a megabyte that is pasted stays where it is and is not sent', PANEL, async (page, mock) => {
  await ready(page)
  await page.evaluate(() => {
    const box = document.querySelector('.dock textarea')
    box.value = '长'.repeat(1_000_000)
    box.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await page.waitForSelector('.dock .warn')
  assert.equal(await page.$eval('.dock textarea', (box) => box.value.length), 1_000_000)
  assert.ok(!mock.world.requests.some((each) => each.name === 'POST /drafts/check'))
})

onPage('a lost server is reached again, and what happened meanwhile is on the screen', PANEL, async (page, mock) => {
  await ready(page)
  mock.world.isDown = true
  for (const socket of mock.world.sockets) socket.cut()
  await page.waitForSelector('.outage .btn')
  mock.world.waiting = mock.world.waiting.slice(0, 3)
  mock.restart()
  mock.world.isDown = false
  await page.keyboard.press('r')
  await until(page, () => document.querySelector('.outage') === null && document.querySelectorAll('.waiting-row').length === 2)
})

onPage('a gap in the channel is filled by asking again', PANEL, async (page, mock) => {
  await ready(page)
  mock.world.seq += 5
  mock.tell({ type: 'round.gone', id: 'round-5', answered: null })
  await until(page, () => document.querySelectorAll('.waiting-row').length === 4)
})

onPage('a session that ended keeps the draft, and pairing goes on with it', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('d')
  await page.keyboard.insertText('写了一半')
  await page.keyboard.press('Escape')
  mock.world.isSignedIn = false
  await page.keyboard.press('s')
  await page.waitForSelector('dialog[open]')
  await page.keyboard.insertText('http://127.0.0.1:8790/#pair=again')
  await page.keyboard.press('Enter')
  await until(page, () => document.querySelector('dialog[open]') === null)
  assert.equal(await page.$eval('.dock textarea', (box) => box.value), '写了一半')
  assert.equal(mock.world.requests.filter((each) => each.name === 'POST /session').at(-1).body.pairing, 'again')
})

onPage('a draft that was begun stays with its buyer when that one goes from the list', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('2')
  await page.keyboard.press('d')
  await page.keyboard.insertText('写了一半')
  await page.waitForSelector('.dock .good')
  mock.tell({ type: 'round.gone', id: 'round-1', answered: null })
  await until(page, () => document.querySelectorAll('.waiting-row').length === 4)
  assert.equal(await page.$eval('.dock textarea', (box) => box.value), '写了一半')
  assert.match((await texts(page, '.dock .verdict'))[0], /木木_2019/)
})

onPage('a second tab asks the first for its secret', PANEL, async (page, mock, context) => {
  await ready(page)
  const second = await context.newPage()
  await second.goto(`${mock.url}/panel`)
  await second.waitForSelector('.waiting-row')
  assert.equal(mock.world.requests.filter((each) => each.name === 'POST /session').length, 1)
})

onPage('single keys can be switched off', PANEL, async (page, mock) => {
  await ready(page)
  await page.keyboard.press('?')
  await page.check('.help-switch input')
  await page.keyboard.press('Escape')
  await until(page, () => document.querySelector('dialog[open]') === null)
  await page.keyboard.press('2')
  await page.keyboard.press('ArrowDown')
  assert.ok(!mock.world.requests.some((each) => each.name.endsWith('/focus')))
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), 'round-1')
})
