// The screens that are looked at: name, size, theme, language, and what is done before the picture.
import { round } from './mock_scenes.mjs'

const iso = (ms) => new Date(ms).toISOString()

async function rows(page) {
  await page.waitForSelector('.waiting-row, .panel-empty')
}

async function write(page, text, until) {
  await page.keyboard.press('d')
  await page.keyboard.insertText(text)
  await page.waitForSelector(until)
  await page.keyboard.press('Escape')
}

const warned = {
  zh: '亲，这款绝对不会掉色的，您放心拍哦~',
  en: 'Hi, the colour will never run, order away!',
}

async function panel(page, language = 'zh') {
  await rows(page)
  await page.keyboard.press('j')
  await write(page, warned[language], '.dock .acts')
}

const both = ['light', 'dark'].flatMap((theme) => ['zh', 'en'].map((language) => ({ theme, language })))

const panelScreens = [
  ...both.map(({ theme, language }) => ({
    name: `panel-${theme}-${language}`, path: '/panel', theme, language, act: (page) => panel(page, language),
  })),
  ...[280, 320].map((width) => ({ name: `panel-${width}`, path: '/panel', width, act: (page) => panel(page) })),
  { name: 'panel-zoom', path: '/panel', width: 320, height: 400, deviceScaleFactor: 2, act: (page) => panel(page) },
  ...both.map(({ theme, language }) => ({
    name: `panel-empty-${theme}-${language}`, path: '/panel', theme, language, mock: { scene: 'empty' },
    act: async (page) => {
      await rows(page)
      await write(page, language === 'en' ? 'We have a coupon for you, just collect it on our page' : '亲，店铺首页有满 199 减 20 的券哦，领完直接用就行~', '.dock .good')
    },
  })),
  ...both.map(({ theme, language }) => ({
    name: `panel-reconnecting-${theme}-${language}`, path: '/panel', theme, language,
    act: async (page, mock) => {
      await rows(page)
      mock.tell({
        type: 'connection.state',
        connection: { name: 'feige', state: 'waiting', since: iso(mock.now() - 12_000), retry_in_ms: 20_000 },
      })
      await page.waitForSelector('.outage')
      await page.waitForTimeout(1100)
    },
  })),
  {
    name: 'panel-cut-off', path: '/panel',
    act: async (page, mock) => {
      await rows(page)
      mock.tell({
        type: 'connection.state',
        connection: { name: 'feige', state: 'waiting', since: iso(mock.now() - 75_000), retry_in_ms: null },
      })
      await page.waitForSelector('.ring.guess')
    },
  },
  {
    name: 'panel-server-lost', path: '/panel',
    act: async (page, mock) => {
      await rows(page)
      mock.world.isDown = true
      for (const socket of mock.world.sockets) socket.cut()
      await page.waitForSelector('.outage .btn')
    },
  },
  {
    name: 'panel-blocked', path: '/panel',
    act: async (page) => {
      await rows(page)
      await write(page, '加我微信，我单独发您实拍图', '.dock .bad')
    },
  },
  {
    name: 'panel-reason', path: '/panel', theme: 'dark',
    act: async (page) => {
      await panel(page)
      await page.keyboard.press('Shift+Enter')
      await page.waitForSelector('.dock .reason input')
    },
  },
  {
    name: 'panel-stages', path: '/panel',
    act: async (page, mock) => {
      await rows(page)
      const at = (index, waited, rest) => ({
        ...round(index, mock.now(), 'zh'), opened_at: iso(mock.now() - waited * 1000),
        due_at: iso(mock.now() + (180 - waited) * 1000), ...rest,
      })
      mock.tell({ type: 'round.waiting', round: at(0, 640) })
      mock.tell({ type: 'round.waiting', round: at(1, 200) })
      mock.tell({ type: 'round.waiting', round: at(3, 120, { assessed: false }) })
      mock.tell({ type: 'round.waiting', round: at(4, 20, { closing: true, last: { kind: 'text', text: '好的谢谢', at: iso(mock.now()) } }) })
      mock.tell({ type: 'round.waiting', round: at(5, 30, { customer: 'RLO\u202egnp.exe <img onerror=x>', last: { kind: 'text', text: '</script>\u202e', at: iso(mock.now()) } }) })
      await page.keyboard.press('e')
      await page.waitForTimeout(800)
    },
  },
  {
    name: 'panel-help', path: '/panel',
    act: async (page) => {
      await rows(page)
      await page.keyboard.press('?')
      await page.waitForSelector('dialog[open]')
    },
  },
  {
    name: 'panel-fifty', path: '/panel', mock: { rows: 50 },
    act: rows,
  },
  {
    name: 'signed-out', path: '/panel',
    act: async (page, mock) => {
      await panel(page)
      mock.world.isSignedIn = false
      await page.keyboard.press('s')
      await page.waitForSelector('dialog[open]')
    },
  },
  {
    name: 'stale', path: '/panel',
    act: async (page, mock) => {
      await rows(page)
      mock.world.build = 'another'
      for (const socket of mock.world.sockets) socket.cut()
      await page.waitForSelector('.stale')
    },
  },
  { name: 'forbidden', path: '/panel', mock: { scene: 'reviewer' }, act: (page) => page.waitForSelector('.whole-page') },
  { name: 'not-found', path: '/nothing', act: (page) => page.waitForSelector('.whole-page') },
]

const special = [
  { name: 'panel-pseudo', path: '/panel?lang=pseudo', language: 'en', act: rows },
  { name: 'panel-forced-colours', path: '/panel', forcedColors: 'active', act: (page) => panel(page) },
  {
    name: 'panel-achromatopsia', path: '/panel',
    act: async (page) => {
      await panel(page)
      const session = await page.context().newCDPSession(page)
      await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' })
    },
  },
]

const desk = { width: 1440, height: 900 }
const reviewer = { scene: 'reviewer' }

async function reviewed(page) {
  await page.waitForSelector('.queue-row')
  await page.waitForSelector('.bubble.looked')
  await page.waitForSelector('.rule-pane h2')
}

const reviewScreens = [
  ...both.map(({ theme, language }) => ({
    name: `review-${theme}-${language}`, path: '/review', ...desk, theme, language, mock: reviewer, act: reviewed,
  })),
  { name: 'review-pseudo', path: '/review?lang=pseudo', width: 1280, height: 720, language: 'en', mock: reviewer, act: reviewed },
  { name: 'review-1280', path: '/review', width: 1280, height: 720, mock: reviewer, act: reviewed },
  ...['light', 'dark'].map((theme) => ({
    name: `review-judged-${theme}`, path: '/review', ...desk, theme, mock: reviewer,
    act: async (page) => {
      await reviewed(page)
      await page.keyboard.press('1')
      await page.waitForSelector('.queue-row .tag')
      await page.waitForSelector('.toast')
    },
  })),
  {
    name: 'review-conflict', path: '/review', ...desk, mock: reviewer,
    act: async (page, mock) => {
      await reviewed(page)
      const row = mock.world.findings[0]
      Object.assign(row, { revision: 1, verdict: { verdict: 'dismiss', by: '周岩', note: '上下文里说的是退换', at: iso(mock.now() - 60_000), revision: 1 } })
      await page.keyboard.press('1')
      await page.waitForSelector('dialog[open]')
    },
  },
  {
    name: 'review-marked', path: '/review', ...desk, mock: { scene: 'reviewer', total: 60 },
    act: async (page) => {
      await reviewed(page)
      for (let i = 0; i < 25; i += 1) await page.keyboard.press('Shift+J')
      await page.keyboard.press('2')
      await page.waitForSelector('dialog[open]')
    },
  },
  {
    name: 'review-filters', path: '/review?level=critical', ...desk, mock: reviewer,
    act: async (page) => {
      await reviewed(page)
      await page.click('[popovertarget]')
      await page.waitForSelector('.filters:popover-open')
    },
  },
  {
    name: 'review-fresh', path: '/review', ...desk, theme: 'dark', mock: reviewer,
    act: async (page, mock) => {
      await reviewed(page)
      for (const n of [1, 2, 3]) mock.tell({ type: 'finding.created', finding: `new-${n}` })
      await page.waitForSelector('.fresh')
    },
  },
  {
    name: 'review-done', path: '/review', ...desk, mock: { scene: 'reviewer', total: 0 },
    act: (page) => page.waitForSelector('.queue .none'),
  },
  {
    name: 'review-none-filtered', path: '/review?rule=nothing', ...desk, theme: 'dark', language: 'en', mock: reviewer,
    act: (page) => page.waitForSelector('.queue .none'),
  },
  {
    name: 'review-failed', path: '/review', ...desk, mock: reviewer,
    act: async (page, mock) => {
      await reviewed(page)
      mock.world.overrides.set('GET /findings/f-1', () => ({ status: 500, type: 'application/problem+json', body: {
        type: 'urn:sandglass:problem:internal', title: 'Something went wrong', status: 500, code: 'internal', params: {}, errors: [], instance: '', trace_id: '4bf92f3577b34da6' } }))
      await page.keyboard.press('j')
      await page.waitForSelector('.pane-error')
    },
  },
  {
    name: 'review-help', path: '/review', ...desk, mock: reviewer,
    act: async (page) => {
      await reviewed(page)
      await page.keyboard.press('?')
      await page.waitForSelector('dialog[open]')
    },
  },
  ...both.map(({ theme, language }) => ({
    name: `conversation-${theme}-${language}`, path: '/conversations/c-0', ...desk, theme, language, mock: reviewer,
    act: (page) => page.waitForSelector('.rounds table'),
  })),
]

export const screens = [...panelScreens, ...special, ...reviewScreens]
